// What several threads reach that train at once: each its own page and process, as the workers of a sweep are apart.
import { median } from "./measure.mjs";
import { shown } from "./report.mjs";

const THREADS = 2;
const PAGE = "retort:engine";

/** @param {{workloads: string[], open: (contestant: {page: string}) => Promise<any>, pace: any}} task
 * @returns {Promise<string>} a table: images a second of processor time */
export async function scale({ workloads, open, pace }) {
  const rows = [];
  for (const workload of workloads) {
    const pages = await Promise.all(Array.from({ length: THREADS }, () => open({ page: PAGE })));
    for (const page of pages) {
      await page.prepare(workload);
      await page.run("train", pace.warm);
    }
    const [alone, together] = [[], []];
    for (let round = 0; round < pace.rounds; round++) {
      for (const page of pages) await page.restart();
      alone.push((await pages[round % THREADS].run("train", pace.train)).speed);
      const runs = await Promise.all(pages.map((page) => page.run("train", pace.train)));
      together.push(runs.reduce((sum, { speed }) => sum + speed, 0));
    }
    const memory = Math.max(...(await Promise.all(pages.map((page) => page.memory()))));
    for (const page of pages) await page.close();
    const [one, all] = [median(alone), median(together)];
    const cells = [shown(one), shown(all), (all / one).toFixed(2), (memory / 1e6).toFixed(1)];
    rows.push(`| ${[workload, ...cells].join(" | ")} |`);
  }
  const head = ["training, images/s", "one thread", `${THREADS} at once`, "times", "memory of each, MB"];
  return [`| ${head.join(" | ")} |`, "| --- | ---: | ---: | ---: | ---: |", ...rows].join("\n");
}
