// Runs one experiment after the other in one tab for an hour, and says what they have left behind.
// `RETORT_SOAK_MINUTES=20 node tests/long/soak.mjs`; `cargo xtask verify soak` builds first.
import { start } from "../browser/site.mjs";
import { ALLOWED, soak, watched } from "../browser/soaking.mjs";

const minutes = Number(process.env.RETORT_SOAK_MINUTES ?? 60);
const site = await start();
const tab = await watched(site);
const left = await soak(
  tab,
  (_, milliseconds) => milliseconds > minutes * 60_000,
  (runs, now) => console.log(`  ${runs} runs: ${JSON.stringify(now)}`),
);
await site.stop();

const { runs, first, last, grown, mostMemory, started, ended } = left;
console.log(`| ${minutes} minutes, ${runs} runs | when warm | at the end | may grow by |\n|---|---|---|---|`);
for (const what of Object.keys(ALLOWED))
  console.log(`| ${what} | ${first[what]} | ${last[what]} | ${ALLOWED[what]} |`);
console.log(`workers: ${started} started, ${ended} ended; most memory of one: ${mostMemory} bytes`);
const sound = grown.length === 0 && started === ended && tab.errors.length === 0;
console.log(sound ? "nothing grows" : `GROWN: ${grown.join(", ")} ${tab.errors.join("; ")}`);
process.exit(sound ? 0 : 1);
