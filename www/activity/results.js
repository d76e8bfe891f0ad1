// @ts-check
/** The results that an answer key is computed from: of the run on the page, or of a preset, computed when the site was
 * made. */

import { last } from "../run_record.js";
import { datasetOf } from "../state.js";

/** @typedef {import("./questions.js").Results} Results */
/** @typedef {import("./questions.js").Found} Found */

/** @typedef {Results & {fingerprint: string, engine: {key: string, version: number}}} Proven */

/** A preset's entry in presets/results.json, which tests/bless/presets.mjs writes.
 * @typedef {{key: string, link: string, engine: {key: string, version: number}, testImages: number, fingerprint: string,
 *   results: Found[]}} Stored */

/** @returns {Promise<Stored[]>} */
export async function storedResults() {
  const response = await fetch(new URL("../presets/results.json", import.meta.url));
  return response.ok ? response.json() : [];
}

/** The results of an experiment; null where it has not been run.
 * @param {string} link
 * @param {import("../run_record.js").RunRecord | null} record
 * @param {Stored[]} stored
 * @param {(record: import("../run_record.js").RunRecord) => string} fingerprintOf
 * @returns {Proven | null} */
export function resultsOf(link, record, stored, fingerprintOf) {
  if (record?.link === link && record.state === "finished" && record.source === "live") {
    const found = ["teacher", ...record.arms].flatMap((net) => {
      const { accuracy, agreement } = last(record.nets[net]) ?? {};
      const parameters = record.nets[net].final?.cost.parameters;
      return accuracy === undefined || parameters === undefined
        ? []
        : [{ net, accuracy, agreement: agreement ?? null, parameters }];
    });
    const testImages = datasetOf(record.spec.data)?.test ?? record.images.count;
    return { found, testImages, fingerprint: fingerprintOf(record), engine: record.engine };
  }
  const preset = stored.find((each) => each.link === link);
  if (!preset) return null;
  const { results, testImages, fingerprint, engine } = preset;
  return { found: results, testImages, fingerprint, engine };
}
