// @ts-check
/** Talks to the page around this one. Only its parent is heard, and only in messages of the schema. */

import { effect } from "@preact/signals";
import { openLink, setTheme, view } from "../actions.js";
import { claimed } from "../claim.js";
import { pause, reset, resume, run, step } from "../experiment.js";
import { LANGUAGES } from "../languages.js";
import { visit } from "../link.js";
import { curvesOf, resultOf } from "../share/file.js";
import { currentClaim } from "../share/shared.js";
import * as state from "../state.js";
import { language, speak } from "../words.js";
import { CAPABILITIES, makeLimit, PROTOCOL, readMessage } from "./messages.js";

/** @typedef {import("./display.js").Display} Display */
/** @typedef {import("./messages.js").Message} Message */

/** Milliseconds between two reports of the progress. */
const PROGRESS_EVERY = 250;
/** Milliseconds for which changes of the height are gathered. */
const SETTLE = 100;

/** @param {Display} display
 * @param {{arrived: Promise<void>, wake: () => void, setView: (view: Display["view"]) => void}} page
 *   `wake` fetches the engine where it is still waited with */
export function talkToHost(display, { arrived, wake, setView }) {
  const target = display.origin || "*";
  const limit = makeLimit({ rate: 20, burst: 40, now: () => performance.now() });
  let interactions = false;

  /** @param {string} type
   * @param {object} [payload]
   * @param {Transferable[]} [moved] parts that are handed over and not copied */
  function say(type, payload = {}, moved = []) {
    parent.postMessage({ retort: PROTOCOL, id: display.id, type, ...payload }, target, moved);
  }

  function ready() {
    const engine = state.engine.value ? (state.menu.value?.engine ?? null) : null;
    say("ready", { protocol: PROTOCOL, engine, lang: language.value.key, capabilities: CAPABILITIES });
  }

  function config() {
    const link = state.link.value;
    say("config", {
      link,
      spec: state.spec.value,
      problems: state.problems.value.map(({ key, code }) => ({ key, code })),
    });
  }

  /** @param {Message} message */
  async function obey(message) {
    switch (message.type) {
      case "hello":
        interactions = message.subscribe?.includes("interaction") ?? interactions;
        return ready();
      case "setView": {
        if (message.T !== undefined) view(message.T);
        if (message.image !== undefined && message.image < (state.images.value?.count ?? 0)) {
          state.chosenImage.value = message.image;
        } else if (message.image !== undefined) {
          say("error", { code: "bad-value", message: "image" });
        }
        if (message.view) setView(message.view);
        if (message.theme) setTheme(message.theme);
        const chosen = LANGUAGES.find(({ key }) => key === message.lang);
        return chosen && speak(chosen);
      }
      case "getModel":
        return sendModel(message, say);
      case "pause":
        return pause();
      case "reset":
        return reset();
      default:
    }
    // The others need the engine.
    wake();
    await arrived;
    switch (message.type) {
      case "setConfig":
        openLink(message.link, true);
        visit(state.link.value);
        return config();
      case "getConfig":
        return config();
      case "run":
        return state.record.value?.state === "paused" ? resume() : run();
      case "step":
        return step();
    }
  }

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || (display.origin && origin !== display.origin)) return;
    const read = readMessage(data, display.id);
    if (!read) return;
    const passage = limit();
    if (passage === "warn") say("error", { code: "flood", message: "too many messages: some are dropped" });
    if (passage !== "pass") return;
    if ("message" in read) obey(read.message);
    else say("error", { code: read.refusal, message: read.about });
  });

  addEventListener(
    "change",
    ({ target: control }) => {
      if (!interactions || !(control instanceof HTMLInputElement || control instanceof HTMLSelectElement))
        return;
      if (control.id) say("interaction", { control: control.id, value: control.value });
    },
    true,
  );

  ready();
  arrived.then(ready);
  reportRuns(say);
  if (display.embed) reportHeight(say);
}

/** A trained network as ONNX, or why there is none. What writes it is fetched when it is asked for.
 * @param {{net?: string, request?: string}} asked
 * @param {(type: string, payload?: object, moved?: Transferable[]) => void} say */
async function sendModel({ net, request }, say) {
  const echo = request === undefined ? {} : { request };
  try {
    const { modelOf } = await import("../models/model_of.js");
    const found = await modelOf(net);
    if ("code" in found) say("error", { ...found, ...echo });
    else say("model", { ...found, ...echo }, [found.bytes]);
  } catch (error) {
    say("error", {
      code: "no-model",
      message: error instanceof Error ? error.message : String(error),
      ...echo,
    });
  }
}

/** @param {(type: string, payload?: object) => void} say */
function reportRuns(say) {
  let reported = Number.NEGATIVE_INFINITY;
  effect(() => {
    const { share, secondsLeft } = state.progress.value;
    if (!state.busy.value || performance.now() - reported < PROGRESS_EVERY) return;
    reported = performance.now();
    say("progress", { share, secondsLeft });
  });
  let told = -1;
  effect(() => {
    const [record, engine] = [state.record.value, state.engine.value];
    if (!record || !engine || record.source !== "live" || record.run === told) return;
    if (record.state === "failed") {
      told = record.run;
      const failure = Object.values(record.nets).find((net) => net.failure)?.failure;
      say("error", { code: failure?.code ?? "run", message: failure?.message ?? "" });
    }
    if (record.state !== "finished") return;
    told = record.run;
    const result = resultOf(record, engine.runFingerprint);
    if (result) {
      say("result", {
        ...result,
        claim: claimed(record.link, currentClaim()),
        curves: curvesOf(record),
      });
    } else say("error", { code: "run", message: "a network did not come to an end" });
  });
  effect(() => {
    if (state.engineFailure.value) say("error", { code: "engine", message: state.engineFailure.value });
  });
  effect(() => {
    if (state.startFailure.value) say("error", { code: "data", message: state.startFailure.value });
  });
}

/** Tells how high the page would like to be, to our own hosts and to Canvas.
 * @param {(type: string, payload?: object) => void} say */
function reportHeight(say) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pending;
  let told = 0;
  const observer = new ResizeObserver(() => {
    clearTimeout(pending);
    pending = setTimeout(() => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      if (height === told || height === 0) return;
      told = height;
      say("resize", { height });
      // Canvas reads text of this form from anybody; it says nothing but a height.
      parent.postMessage(JSON.stringify({ subject: "lti.frameResize", height }), "*");
    }, SETTLE);
  });
  observer.observe(document.body);
}
