// What a page and an embedded playground say to each other, and the element that does it for you.
//
// Every message is an object {retort: 1, id, type, ...}, sent with postMessage. `id` is the one in the frame's address
// (`?embed=1&id=...`), empty without; a message with another id is ignored. A frame hears its parent only, and with
// `?origin=https://...` only a parent from there. Whatever does not fit is answered with `error` and not acted on; what
// has no `retort` is ignored. More than 20 messages a second are dropped, with one `error` a second.

/** The experiment: the part of a link after `#`; the empty text is the default experiment. */
export type Link = string;

type Envelope = { retort: 1; id?: string };

/** Page to frame. */
export type HostMessage = Envelope &
  (
    | /** Repeat it, say every 250 ms, until `ready`. */ { type: "hello"; subscribe?: "interaction"[] }
    | { type: "getConfig" }
    | /** A trained network of the shown run: `teacher` or an arm's key, `soft-labels` where nobody says. `request` comes back with the answer. */ {
        type: "getModel";
        net?: string;
        request?: string;
      }
    | { type: "setConfig"; link: Link }
    | { type: "run" | "pause" | "step" | "reset" }
    | ({ type: "setView" } & View)
  );

/** How results are shown. It changes no result. */
export type View = {
  /** Viewing temperature, 0.05 to 100. */
  T?: number;
  /** Place of a test image, from 0. */
  image?: number;
  view?: "full" | "bars" | "curves" | "result" | "sweep";
  /** A language that the playground has: en, zh. */
  lang?: string;
  theme?: "auto" | "light" | "dark";
};

/** One network's result. Shares are between 0 and 1, `kl` is in nats. */
export type NetResult = {
  net: string;
  accuracy: number;
  crossEntropy: number;
  calibrationError: number;
  agreement: number | null;
  kl: number | null;
  parameters: number;
  bytes: number;
  flops: number;
  fingerprint: string;
};

export type Ready = {
  type: "ready";
  protocol: 1;
  /** Null before the engine has been fetched: with load=click or visible that comes later, and `ready` again. */
  engine: { key: string; version: number } | null;
  lang: string;
  /** The message types that this frame understands. */
  capabilities: string[];
};
export type Config = {
  type: "config";
  link: Link;
  /** Every setting, by the key that links use. */
  spec: { [key: string]: string | number };
  problems: { key: string; code: string }[];
};
/** At most four a second. `share` is between 0 and 1. */
export type Progress = { type: "progress"; share: number; secondsLeft: number | null };
export type Result = {
  type: "result";
  link: Link;
  /** The link with the fingerprint: whoever opens it can reproduce the result. */
  claim: Link;
  spec: { [key: string]: string | number };
  engine: { key: string; version: number };
  /** Of the whole run, 16 hexadecimal digits. */
  fingerprint: string;
  /** Teacher first, then the students. */
  results: NetResult[];
  /** Every evaluation of every network. */
  curves: Point[];
};
/** One evaluation on the test images; `update` counts from 0. */
export type Point = {
  net: string;
  update: number;
  accuracy: number;
  crossEntropy: number;
  calibrationError: number;
  agreement: number | null;
  kl: number | null;
  /** Mean training loss since the evaluation before. */
  loss: number | null;
};
/** A network as a file for ONNX Runtime and others. `bytes` are handed over, not copied. */
export type Model = {
  type: "model";
  net: string;
  format: "onnx";
  bytes: ArrayBuffer;
  /** The experiment that trained it. */
  link: Link;
  /** Of this network, 16 hexadecimal digits. */
  fingerprint: string;
  request?: string;
};
/** Height in CSS pixels that the content has. */
export type Resize = { type: "resize"; height: number };
/** A reader changed a control; only after `hello` with `subscribe`. */
export type Interaction = { type: "interaction"; control: string; value: string };
export type ErrorMessage = {
  type: "error";
  code:
    | "protocol"
    | "unknown-type"
    | "unknown-key"
    | "bad-value"
    | "flood"
    /** Asked for a network before one was trained. */
    | "no-model"
    | "engine"
    | "data"
    | "run"
    | "diverged"
    | "wasm"
    | "memory"
    | "lost";
  message: string;
  /** Of the `getModel` that it answers. */
  request?: string;
};

/** Frame to page. */
export type FrameMessage = Required<Envelope> &
  (Ready | Config | Progress | Result | Model | Resize | Interaction | ErrorMessage);

/**
 * `<retort-playground link="v=1&T=8" lang theme view hide lock free load autorun predict height title>`: the attributes are
 * those of the frame's query, where `load` is `click` on a page with more than two of them; `height` in pixels, without it
 * the frame is as high as its content. The frame is loaded when it comes near the reader's sight, with `load="eager"` or at a
 * first call of `run()` and the like at once. Events: `retort-ready`,
 * `retort-progress`, `retort-result`, `retort-config`, `retort-interaction`, `retort-error`; `detail` is the message.
 */
export class RetortPlayground extends HTMLElement {
  config: Link;
  readonly result: Result | null;
  readonly ready: boolean;
  run(): void;
  pause(): void;
  step(): void;
  reset(): void;
  setView(view: View): void;
  /** A trained network as ONNX: `"teacher"` or an arm's key, the distilled student where nobody says. Fails with the
   * reason where none has been trained yet, and when the frame goes away. */
  toONNX(net?: string): Promise<ArrayBuffer>;
}

declare global {
  interface HTMLElementTagNameMap {
    "retort-playground": RetortPlayground;
  }
  interface HTMLElementEventMap {
    "retort-ready": CustomEvent<Ready>;
    "retort-progress": CustomEvent<Progress>;
    "retort-result": CustomEvent<Result>;
    "retort-config": CustomEvent<Config>;
    "retort-interaction": CustomEvent<Interaction>;
    "retort-error": CustomEvent<ErrorMessage>;
  }
}
