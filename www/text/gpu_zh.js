// @ts-check
/** Words of the engine that computes on a graphics adapter. */

/** @type {Record<string, string>} */
export const words = {
  "gpu.label": "无法逐位重现。",
  "gpu.about":
    "图形适配器按自己的顺序做加法，不同设备的结果只在舍入误差内一致。这样的运行没有指纹，也不能作为证明。这里的网络很小，用处理器训练更快；批量大、网络宽时，图形适配器才有优势。",
  "gpu.adapter": "适配器：{name}。",
  "gpu.unnamed": "浏览器没有给出名称",
  "gpu.back": "改用 burn-flex",
};
