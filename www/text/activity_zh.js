// @ts-check
/** 制作课堂活动：中文。教师页面，以及它写出的文字。 */

/** @type {import("../words.js").Words} */
export const words = {
  "activity.heading": "制作课堂活动",
  "activity.intro":
    "把一个实验变成课程任务：给学生的链接，放进课程页面的文字和三个问题，以及留给你的答案。全部在本页生成，不会发送任何内容，链接里也没有答案。",
  "activity.experiment": "实验",
  "activity.experiment.own": "本页当前的设置",
  "activity.experiment.hint": "章节自带问题，其中的数字来自多个随机种子的测量。其他实验的问题针对一次运行。",
  "activity.language": "活动的语言",
  "activity.predict": "先请学生预测",
  "activity.predict.gain": "是：比仅用标签高出多少",
  "activity.predict.accuracy": "是：蒸馏学生的准确率",
  "activity.predict.none": "否",
  "activity.predict.hint": "学生写下预测之前，不显示任何结果。",
  "activity.lock": "设置",
  "activity.lock.all": "全部锁定",
  "activity.lock.free": "锁定，但 T、α 和随机种子可改",
  "activity.lock.none": "全部可改",
  "activity.lock.hint": "锁定的设置可以看，不能改。运行和观察不受限制。",
  "activity.show": "在课程页面上",
  "activity.show.none": "放一个链接",
  "activity.show.full": "嵌入整个页面",
  "activity.show.bars": "嵌入柱状图",
  "activity.show.curves": "嵌入曲线",
  "activity.show.result": "嵌入结果",
  "activity.show.hint": "有些页面会去掉框架，那时链接仍然可用。",
  "activity.needed": "答案由这个实验的一次运行算出，而它还没有在这里运行过。",
  "activity.run": "运行一次，算出答案",
  "activity.running": "正在运行：{share}。",
  "activity.form": "格式",
  "activity.form.html": "HTML",
  "activity.form.markdown": "Markdown",
  "activity.link.title": "给学生的链接",
  "activity.link.about": "只含设置，不含结果，也不含答案。",
  "activity.frame.title": "课程页面的框架",
  "activity.frame.about": "HTML，适用于 Moodle、Canvas、Open edX。下面的文字里也包含它。",
  "activity.sheet.title": "课程页面的文字",
  "activity.sheet.about": "要做什么，以及三个没有答案的问题。",
  "activity.key.title": "答案（留给你）",
  "activity.key.about": "请放在学生看不到的地方。",
  "activity.close": "回到实验",

  "activity.title": "知识蒸馏",
  "activity.open": "打开实验",
  "activity.step.predict": "阅读各项设置。页面会先问你预期的结果和理由，请写在那里，然后才会运行并显示结果。",
  "activity.step.run": "阅读各项设置，说出你的预期，再点“运行”。",
  "activity.step.answer": "用你看到的数字回答下面的问题。",
  "activity.questions": "问题",
  "activity.key": "答案：",
  "activity.licence": "文字：Retort，许可协议",
  "activity.gain": "蒸馏学生的准确率比仅用标签的学生高或低多少个百分点？这个差别能用偶然解释吗？",
  "activity.gain.answer": "{distilled} 对 {labels}，相差 {points} 个百分点。",
  "activity.gain.clear":
    "在 {count} 张测试图像上，偶然约可解释 {margin} 个百分点（95%），所以这次运行的差别是明确的。换一个随机种子会得到另一个数，不妨试三个。",
  "activity.gain.unclear":
    "在 {count} 张测试图像上，偶然约可解释 {margin} 个百分点（95%），一次运行不足以判断，需要多个随机种子。",
  "activity.size": "学生的参数比教师少多少倍？准确率因此损失多少？",
  "activity.size.answer":
    "{teacher} 对 {student} 个参数，相差 {ratio} 倍。教师 {before}，学生 {after}，低 {lost} 个百分点。",
  "activity.agree":
    "在 {count} 张测试图像中，教师与蒸馏学生有多少张给出相同的答案？教师与仅用标签的学生呢？这说明什么？",
  "activity.agree.answer":
    "分别为 {distilled} 张（{share}）和 {labels} 张（{other}）。软标签传递的是教师如何回答，连同它的错误。",
  "activity.order": "把教师和各个学生（{nets}）按准确率排序。",
  "activity.image": "{count} 张测试图像中的一张，相当于准确率的多少个百分点？",
  "activity.image.answer": "{points} 个百分点，即 100 / {count}。更小的差别在这里不存在。",
  "activity.source":
    "由随机种子 {seed} 的一次运行算出（引擎 {engine}，指纹 {fingerprint}）。运行同一链接的人会得到逐位相同的数字。",
  "activity.source.chapter":
    "{seeds} 个随机种子的平均值及其 95% 区间，由引擎版本 {version} 测得。单次运行会在偶然范围内有所不同。",
};
