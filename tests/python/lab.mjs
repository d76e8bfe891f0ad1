// Opens a notebook in JupyterLab, runs all cells and saves it: node tests/python/lab.mjs ADDRESS PICTURE
//
// JupyterLab runs with LabApp.expose_app_in_browser, so its own commands and promises are used, and nothing is guessed from
// what it shows: a run that is asked for before the kernel is there starts a second kernel, and is lost.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const [address, picture] = process.argv.slice(2);
/** Longest that all cells together may take, in milliseconds. */
const LONGEST = 300_000;
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = process.env.RETORT_BROWSER ?? BROWSERS.find(existsSync);
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
];

/** The server starts beside us. */
async function reachable() {
  for (let attempt = 0; attempt < 240; attempt += 1) {
    const up = await fetch(address).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${address} does not answer`);
}

await reachable();
const browser = await chromium.launch({ executablePath, args });
const page = await (await browser.newContext({ viewport: { width: 1300, height: 1800 } })).newPage();
page.setDefaultTimeout(120_000);
const heard = [];
page.on("console", (message) => message.type() === "error" && heard.push(message.text()));
page.on("pageerror", ({ message }) => heard.push(message));
try {
  await page.goto(address);
  await page.waitForFunction(() => globalThis.jupyterapp?.shell.currentWidget?.context?.sessionContext);
  const ran = page.evaluate(async () => {
    const { commands, shell } = globalThis.jupyterapp;
    const { context } = shell.currentWidget;
    await context.ready;
    await context.sessionContext.ready;
    const kernel = context.sessionContext.session?.kernel;
    if (!kernel) throw new Error("the notebook has no kernel");
    await kernel.info;
    // False after a cell that failed: its error is in the file, which the test reads.
    await commands.execute("notebook:run-all-cells");
    await context.save();
  });
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the cells did not end within ${LONGEST / 1000} s`)), LONGEST);
  });
  await Promise.race([ran, late]).finally(() => clearTimeout(timer));
} catch (error) {
  console.error(`${error.message}\n${heard.join("\n")}`);
  process.exitCode = 1;
} finally {
  await page.screenshot({ path: picture }).catch(() => {});
  await browser.close();
}
