// @ts-check
/** Starts the page that is one file: gives each text in it an address, answers for the large files, and imports the page.
 *
 * The texts (scripts, styles, drawings, numbers) stand in the element #texts as [type, text][], each behind those that it
 * names; `retort-file:3;` stands for the address of the fourth. Others stand in elements whose id is their path. */

{
  /** @param {string} text base64
   * @returns {Uint8Array<ArrayBuffer>} */
  const bytes = (text) => {
    const decode = /** @type {{fromBase64?: (text: string) => Uint8Array<ArrayBuffer>}} */ (Uint8Array);
    return decode.fromBase64?.(text) ?? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  };

  /** What an element holds.
   * @param {HTMLElement} element
   * @returns {Response} */
  const content = (element) => {
    const { type = "", packed } = element.dataset;
    const stored = new Response(bytes(element.textContent ?? ""));
    const unpacked = packed === "" ? stored.body?.pipeThrough(new DecompressionStream("gzip")) : stored.body;
    return new Response(unpacked, { headers: { "content-type": type } });
  };

  /** The last elements may still be on their way: the file is long. */
  const whole = new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  });

  /** The door through which `www/files.js` gets files: an answer as of a host.
   * @param {string} path */
  const retortFile = async (path) => {
    if (!document.getElementById(path)?.nextElementSibling && document.readyState === "loading") await whole;
    const element = document.getElementById(path);
    return element ? content(element) : new Response(null, { status: 404 });
  };
  Object.assign(globalThis, { retortFile });

  const start = async () => {
    const texts = document.getElementById("texts");
    if (!texts) throw new Error("the file is not complete");
    /** @type {[string, string][]} */
    const files = await content(texts).json();
    texts.remove();
    /** @type {string[]} */
    const addresses = [];
    for (const [type, text] of files) {
      const complete = text.replace(/retort-file:(\d+);/g, (_, at) => addresses[at]);
      addresses.push(URL.createObjectURL(new Blob([complete], { type })));
    }
    const styled = [...document.querySelectorAll("link")].map((link) => {
      const { file } = link.dataset;
      if (file === undefined) return undefined;
      const loaded = new Promise((resolve) => link.addEventListener("load", resolve, { once: true }));
      link.href = addresses[Number(file)];
      return link.rel === "stylesheet" ? loaded : undefined;
    });
    await Promise.all(styled);
    for (const { dataset } of document.querySelectorAll("script")) {
      if (dataset.file !== undefined) await import(addresses[Number(dataset.file)]);
    }
  };

  start().catch((error) => {
    // Before there is a language: both.
    const line = document.createElement("p");
    line.textContent = `This browser cannot open the page (${error}). It needs Chrome 91, Firefox 113, Safari 16.4 or a newer one. 此浏览器无法打开本页，需要 Chrome 91、Firefox 113、Safari 16.4 或更新的版本。`;
    document.getElementById("app")?.append(line);
  });
}
