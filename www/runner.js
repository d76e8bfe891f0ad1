// @ts-check
/** Runs an experiment in workers: the teacher first, then the arms, each in one worker of a small pool. A worker that is lost
 * is replaced once, and the training goes on from its last checkpoint; one that is lost again before it has got on is
 * reported, and waits for `retry`. */

import { TEACHER } from "./roles.js";

/** @typedef {import("./protocol.js").Event} Event */
/** @typedef {import("./protocol.js").Request} Request */

/** What the runner needs of a Worker.
 * @typedef {Object} Hand
 * @property {(request: Request) => void} postMessage
 * @property {() => void} terminate
 * @property {((event: {data: Event}) => void) | null} onmessage
 * @property {((event: {message?: string, preventDefault?: () => void}) => void) | null} onerror */

/** @typedef {{hand: Hand, role: string | null}} Seat */

/** @typedef {Object} Job
 * @property {number} run
 * @property {string} link
 * @property {string[]} arms
 * @property {import("./protocol.js").EngineKey} engine
 * @property {WebAssembly.Module} module
 * @property {{key: string, files: Uint8Array[]}} data
 * @property {boolean} paused
 * @property {import("./protocol.js").StoredTeacher=} stored a teacher that was trained beforehand
 * @property {Float32Array=} first weights that every student begins with
 * @property {Uint8Array=} teacher of an earlier run, for one that needs no new one
 * @property {Map<string, Uint8Array>=} checkpoints where nets go on, by role */

/** @param {{spawn: () => Hand, cores: number, report: (event: Event) => void}} surroundings */
export function makeRunner({ spawn, cores, report }) {
  /** @type {Job | null} */
  let job = null;
  /** @type {Seat[]} */
  let seats = [];
  /** @type {string[]} */
  let waiting = [];
  /** @type {Uint8Array | undefined} */
  let teacher;
  let paused = false;
  /** The last checkpoint of each net.
   * @type {Map<string, Uint8Array>} */
  let checkpoints = new Map();
  /** Nets whose worker was replaced since their last checkpoint. @type {Set<string>} */
  const replaced = new Set();
  /** Nets without a worker that `retry` gives one. @type {Set<string>} */
  const lost = new Set();
  /** Nets that go on from a checkpoint and have not said yet that they do. @type {Set<string>} */
  const trying = new Set();

  /** @param {Seat} seat */
  function dismiss(seat) {
    seat.hand.onmessage = null;
    seat.hand.onerror = null;
    // Memory of a wasm instance never shrinks: only the end of its worker gives it back.
    seat.hand.terminate();
    seats = seats.filter((each) => each !== seat);
  }

  /** @param {Job} current */
  function seat(current) {
    const taken = { hand: spawn(), role: /** @type {string | null} */ (null) };
    taken.hand.onmessage = ({ data }) => receive(taken, data);
    taken.hand.onerror = (event) => {
      event.preventDefault?.();
      const { role } = taken;
      dismiss(taken);
      if (role) fail({ type: "failed", run: current.run, role, code: "lost", message: event.message ?? "" });
    };
    taken.hand.postMessage({ type: "load", engine: current.engine, module: current.module });
    seats.push(taken);
    return taken;
  }

  /** A net without a worker: once it gets another one.
   * @param {import("./protocol.js").FailedEvent} event */
  function fail(event) {
    const { role, run } = event;
    // What its worker died of may be the checkpoint itself.
    if (trying.delete(role)) checkpoints.delete(role);
    if ((event.code === "lost" || event.code === "wasm") && !replaced.has(role)) {
      replaced.add(role);
      report({ type: "restarted", run, role });
      again(role);
      return;
    }
    report(event);
    // A training that left the numbers would leave them again.
    if (event.code !== "diverged") lost.add(role);
    if (role === TEACHER) sendHome();
    else refill();
  }

  /** @param {string} role */
  function again(role) {
    if (!job) return;
    if (role === TEACHER) begin(seats.find((each) => !each.role) ?? seat(job), role);
    else {
      waiting.unshift(role);
      refill();
    }
  }

  /** @param {Seat} free
   * @param {string} role */
  function begin(free, role) {
    if (!job) return;
    const { run, link, data, stored, first } = job;
    free.role = role;
    const checkpoint = checkpoints.get(role);
    if (checkpoint) trying.add(role);
    free.hand.postMessage({
      type: "start",
      run,
      link,
      role,
      data,
      paused,
      ...(checkpoint && { checkpoint }),
      ...(role === TEACHER ? stored && { stored } : { teacher, ...(first && { first }) }),
    });
  }

  /** Gives waiting arms to free workers and sends home who has nothing left to do. */
  function refill() {
    if (!job || !teacher) return;
    while (waiting.length > 0 && (seats.some(({ role }) => !role) || seats.length < pool(job.arms))) {
      const free = seats.find(({ role }) => !role) ?? seat(job);
      begin(free, /** @type {string} */ (waiting.shift()));
    }
    for (const idle of seats.filter(({ role }) => !role)) dismiss(idle);
    if (seats.length === 0 && lost.size === 0) stop();
  }

  /** @param {Seat} from
   * @param {Event} event */
  function receive(from, event) {
    if (event.type === "ready" || event.run !== job?.run) return;
    switch (event.type) {
      case "checkpoint":
        checkpoints.set(event.role, event.bytes);
        replaced.delete(event.role);
        break;
      case "anew":
        checkpoints.delete(event.role);
        trying.delete(event.role);
        break;
      case "continued":
        trying.delete(event.role);
    }
    if (event.type !== "failed") report(event);
    if (event.type === "finished") {
      from.role = null;
      if (event.role === TEACHER) teacher = event.teacher;
      refill();
    }
    if (event.type === "failed") {
      // A diverged session leaves its worker sound; after anything else the instance may be dead.
      from.role = null;
      if (event.code !== "diverged") dismiss(from);
      fail(event);
    }
  }

  /** @param {string[]} arms */
  function pool(arms) {
    return Math.max(1, Math.min(cores, arms.length));
  }

  /** @param {"pause" | "resume" | "step"} type */
  function tell(type) {
    if (!job) return;
    for (const { hand, role } of seats) if (role) hand.postMessage({ type, run: job.run });
  }

  function sendHome() {
    for (const each of [...seats]) dismiss(each);
    waiting = [];
    teacher = undefined;
  }

  function stop() {
    job = null;
    sendHome();
    for (const each of [checkpoints, replaced, lost, trying]) each.clear();
  }

  return {
    /** Arms that run at the same time.
     * @param {string[]} arms */
    pool,
    /** @param {Job} next */
    start(next) {
      stop();
      job = next;
      checkpoints = new Map(next.checkpoints);
      paused = next.paused;
      waiting = [...next.arms];
      // All workers load their engine while the teacher trains.
      for (let count = pool(next.arms); count > 0; count -= 1) seat(next);
      teacher = next.teacher;
      if (teacher) refill();
      else begin(seats[0], TEACHER);
    },
    /** Gives the nets that were lost another worker, which goes on where they were. */
    retry() {
      if (!job) return;
      const roles = [...lost];
      for (const each of [lost, replaced]) each.clear();
      if (roles.includes(TEACHER)) waiting = [...job.arms];
      for (const role of roles) {
        report({ type: "restarted", run: job.run, role });
        again(role);
      }
    },
    pause() {
      paused = true;
      tell("pause");
    },
    resume() {
      paused = false;
      tell("resume");
    },
    /** One update of each net that is at work. */
    step() {
      paused = true;
      tell("step");
    },
    stop,
  };
}
