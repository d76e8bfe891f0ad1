// @ts-check
/** Runs one experiment with many seeds, several at a time, each in a worker of its own. Knows nothing of the page. */

import { makeRunner } from "../runner.js";

/** @typedef {import("../protocol.js").Event} Event */
/** @typedef {import("../runner.js").Job} Job */

/** @typedef {{seed: number, job: Job}} Task */

/** @typedef {Object} Surroundings
 * @property {() => import("../runner.js").Hand} spawn
 * @property {number} lanes seeds at a time
 * @property {(seed: number, event: Event) => void} report
 * @property {(seed: number) => boolean} isOver whether a seed has nothing left to do */

/** For runs of which no single image is shown.
 * @type {import("../run_record.js").Images} */
export const noImages = {
  count: 0,
  width: 0,
  height: 0,
  pixels: () => new Uint8Array(),
  label: () => 0,
  index: () => 0,
};

/** @param {Surroundings} surroundings */
export function makeSeedRunner({ spawn, lanes, report, isOver }) {
  /** @type {Task[]} */
  let waiting = [];
  /** @type {Set<{task: Task, stop: () => void}>} */
  const going = new Set();

  function fill() {
    while (going.size < lanes && waiting.length > 0) begin(/** @type {Task} */ (waiting.shift()));
  }

  /** @param {Task} task */
  function begin(task) {
    const runner = makeRunner({
      spawn,
      cores: 1,
      report(event) {
        if (!going.has(lane)) return;
        report(task.seed, event);
        if (!isOver(task.seed)) return;
        going.delete(lane);
        // The runner is still within this event: it sends its worker home first.
        queueMicrotask(() => {
          runner.stop();
          fill();
        });
      },
    });
    const lane = { task, stop: runner.stop };
    going.add(lane);
    runner.start(task.job);
  }

  return {
    /** @param {Task[]} tasks */
    start(tasks) {
      waiting = [...tasks];
      fill();
    },
    /** Puts more behind what is waiting, or before it.
     * @param {Task[]} tasks
     * @param {{first?: boolean}} [how] */
    add(tasks, { first = false } = {}) {
      waiting = first ? [...tasks, ...waiting] : [...waiting, ...tasks];
      fill();
    },
    /** Ends what is going. What has finished has been reported. */
    stop() {
      waiting = [];
      for (const lane of [...going]) {
        going.delete(lane);
        lane.stop();
      }
    },
  };
}
