// @ts-check
/** 报告的文字。 */

/** @type {import("../words.js").Words} */
export const words = {
  "report.title": "知识蒸馏：{name}（{data}）",
  "report.made": "由 Retort 生成于 {when}，引擎 {engine}。",
  "report.stored": "这是网页自带运行的数字。",
  "report.changed": "与默认值不同的设置",
  "report.setting": "设置",
  "report.value": "本次",
  "report.default": "默认值",
  "report.unchanged": "所有设置都是默认值。",
  "report.same": "其余设置（默认值）",
  "report.temperature": "这张图像在各个温度下每个类别的概率，从尖锐到平缓。",
  "report.bars": "第 {index} 张测试图像（真实标签 {label}）的输出；细条是仅用硬标签的学生。",
  "report.reproduce": "打开上面的链接会重新训练。指纹相同，结果就逐位相同。",
  "report.licences": "图像与许可",
  "report.software": "Retort 是自由软件，可任选 MIT 或 Apache-2.0 许可。",
};
