// One workload: every contestant gets its page, warms up, and then all take turns, so that whatever else happens on the
// machine happens to all.

/** @typedef {{train_sps?: number, infer_sps?: number, error?: string}} Speeds */

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const reason = (error) =>
  String(error.message)
    .split("\n")[0]
    .replace(/^page\.\w+: (Error: )?/, "");

/** A contestant that is ready to take turns, or why it cannot. */
async function begin(contestant, workload, { open, pace }) {
  const page = await open(contestant);
  try {
    await page.prepare(workload);
    await page.first();
    const update = await page.run("train", 0);
    const isSlow = update.seconds * 1000 > pace.patience;
    if (!isSlow) await page.run("train", pace.warm);
    const infer = [];
    const answer = await page.run("infer", isSlow ? 0 : pace.warm / 2);
    if (isSlow) infer.push(answer.speed);
    return { contestant, page, isSlow, train: isSlow ? [update.speed] : [], infer };
  } catch (error) {
    await page.close();
    return { contestant, error: reason(error) };
  }
}

/** @param {{contestants: any[], workload: string, open: (contestant: any) => Promise<any>, pace: any}} task
 * @returns {Promise<Map<string, Speeds>>} */
export async function measure({ contestants, workload, open, pace }) {
  const entries = [];
  for (const contestant of contestants) entries.push(await begin(contestant, workload, { open, pace }));
  const quick = entries.filter(({ error, isSlow }) => !error && !isSlow);
  for (let round = 0; round < pace.rounds; round++) {
    for (const { page, train, infer } of quick) {
      await page.restart();
      train.push((await page.run("train", pace.train)).speed);
      infer.push((await page.run("infer", pace.infer)).speed);
    }
  }
  const speeds = new Map();
  for (const { contestant, page, error, train, infer } of entries) {
    await page?.close().catch(() => {});
    const measured = () => ({ train_sps: median(train), infer_sps: median(infer) });
    speeds.set(contestant.key, error ? { error } : measured());
  }
  return speeds;
}
