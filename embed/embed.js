// @ts-check
// <retort-playground>: the playground inside any page, in a frame of its own. No dependencies, no build step.
//
//   <script type="module" src="https://HOST/embed.js"></script>
//   <retort-playground link="v=1&T=8" lang="en" view="bars">Shown without JavaScript and in print.</retort-playground>
//
// Types of everything here: embed.d.ts.

// The page is beside this file.
const HOME = import.meta.url.replace(/[^/]*$/, "");
const SHOWN = ["lang", "theme", "view", "hide", "lock", "free", "load", "autorun", "predict"];
const EVENTS = ["ready", "progress", "result", "config", "interaction", "error"];
const HEIGHT = 720;
const HELLO_EVERY = 250;
// Elements of a page that each fetch the engine, 0.9 MB, without being asked.
const UNASKED = 2;

const style = new CSSStyleSheet();
style.replaceSync(`
  :host { display: block; }
  :host([hidden]) { display: none; }
  iframe { display: block; width: 100%; border: 0; }
  slot { display: none; }
  @media print { iframe { display: none; } slot { display: block; } }
`);

let count = 0;
function serial() {
  count += 1;
  return count;
}

export class RetortPlayground extends HTMLElement {
  static observedAttributes = ["link", "height", "title", ...SHOWN];

  #frame = /** @type {HTMLIFrameElement | null} */ (null);
  #hello = 0;
  // Chosen here and echoed by the frame: a message with another one is not from this frame's page.
  #id = `retort-${Date.now().toString(36)}-${serial()}`;
  #ready = false;
  #waiting = /** @type {object[]} */ ([]);
  #link = "";
  #result = /** @type {object | null} */ (null);
  // Models that have been asked for.
  #asked =
    /** @type {Map<string, {resolve: (bytes: ArrayBuffer) => void, reject: (reason: Error) => void}>} */ (
      new Map()
    );

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [style];
    shadow.append(document.createElement("slot"));
  }

  connectedCallback() {
    addEventListener("message", this.#hear);
    this.#open();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
    this.#forget();
    this.#frame = null;
  }

  /** @param {string} name
   * @param {string | null} before
   * @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (!this.#frame || before === now) return;
    if (name === "height") this.#setHeight(HEIGHT);
    else if (name === "title") this.#frame.title = this.title;
    else if (name === "link") this.config = now ?? "";
    else this.#open();
  }

  /** The experiment, as the part of a link after `#`. */
  get config() {
    return this.#link || this.getAttribute("link") || "";
  }

  set config(link) {
    this.#send({ type: "setConfig", link: String(link).replace(/^.*#/, "") });
  }

  /** The last result, or null. */
  get result() {
    return this.#result;
  }

  get ready() {
    return this.#ready;
  }

  run() {
    this.#send({ type: "run" });
  }

  pause() {
    this.#send({ type: "pause" });
  }

  step() {
    this.#send({ type: "step" });
  }

  reset() {
    this.#send({ type: "reset" });
  }

  /** Viewing temperature, image, panel, language, theme.
   * @param {import("./embed.d.ts").View} view */
  setView(view) {
    this.#send({ type: "setView", ...view });
  }

  /** A trained network of the last run as ONNX: "teacher" or an arm, the distilled student where nobody says.
   * @param {string} [net]
   * @returns {Promise<ArrayBuffer>} */
  toONNX(net) {
    const request = `onnx-${serial()}`;
    return new Promise((resolve, reject) => {
      this.#asked.set(request, { resolve, reject });
      this.#send({ type: "getModel", request, ...(net !== undefined && { net }) });
    });
  }

  #forget() {
    clearInterval(this.#hello);
    this.#ready = false;
    this.#frame?.remove();
    for (const { reject } of this.#asked.values()) reject(new Error("the frame is gone"));
    this.#asked.clear();
  }

  #open() {
    this.#forget();
    const source = new URL(HOME);
    source.searchParams.set("embed", "1");
    source.searchParams.set("id", this.#id);
    for (const name of SHOWN) {
      const value = this.getAttribute(name);
      if (value !== null) source.searchParams.set(name, value || "1");
    }
    if (!this.hasAttribute("load") && document.querySelectorAll(this.localName).length > UNASKED) {
      source.searchParams.set("load", "click");
    }
    source.hash = this.config;
    const frame = document.createElement("iframe");
    frame.title = this.title || "Knowledge distillation playground";
    frame.allow = "clipboard-write";
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-downloads");
    // Twenty on a page: each comes when the reader does.
    if (this.getAttribute("load") !== "eager" && !this.#waiting.length) frame.loading = "lazy";
    // The frame speaks first, when its scripts have come; a hello that was missed is repeated.
    frame.onload = () => {
      clearInterval(this.#hello);
      if (this.#ready) return;
      this.#hello = setInterval(() => this.#post({ type: "hello", subscribe: ["interaction"] }), HELLO_EVERY);
    };
    frame.src = source.href;
    this.#frame = frame;
    this.#setHeight(HEIGHT);
    this.shadowRoot?.append(frame);
  }

  /** @param {number} wanted where the attribute does not say */
  #setHeight(wanted) {
    if (!this.#frame) return;
    const fixed = Number.parseInt(this.getAttribute("height") ?? "", 10);
    this.#frame.style.height = `${fixed || wanted}px`;
  }

  /** @param {object} message now, or as soon as the frame is ready */
  #send(message) {
    if (this.#ready) this.#post(message);
    else {
      this.#waiting.push(message);
      // Asked for by the page, not by a reader who sees it.
      if (this.#frame) this.#frame.loading = "eager";
    }
  }

  /** @param {object} message */
  #post(message) {
    // A sandboxed frame may have no origin that could be named; nothing secret is sent.
    this.#frame?.contentWindow?.postMessage({ retort: 1, id: this.#id, ...message }, "*");
  }

  #hear = (/** @type {MessageEvent} */ { source, data }) => {
    if (!this.#frame || source !== this.#frame.contentWindow) return;
    if (data?.retort !== 1 || data.id !== this.#id) return;
    if (data.type === "resize" && data.height > 0) this.#setHeight(data.height);
    if (data.type === "config") this.#link = String(data.link);
    if (data.type === "result") this.#result = data;
    const asked = this.#asked.get(data.request);
    if (asked && (data.type === "model" || data.type === "error")) {
      this.#asked.delete(data.request);
      if (data.type === "model") asked.resolve(data.bytes);
      else asked.reject(new Error(data.message));
    }
    if (data.type === "ready" && !this.#ready) {
      clearInterval(this.#hello);
      this.#ready = true;
      this.#post({ type: "hello", subscribe: ["interaction"] });
      for (const message of this.#waiting.splice(0)) this.#post(message);
    }
    if (EVENTS.includes(data.type)) {
      this.dispatchEvent(new CustomEvent(`retort-${data.type}`, { detail: data, bubbles: true }));
    }
  };
}

if (!customElements.get("retort-playground")) customElements.define("retort-playground", RetortPlayground);
