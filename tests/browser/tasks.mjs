// How long the page's main thread computes at a stretch.
import assert from "node:assert/strict";

/** The longest tasks of the page's main thread while something is done, in milliseconds of computing: what other programs
 * on the machine take from it is not the page's. */
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
  assert.ok(tasks.length > 100, `${tasks.length} tasks`);
  return tasks.map(({ tdur }) => tdur / 1000).toSorted((a, b) => b - a);
}
