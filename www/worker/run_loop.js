// @ts-check
/** The cancellable loop of a worker: short slices of work, and between two slices a look at the messages.
 * Knows neither wasm nor the page, so that it can be tested anywhere. */

/** @typedef {import("../protocol.js").Request} Request */
/** @typedef {import("../protocol.js").Start} Start */
/** @typedef {import("../protocol.js").Event} Event */
/** @typedef {import("../engine/retort.js").SessionEvent} SessionEvent */

/** What most engines know at once, and one that computes elsewhere tells later.
 * @template T
 * @typedef {T | Promise<T>} Eventual */

/** @typedef {Object} Session
 * @property {() => Eventual<SessionEvent | undefined>} step
 * @property {() => import("../engine/retort.js").Progress} progress
 * @property {() => Eventual<number>} measure
 * @property {() => Eventual<Float32Array>} weights
 * @property {(() => Eventual<Uint8Array>)=} teacher
 * @property {(note: string) => Eventual<Uint8Array>} checkpoint
 * @property {() => SessionEvent | undefined} last the last evaluation
 * @property {() => void} free */

/** @typedef {Object} Surroundings
 * @property {(start: Start) => Eventual<Session>} open from its checkpoint, where it is given one
 * @property {(checkpoint: Uint8Array) => string} noteOf what was written beside it
 * @property {(event: Event, transfer?: Transferable[]) => void} post
 * @property {() => Promise<void>} breathe lets waiting messages in
 * @property {() => number} now milliseconds */

/** Longest stretch of work between two looks at the messages, in milliseconds. */
export const SLICE = 40;
/** Shortest time between two progress reports, in milliseconds. */
export const REPORT_EVERY = 100;
/** Shortest time of work between two checkpoints, in milliseconds: what a lost worker can cost. */
export const KEEP_EVERY = 2000;
/** Samples of the speed of a finished net, and those before them that only warm up. */
const SAMPLES = 10;
const WARM_UP = 2;
/** Shortest sample in milliseconds: browsers round their clocks to a tenth of a millisecond, and some to a whole one. */
const SAMPLE = 10;

/** @param {import("../protocol.js").Evaluation} evaluation
 * @param {number} milliseconds */
function pointOf({ logits, ...point }, milliseconds) {
  return { ...point, milliseconds };
}

/** Gives memory back. A dead engine throws at this too, and would hide what it died of.
 * @param {{free: () => void}} owned */
export function release(owned) {
  try {
    owned.free();
  } catch {
    // As above.
  }
}

/** @param {Surroundings} surroundings
 * @returns {(request: Exclude<Request, {type: "load"}>) => Promise<void> | undefined} */
