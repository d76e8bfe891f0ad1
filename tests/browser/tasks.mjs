// How long the page's main thread computes at a stretch.
import assert from "node:assert/strict";

/** The tasks of the page's main thread while something is done, longest first, in milliseconds of computing: what other
 * programs on the machine take from it is not the page's. */
export async function tasksDuring(page, act) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline"] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threads = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain",
  );
  const tasks = traceEvents.filter(
    ({ name, pid, tid, tdur }) =>
      name === "RunTask" &&
      tdur !== undefined &&
      threads.some((thread) => thread.pid === pid && thread.tid === tid),
  );
  assert.ok(tasks.length > 5, `${tasks.length} tasks`);
  return tasks.map(({ tdur }) => tdur / 1000).toSorted((a, b) => b - a);
}

/** What `probe` takes on two virtual cores of a server at rest, in milliseconds: there the limits hold as they are. */
const AT_REST = 45;
const PROBES = 5;

/** How many times as long as there the same work takes here and now, at least 1. Processors differ by that, and so do the
 * hours of one whose caches others use. */
export async function slowness(page) {
  const tasks = await tasksDuring(page, () => page.evaluate(probe, PROBES));
  return Math.max(1, tasks[Math.floor(PROBES / 2)] / AT_REST);
}

/** Work of the kind that a page does, each time in a task of its own: elements made, styled, laid out, taken away. */
async function probe(times) {
  for (let time = 0; time < times; time += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const table = document.createElement("table");
    for (let row = 0; row < 40; row += 1) {
      const cells = table.insertRow();
      for (let column = 0; column < 20; column += 1) {
        const button = cells.insertCell().appendChild(document.createElement("button"));
        button.textContent = String(row * column);
      }
    }
    document.body.append(table);
    table.getBoundingClientRect();
    table.remove();
  }
}
