// @ts-check
/** bench.html 的中文文本。 */

/** @type {import("../words.js").Words} */
export const words = {
  title: "Retort：这个浏览器有多快？",
  tagline: "这个浏览器有多快？",
  language: "语言",
  lead: "四个小网络在这里用您机器的一个线程训练，表格显示它们离这台机器的极限还有多远。",
  start: "开始测速",
  again: "重新测速",
  duration: "约需半分钟。机器上的其他任务会拖慢结果。",
  progress: "已完成 {done} 项，共 {all} 项。",
  finished: "测速完成。",
  failed: "测速失败：{reason}",
  caption: "每秒图像数与 GFLOP/s，单线程",
  network: "网络",
  training: "训练",
  inference: "推理",
  rate: "GFLOP/s",
  share: "占极限",
  mlp: "MLP",
  "mlp.about": "784–128–64–10，全连接层",
  cnn: "CNN",
  "cnn.about": "8 和 16 通道，两次最大池化",
  teacher: "大 CNN",
  "teacher.about": "32、32 和 64 通道，128 个单元的隐藏层",
  kd: "蒸馏",
  "kd.about": "CNN 向同时运行的大 CNN 学习",
  limit: "单线程极限：{gflops} GFLOP/s。",
  "limit.unknown": "单线程极限：尚未测量。",
  about:
    "28×28 像素的噪声图像，10 个类别，训练批量 64，推理批量 256，Adam 优化器。运算量按普通算法计算；得到同样结果的捷径（Winograd 卷积、被池化置零的梯度）运算更少，因此占比可能超过 100 %。极限指寄存器中相互独立、每次四个数的乘法和加法，不使用 relaxed SIMD，因为它的结果因机器而异。",
  back: "返回实验页",
};
