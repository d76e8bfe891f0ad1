// The most memory that a worker of each preset takes. `node tests/long/memory.mjs [preset...]`; `cargo xtask verify memory`
// builds first.
import { ready, start } from "../browser/site.mjs";
import { loadEngine } from "../engine.mjs";

const MOST = 250e6;
/** Milliseconds for one preset. */
const PATIENCE = 1_200_000;
const wanted = process.argv.slice(2);
const presets = (await loadEngine())
  .menu()
  .presets.filter(({ key }) => wanted.length === 0 || wanted.includes(key));
const site = await start();
let over = false;
console.log("| preset | most in a worker, MB | in the page, MB |\n|---|---|---|");
for (const { key, link } of presets) {
  const { page } = await site.open({ query: "lang=en&debug=1", hash: link });
  await ready(page);
  await page.click("#run");
  await page.waitForFunction(
    () => {
      const { run, runNumber } = globalThis.retortDebug();
      return runNumber > 0 && run === "finished";
    },
    null,
    { timeout: PATIENCE },
  );
  const { totals, pageMemory } = await page.evaluate(() => globalThis.retortDebug());
  over ||= !(totals.mostMemory > 0 && totals.mostMemory < MOST && pageMemory < MOST);
  console.log(`| ${key} | ${(totals.mostMemory / 1e6).toFixed(1)} | ${(pageMemory / 1e6).toFixed(1)} |`);
  await page.context().close();
}
await site.stop();
process.exit(over ? 1 : 0);
