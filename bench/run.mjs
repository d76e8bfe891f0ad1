// `cargo xtask bench`: the engine beside other libraries in the same browser. docs/performance.md says how to read it.
import { writeFileSync } from "node:fs";
import os from "node:os";
import { CHAINS } from "../www/bench/limit.js";
import { browsers } from "./browsers.mjs";
import { CONTESTANTS, OURS, PYTORCH, STOCK } from "./contestants.mjs";
import { launch } from "./drive.mjs";
import { measure, median } from "./measure.mjs";
import { cell, modelTable } from "./models.mjs";
import { HELP, readOptions } from "./options.mjs";
import { operations } from "./page/workloads.js";
import { profileTable } from "./profile.mjs";
import { pytorch, pytorchModels } from "./pytorch.mjs";
import { json, rates, report } from "./report.mjs";
import { installRivals } from "./rivals.mjs";
import { scale } from "./scale.mjs";
import { serve } from "./serve.mjs";
import { sizes } from "./sizes.mjs";
import { startTimes } from "./start.mjs";

/** @typedef {ReturnType<typeof readOptions>} Options */

/** @param {Options} options */
async function run(options) {
  const needsRivals =
    !options.models &&
    !options.scale &&
    options.profile.length === 0 &&
    options.contestants.some((key) => ![OURS, STOCK, PYTORCH].includes(key));
  if (needsRivals) installRivals();
  const host = await serve(options.profile.length > 0 ? "named" : "published");
  const browser = await launch();
  const open = ({ page }) => browser.open(`${host.address}/bench/index.html?contestant=${page}`);
  try {
    console.log(
      `Chromium ${browser.version}, ${os.cpus()[0].model}, ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(1)}`,
    );
    const limit = options.limit ? await measureLimit(open) : undefined;
    if (options.profile.length > 0) await profiles(options, open);
    else if (options.scale) console.log(await scale({ ...options, open }));
    else await (options.models ? models(options, open, limit) : compare(options, open, limit));
  } finally {
    await browser.stop();
    host.stop();
  }
}

async function measureLimit(open) {
  const page = await open({ page: "limit:" });
  const found = [];
  for (const chains of CHAINS) {
    await page.prepare(chains);
    await page.first();
    const runs = [];
    for (let round = 0; round < 5; round++) runs.push((await page.run("train", 100)).speed);
    found.push(median(runs));
  }
  await page.close();
  const limit = Math.max(...found) / 1e9;
  console.log(`limit of one thread: ${limit.toFixed(1)} GFLOP/s`);
  return limit;
}

async function compare({ quick, contestants: chosen, workloads, pace, python, json: file }, open, limit) {
  /** @type {import("./report.mjs").Results} */
  const results = Object.fromEntries(
    chosen.filter((key) => key !== PYTORCH || python).map((key) => [key, {}]),
  );
  for (const workload of workloads) {
    const contestants = CONTESTANTS.filter(
      ({ key, workloads, slow }) =>
        chosen.includes(key) && workloads.includes(workload) && !(quick && slow?.includes(workload)),
    );
    const started = performance.now();
    const speeds = await measure({ contestants, workload, open, pace });
    for (const [key, each] of speeds) results[key][workload] = each;
    console.log(`  ${workload}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  if (python && chosen.includes(PYTORCH)) results[PYTORCH] = pytorch(python, workloads, pace);
  console.log(`\n${report(results, workloads)}`);
  if (results[OURS]) console.log(`\n${rates(results[OURS], operations, limit)}`);
  if (file) writeFileSync(file, json(results, limit));
}

async function profiles({ profile, pace }, open) {
  const page = await open({ page: "retort:engine" });
  for (const workload of profile) {
    await page.prepare(workload);
    for (const kind of /** @type {const} */ (["train", "infer"])) {
      await page.run(kind, pace.warm);
      console.log(`\n${workload}, ${kind}\n${profileTable(await page.profile(kind, pace.train * 3))}`);
    }
  }
  await page.close();
}

/** Milliseconds of work after which a browser has compiled it for good. */
const COMPILING = 1500;

async function models({ batches, names: parts, pace, python, json: file }, open, limit) {
  const contestants = CONTESTANTS.filter(({ key }) => [OURS, STOCK].includes(key));
  // One page each for all workloads: compiled once, and warm.
  const pages = new Map();
  for (const contestant of contestants) pages.set(contestant.key, await open(contestant));
  const kept = ({ key }) => ({ ...pages.get(key), close: async () => {} });
  for (const page of pages.values()) {
    // What all models share, burn's own machinery above all, is compiled before the first is measured.
    for (const workload of ["mlp", "cnn"]) {
      await page.prepare(workload);
      await page.run("train", COMPILING);
      await page.run("infer", COMPILING);
    }
  }
  const page = pages.get(OURS);
  const names = (await page.names()).filter(
    (name) => name.includes("@") && (parts.length === 0 || parts.some((part) => name.includes(part))),
  );
  const native = python ? pytorchModels(python, batches, pace) : {};
  /** @type {import("./report.mjs").Results} */
  const results = { [OURS]: {}, [STOCK]: {}, ...(python && { [PYTORCH]: native }) };
  const measured = [];
  for (const name of names) {
    for (const batch of batches) {
      const workload = `${name}/${batch}`;
      const speeds = Object.fromEntries(await measure({ contestants, workload, open: kept, pace }));
      for (const { error } of Object.values(speeds)) if (error) console.log(`${workload}: ${error}`);
      for (const key of [OURS, STOCK]) results[key][workload] = speeds[key];
      if (file) writeFileSync(file, json(results, limit));
      const operations = await page.operations();
      measured.push({ name, batch, operations, speeds: { ...speeds, [PYTORCH]: native[workload] } });
      console.log(`  ${workload}: ${cell(measured[measured.length - 1], "train", limit)}`);
    }
  }
  console.log(`\n${modelTable(measured, batches, limit)}`);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else if (options.sizes) console.log(sizes());
  else if (options.browsers) console.log(await browsers(options));
  else if (options.start) console.log(await startTimes());
  else await run(options);
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
