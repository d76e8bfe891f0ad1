// @ts-check
/** Words for what nobody expected. */

/** @type {Record<string, string>} */
export const words = {
  "trouble.title": "页面出现了意外错误",
  "trouble.about":
    "您可以继续操作。实验设置保存在网址中；如有异常，请刷新页面。下面的报告有助于修复问题，其中不含文件名，也不含您绘制的内容。",
  "trouble.report": "错误报告",
  "trouble.copy": "复制报告",
  "trouble.close": "关闭",
  "trouble.copied": "已复制。",
  "trouble.selected": "报告已选中，请手动复制。",
};
