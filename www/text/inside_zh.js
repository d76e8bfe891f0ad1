// @ts-check
/** The words of the panel about the networks' inside, in Chinese. */

/** @type {import("../words.js").Words} */
export const words = {
  "inside.image": "所选图像如何穿过网络",
  "inside.run": "存储的运行没有权重可看。请按“运行”，完成后即可在此打开各网络。",
  "inside.about":
    "滤波器：灰色为零，墨色为正，纸色为负。激活与注意力：墨色越浓越强，各层按本层最强者定标。在上方换一张图像，这里随之变化。",
  "inside.filters": "第一层的 {count} 个滤波器",
  "inside.filters.label": "{net}：第一层的滤波器",
  "inside.dense":
    "它的第一层是全连接层：一张小图就是一个单元的权重，{count} 个像素各有一个。单元的数值是整幅图像上“像素 × 权重”之和，加偏置，再经过 ReLU。",
  "inside.patches":
    "它的第一层对图块做全连接：一张小图是一个数的权重，{side} × {side} 图块的每个像素各有一个。所有图块共用这些权重。",
  "inside.pool":
    "它的第一层没有权重：把图像分成 {side} × {side} 的网格，每格取平均。一张小图是一个类别的权重，每格一个。",
  "inside.first": "第一个卷积，在各模块之前：{count} 个通道",
  "inside.first.label": "{net}：所选图像在第一个卷积的激活",
  "inside.one": "一个数是怎么算出来的",
  "inside.one.about":
    "指向特征图的一格，点按它，或用方向键移动：这里写出这个数的算式。下方第一层的特征图也可以点，点了就在这里展开。",
  "inside.one.net": "网络",
  "inside.one.map": "特征图",
  "inside.one.map.of": "特征图 {channel}",
  "inside.one.image": "图像与窗口",
  "inside.one.label": "{net}：第一层的特征图 {channel}",
  "inside.one.pixels": "x：窗口内的像素",
  "inside.one.weights": "w：滤波器 {channel}",
  "inside.one.products": "x · w",
  "inside.one.on": "特征图 {channel} 第 {row} 行第 {column} 列：和为正，ReLU 让 {value} 通过。",
  "inside.one.off": "特征图 {channel} 第 {row} 行第 {column} 列：和不为正，ReLU 把它变成 {value}。",
  "inside.one.window":
    "窗口为 {kernel} × {kernel} 像素，每次移动 {stride} 个像素。表中的数经过四舍五入，求和时没有。",
  "inside.one.margin":
    "窗口为 {kernel} × {kernel} 像素，每次移动 {stride} 个像素。图像四周补 {padding} 圈，按 0 计算，这里用虚线表示。表中的数经过四舍五入，求和时没有。",
  "inside.layer": "第 {at} 层：{count} 个通道",
  "inside.layer.label": "{net}：所选图像在第 {at} 层的激活",
  "inside.attention": "第 {at} 层：注意力，{count} 个头（由行看向列）",
  "inside.attention.label": "{net}：所选图像在第 {at} 层的注意力",
  "inside.classes": "哪些类别彼此相像",
  "inside.classes.about":
    "在观察温度下，网络对每一类测试图像的平均回答（百分比）。对角线以外的数字，正是硬标签所没有的知识。选中一格可看其中的图像，方向键可移动。",
  "inside.teacherTable": "{net}：软标签在 T = {temperature} 时怎么说",
  "inside.studentTable": "{net}：在 T = {temperature} 时学会了怎么说",
  "inside.true": "真实",
  "inside.cell": "真实类别 {truth}，回答 {answer}：平均 {share}（百分比），有 {count} 张图像以此为首选",
  "inside.members": "真实类别 {truth}、首选回答 {answer}：{count} 张图像。",
  "inside.plane": "各网络眼中的测试图像",
  "inside.plane.caption":
    "标记是网络回答的类别，答错的加粗并加下划线。会相互遮住的标记省去，先省答对的。两条轴体现了其 logits 变化的 {share}（主成分分析）。",
  "inside.plane.summary":
    "{net}：{count} 张测试图像在其 logits 两条主轴上的位置，两轴体现 {share} 的方差；其中 {wrong} 张答错。",
};
