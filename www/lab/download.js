// @ts-check
/** Files to keep: text, and pictures of charts. Nothing leaves the machine. */

/** @param {string} name
 * @param {Blob} blob */
export function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken its copy by the next turn; a minute is for slow ones.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {string} name
 * @param {string} text
 * @param {"text/csv" | "application/json" | "image/svg+xml" | "text/plain"} type */
export function downloadText(name, text, type) {
  download(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

/** @param {string} name
 * @param {HTMLCanvasElement} canvas */
export function downloadCanvas(name, canvas) {
  canvas.toBlob((blob) => {
    if (blob) download(name, blob);
  }, "image/png");
}
