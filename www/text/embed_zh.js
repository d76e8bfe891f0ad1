// @ts-check
/** 嵌入的页面：中文。 */

/** @type {import("../words.js").Words} */
export const words = {
  "embed.start": "开始",
  "embed.start.hint": "下载引擎（0.9 MB）。在此之前显示预存的运行结果。",
  "embed.locked": "链接的作者锁定了设置。运行和观察不受限制。",
  "embed.refused": "没有打开：它会改动这里锁定的设置。请在没有锁定的完整页面中打开。",
  "embed.full": "打开完整页面 ↗",
};
