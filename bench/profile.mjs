// Where the time of a workload goes: functions of the engine by the time that they took themselves.

const LEAST = 0.01;

/** Names as they are in the source: without hashes of the compiler.
 * @param {string} name */
const plain = (name) => name.replace(/\[[0-9a-f]{16}\]/g, "").replace(/::h[0-9a-f]{16}$/, "");

/** @param {[name: string, seconds: number][]} seconds the longest first */
export function profileTable(seconds) {
  const all = seconds.reduce((sum, [, each]) => sum + each, 0);
  const shown = seconds.filter(([, each]) => each >= LEAST * all);
  const rest = all - shown.reduce((sum, [, each]) => sum + each, 0);
  const line = (name, each) => `${((100 * each) / all).toFixed(1).padStart(6)} %  ${name}`;
  return [...shown.map(([name, each]) => line(plain(name), each)), line("all others", rest)].join("\n");
}
