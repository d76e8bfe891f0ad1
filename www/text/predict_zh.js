// @ts-check
/** Predict first, in Chinese. */

/** @type {import("../words.js").Words} */
export const words = {
  "predict.title": "先预测，再看结果",
  "predict.about": "先看左边的实验设置：多少图像、哪些网络、什么温度。写下你的预测，结果随即显示。",
  "predict.gain": "蒸馏学生的准确率会比只用标签的学生高多少个百分点？（更低则填负数）",
  "predict.accuracy": "蒸馏学生的准确率会达到百分之几？",
  "predict.range": "请填 {min} 到 {max} 之间的数。",
  "predict.why": "理由（可不填，只给自己看）",
  "predict.do": "这就是我的预测，运行",
  "predict.gain.mine": "你预测高出 {mine} 个百分点。",
  "predict.gain.found": "本次运行测得 {found} 个百分点，相差 {off}。",
  "predict.accuracy.mine": "你预测 {mine}%。",
  "predict.accuracy.found": "本次运行测得 {found}%，相差 {off} 个百分点。",
  "predict.wait": "运行正在进行。",
  "predict.because": "你的理由：{why}",
};