export function makeRunLoop({ open, noteOf, post, breathe, now }) {
  let current = 0;
  let paused = false;
  let steps = 0;
  /** @type {(() => void) | undefined} */
  let wake;

  /** @param {Start} start */
  async function drive(start) {
    const { run, role } = start;
    const { stored } = start;
    let refused = false;
    let milliseconds = 0;
    let kept = 0;
    let ended = false;
    let reported = Number.NEGATIVE_INFINITY;
    /** What has been told so far: the curve, for whoever goes on from a checkpoint.
     * @type {import("../protocol.js").Point[]} */
    let points = [];
    let session = await begin();

    async function begin() {
      const { checkpoint, ...anew } = start;
      if (!checkpoint) return open(start);
      try {
        const note = JSON.parse(noteOf(checkpoint));
        const opened = await open(start);
        ({ points, milliseconds } = note);
        kept = milliseconds;
        // To write the same once more would be no sign that it gets on.
        ended = opened.progress().phase === "finished";
        const last = opened.last();
        const logits = last?.type === "evaluated" ? last.evaluation.logits : null;
        post({ type: "continued", run, role, points, logits, milliseconds });
        return opened;
      } catch (error) {
        // A dead engine opens nothing more.
        if (error instanceof WebAssembly.RuntimeError) throw error;
        post({ type: "anew", run, role, reason: error instanceof Error ? error.message : String(error) });
        return open(anew);
      }
    }

    async function keep() {
      kept = milliseconds;
      const bytes = await session.checkpoint(JSON.stringify({ points, milliseconds }));
      post({ type: "checkpoint", run, role, bytes }, [bytes.buffer]);
    }

    /** @param {boolean} force */
    const report = (force) => {
      if (!force && now() - reported < REPORT_EVERY) return;
      reported = now();
      post({ type: "progress", run, role, progress: session.progress(), milliseconds });
    };

    /** Works until the slice is over, an event falls out, or `enough` says so.
     * @param {() => boolean} enough */
    const work = async (enough) => {
      const from = now();
      /** @type {SessionEvent | undefined} */
      let event;
      do {
        // Awaited only where there is something to wait for: an update takes less than a turn of promises may.
        const told = session.step();
        event = told instanceof Promise ? await told : told;
      } while (!event && !enough() && now() - from < SLICE);
      milliseconds += now() - from;
      return event;
    };

    try {
      let target = 0;
      while (run === current) {
        if (paused && steps === 0) {
          report(true);
          await new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
            wake = resolve;
          });
          continue;
        }
        if (steps === 0) target = 0;
        else if (target === 0) target = session.progress().update + 1;
        const single = () => target > 0 && session.progress().update >= target;
        const event = await work(single);
        if (single()) {
          steps -= 1;
          target = 0;
        }
        // Another engine, or other images: what it was stored as is not what it is here.
        if (
          stored?.fingerprint &&
          !refused &&
          event?.type === "finished" &&
          event.fingerprint !== stored.fingerprint
        ) {
          refused = true;
          release(session);
          session = await open({ ...start, stored: undefined, checkpoint: undefined });
          [points, ended] = [[], false];
          continue;
        }
        if (event) {
          const last = await tell(event);
          if (last) return;
        }
        // The last one is of a training without its last word: whoever goes on from it hears only that.
        const over = session.progress().phase === "finished";
        if ((over && !ended) || milliseconds - kept >= KEEP_EVERY) {
          ended = over;
          await keep();
        }
        report(false);
        await breathe();
      }
    } finally {
      release(session);
    }

    /** Passes an event on; answers whether it was the last one.
     * @param {SessionEvent} event */
    async function tell(event) {
      switch (event.type) {
        case "evaluated":
          report(true);
          points.push(pointOf(event.evaluation, milliseconds));
          post({ ...event, run, role, milliseconds }, [event.evaluation.logits.buffer]);
          return false;
        case "soft-labels":
          post({ ...event, run, role });
          return false;
        case "failed":
          post({ type: "failed", run, role, code: event.code, message: String(event.update) });
          return true;
        case "finished": {
          report(true);
          const teacher = await session.teacher?.();
          const microsecondsPerImage = await speed();
          if (run !== current) return true;
          const weights = await session.weights();
          const measured = {
            milliseconds,
            microsecondsPerImage,
            ...(stored?.fingerprint && { storage: storage() }),
          };
          post({ ...event, run, role, ...measured, weights, ...(teacher && { teacher }) }, [
            event.evaluation.logits.buffer,
            weights.buffer,
          ]);
          return true;
        }
      }
    }

    /** @returns {"used" | "refused"} */
    function storage() {
      return refused ? "refused" : "used";
    }

    /** Microseconds for one image: the fastest sample, since whatever disturbs a measurement only adds to it. */
    async function speed() {
      let best = Number.POSITIVE_INFINITY;
      for (let sample = -WARM_UP; sample < SAMPLES && run === current; sample += 1) {
        const from = now();
        let images = 0;
        do {
          const done = session.measure();
          images += typeof done === "number" ? done : await done;
        } while (now() - from < SAMPLE);
        if (sample >= 0) best = Math.min(best, ((now() - from) * 1000) / images);
        await breathe();
      }
      return best;
    }
  }

  const proceed = () => {
    wake?.();
    wake = undefined;
  };

  return (request) => {
    if (request.type === "start") {
      current = request.run;
      paused = request.paused ?? false;
      steps = 0;
      proceed();
      return drive(request);
    }
    // Whatever belongs to an earlier run is late, and dropped.
    if (request.run !== current) return;
    switch (request.type) {
      case "pause":
        paused = true;
        return;
      case "resume":
        paused = false;
        steps = 0;
        break;
      case "step":
        if (paused) steps += 1;
        break;
      case "stop":
        current = 0;
    }
    proceed();
  };
}
