// @ts-check
/** The sweep as a file, `*.sweep.json`: `{"retort-sweep": 1, "link": "#v=1&…", "axes": {"T": [1, 2, 4]}, "seeds": 5}`.
 * Only its form is checked here; what it says is checked by the engine. */

const VERSION = 1;
/** Characters; as the engine reads natively. */
export const LARGEST = 1_000_000;
const KEYS = ["retort-sweep", "link", "axes", "seeds"];

/** @typedef {{key: string, values: string[]}} Axis */
/** @typedef {{link: string, axes: Axis[], seeds: number}} SweepFile */

/** @param {unknown} value
 * @returns {value is Record<string, unknown>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value */
const isValue = (value) => typeof value === "string" || (typeof value === "number" && Number.isFinite(value));

/** @param {string} text
 * @returns {SweepFile | {given: string}} what was found where a sweep was expected */
export function readSweepFile(text) {
  if (text.length > LARGEST) return { given: `> ${LARGEST}` };
  /** @type {unknown} */
  let file;
  try {
    file = JSON.parse(text);
  } catch (error) {
    return { given: error instanceof Error ? error.message : String(error) };
  }
  if (!isObject(file)) return { given: "JSON" };
  if (file["retort-sweep"] !== VERSION) {
    return { given: `"retort-sweep": ${JSON.stringify(file["retort-sweep"] ?? null)}` };
  }
  const foreign = Object.keys(file).find((key) => !KEYS.includes(key));
  if (foreign !== undefined) return { given: `"${foreign}"` };
  const { link = "", axes = {}, seeds = 1 } = file;
  if (typeof link !== "string") return { given: `"link": ${JSON.stringify(link)}` };
  if (!Number.isSafeInteger(seeds)) return { given: `"seeds": ${JSON.stringify(seeds)}` };
  if (!isObject(axes)) return { given: `"axes": ${JSON.stringify(axes)}`.slice(0, 80) };
  const wrong = Object.entries(axes).find(([, values]) => !Array.isArray(values) || !values.every(isValue));
  if (wrong) return { given: `"${wrong[0]}": ${JSON.stringify(wrong[1])}`.slice(0, 80) };
  return {
    link,
    axes: Object.entries(axes).map(([key, values]) => ({
      key,
      values: /** @type {unknown[]} */ (values).map(String),
    })),
    seeds: Number(seeds),
  };
}

/** @param {{link: string, axes: {key: string, values: string[], number: boolean}[], seeds: number}} sweep */
export function writeSweepFile({ link, axes, seeds }) {
  const values = axes.map(({ key, values, number }) => [key, number ? values.map(Number) : values]);
  const file = { "retort-sweep": VERSION, link: `#${link}`, axes: Object.fromEntries(values), seeds };
  return `${JSON.stringify(file)}\n`;
}
