// @ts-check
/** The words of the panel of a class in Chinese. */

/** @type {import("../words.js").Words} */
export const words = {
  "class.paste": "链接或结果，每行一个",
  "class.how":
    "链接前可以写姓名；结果文件（.retort.json、.jsonl）可直接拖到这里，总共至多 {count} 个。任何内容都不会外传。",
  "class.add": "加入",
  "class.files": "加入文件",
  "class.clear": "清空列表",
  "class.refused": "未收下：{lines}。",
  "class.why.not-ours": "第 {line} 行既无链接也无结果",
  "class.why.too-large": "第 {line} 行过长",
  "class.why.too-many": "第 {line} 行，列表已满",
  "class.run": "在本机运行这 {count} 个",
  "class.ran": "都已运行",
  "class.standing": "共 {count} 个，其中 {left} 个尚未在本机算过。",
  "class.progress": "运行进度",
  "class.axis": "横轴",
  "class.caption": "谁设了什么，得到什么？一个标记代表一个实验：实心的在本机算过，空心的只是文件自己的说法。",
  "class.summary": "{count} 个实验中“{net}”的测试准确率，全部数字见下表。",
  "class.table": "列表",
  "class.name": "姓名",
  "class.open": "打开",
  "class.proof": "凭证",
  "class.proof.open": "未运行",
  "class.proof.said": "自述",
  "class.proof.run": "本机算得",
  "class.proof.same": "✓ 逐位一致",
  "class.proof.differs": "✗ 不一致",
  "class.proof.failed": "运行失败",
  "class.changed": "（链接有改动）",
};
