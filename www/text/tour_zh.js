// @ts-check
/** 入门步骤（中文）。 */

/** @type {import("../words.js").Words} */
export const words = {
  "tour.title": "第一次来？",
  "tour.about": "先看这六处，每处不到一分钟。",
  "tour.close": "收起",
  "tour.bars": "看条形图",
  "tour.bars.about": "左边是教师，右边是学生：各自认为每个类别有多大可能？",
  "tour.temperature": "调温度",
  "tour.temperature.about":
    "低温时，一条独占鳌头；高温时，其余各条升起，显出图像还像什么。",
  "tour.run": "点“运行”",
  "tour.run.about": "教师和学生就在你的机器上训练，几秒即可。种子相同，结果就相同。",
  "tour.verdict": "读结论",
  "tour.verdict.about": "软标签比只用标签更有帮助吗？没有帮助时，结论也会照实说。",
  "tour.labels": "改一处设置",
  "tour.labels.about": "多给学生一些有标签图像，再运行一次。教师还帮得上忙吗？",
  "tour.chapter": "学课程",
  "tour.chapter.about": "每一章都是一个实验，附三道思考题。这一章讲温度。",
};
