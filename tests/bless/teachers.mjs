// @ts-check
/** Writes www/teachers/: teachers of chapters that take longer than a reader waits, trained by the wasm engine. */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { datasetOf, finish, loadEngine } from "../engine.mjs";

/** Chapters whose teachers train for more than about six seconds on one core of 2024. */
const CHAPTERS = ["compression-phone", "layer-matching", "half-depth"];

const root = new URL("../../", import.meta.url);
const folder = new URL("www/teachers/", root);
const engine = await loadEngine();
const { version } = engine.menu().engine;

/** @param {{link: string, data: string}} point
 * @returns {{bytes: Buffer, fingerprint: string}} */
function train({ link, data }) {
  const dataset = datasetOf(engine, data);
  const session = new engine.TeacherSession(link, dataset);
  const { fingerprint } = finish(session).finished;
  const weights = session.weights();
  session.free();
  dataset.free();
  const bytes = Buffer.alloc(4 * weights.length);
  for (const [at, weight] of weights.entries()) bytes.writeFloatLE(weight, 4 * at);
  return { bytes, fingerprint };
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
/** @type {Map<string, string>} */
const entries = new Map();
for (const point of CHAPTERS.flatMap((key) => engine.chapterPlan(key).points)) {
  if (entries.has(point.teacher)) continue;
  const { bytes, fingerprint } = train(point);
  const name = `${createHash("sha256").update(point.teacher).digest("hex").slice(0, 12)}.bin`;
  writeFileSync(new URL(name, folder), bytes);
  entries.set(
    point.teacher,
    `file: new URL("./${name}", import.meta.url), bytes: ${bytes.length}, fingerprint: "${fingerprint}"`,
  );
  console.log(`${point.teacher}: ${bytes.length} B, ${fingerprint}`);
}
const lines = [...entries].map(([key, entry]) => `${JSON.stringify(key)}: { ${entry} },`);
writeFileSync(
  new URL("index.js", folder),
  `// @ts-check
/** Written by \`cargo xtask bless\`: stored teachers by what decides them. Weights are little-endian 32-bit floats. */

/** Version of the engine that trained them. */
export const engine = ${JSON.stringify(version)};

/** @type {Record<string, {file: URL, bytes: number, fingerprint: string}>} */
export const teachers = {
${lines.join("\n")}
};
`,
);
const tidied = spawnSync("npx", ["biome", "check", "--write", "www/teachers/index.js"], { cwd: root });
if (tidied.status !== 0) throw new Error(String(tidied.stderr));
