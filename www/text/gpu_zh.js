// @ts-check
/** Words of the engine that computes on a graphics adapter. */

/** @type {Record<string, string>} */
export const words = {
  "gpu.label": "无法逐位重现。",
  "gpu.about":
    "图形适配器按自己的顺序做加法，不同设备的结果只在舍入误差内一致。这样的运行没有指纹，也不能作为证明。这里的网络很小，用处理器训练更快；批量大、网络宽时，图形适配器才有优势。",
  "gpu.adapter": "适配器：{name}。",
  "gpu.unnamed": "浏览器没有给出名称",
  "gpu.missing.webgpu": "此浏览器在这里没有 WebGPU。请选择引擎 burn-flex：它在哪里都能运行。",
  "gpu.missing.adapter": "此浏览器没有提供图形适配器。请选择引擎 burn-flex：它在哪里都能运行。",
  "gpu.missing.waiting":
    "此浏览器的 WebAssembly 无法等待图形适配器（JavaScript Promise Integration）。请选择引擎 burn-flex：它在哪里都能运行。",
  "gpu.back": "改用 burn-flex",
  "gpu.fingerprint": "没有：由图形适配器计算，无法逐位重现。其他设备会给出几乎相同的数值。",
};
