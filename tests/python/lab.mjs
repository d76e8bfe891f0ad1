// Opens a notebook in JupyterLab, runs all cells and saves it: node tests/python/lab.mjs ADDRESS PICTURE
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const [address, picture] = process.argv.slice(2);
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
  await page.waitForSelector(".jp-Notebook .jp-CodeCell");
  // JupyterLab drops what is asked for before its kernel is there, so it is asked until the first cell has its star.
  const begun = () =>
    page.evaluate(() =>
      /[*\d]/.test(document.querySelector(".jp-CodeCell .jp-InputArea-prompt")?.textContent ?? ""),
    );
  for (let attempt = 0; attempt < 24 && !(await begun()); attempt += 1) {
    // A slow start has questions, such as which kernel; the usual answer is marked.
    const question = page.locator("dialog.jp-Dialog button.jp-mod-accept").first();
    if (await question.isVisible()) await question.click();
    await page.keyboard.press("Escape");
    try {
      await page.locator("#jp-MainMenu .lm-MenuBar-item", { hasText: /^Run$/ }).click({ timeout: 10_000 });
      await page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click({ timeout: 10_000 });
    } catch {
      continue;
    }
    await page
      .waitForFunction(
        () => /[*\d]/.test(document.querySelector(".jp-CodeCell .jp-InputArea-prompt")?.textContent ?? ""),
        null,
        { timeout: 5_000 },
      )
      .catch(() => {});
  }
  // A number in brackets is the prompt of a cell that has run.
  await page.waitForFunction(
    () => {
      const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")];
      const error = document.querySelector(
        '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"], .jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]',
      );
      return (
        error ||
        (prompts.length > 0 && prompts.every((prompt) => /^\[\d+\]:$/.test(prompt.textContent ?? "")))
      );
    },
    null,
    { timeout: 240_000 },
  );
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+s");
  await page.waitForFunction(() => !document.querySelector(".lm-TabBar-tab.lm-mod-current.jp-mod-dirty"));
  await page.waitForTimeout(1500);
} catch (error) {
  console.error(`${error.message}\n${heard.join("\n")}`);
  process.exitCode = 1;
} finally {
  await page.screenshot({ path: picture });
  await browser.close();
}
