// @ts-check
/** The words of a run that was kept over a reload, in Chinese. */

/** @type {import("../words.js").Words} */
export const words = {
  "keep.title": "之前的运行",
  "keep.offer": "已保留上次运行，完成了 {share}。继续后结果逐位相同。",
  "keep.over": "已保留上次运行的结果。",
  "keep.aside": "部分除外：{nets} 的存档已损坏，不会使用；这部分将重新训练，结果相同。",
  "keep.goOn": "继续运行",
  "keep.show": "显示结果",
  "keep.refused": "浏览器没有空间保留这次运行：关闭页面后不再保留。",
  "keep.dismiss": "不再保留",
};
