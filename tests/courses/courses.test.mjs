// The snippets of docs/embed/ in pages that the real tools have built, opened in a browser.
//
//   cargo xtask test courses       what installs in a minute
//   cargo xtask verify courses     every tool of tools.json
//
// xtask installs the tools and says where in RETORT_COURSES: {"folder": ..., "programs": {tool: {"python": path}}}.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { start } from "../browser/site.mjs";
import { elementWorks, fallbackStands, frameWorks } from "./checks.mjs";
import { build, serve } from "./project.mjs";

const given = process.env.RETORT_COURSES;
if (!given)
  throw new Error(
    "RETORT_COURSES is missing: run `cargo xtask test courses` or `cargo xtask verify courses`",
  );
const { folder, programs } = JSON.parse(given);
/** @type {import("./project.mjs").Tool[]} */
const tools = JSON.parse(readFileSync(new URL("tools.json", import.meta.url), "utf8"));

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** Opens a page, checks it, and wants no error of its own or of ours. */
async function opened(address, check, context) {
  const { page, errors } = await site.visit(address, context);
  await check(page);
  assert.deepEqual(errors, []);
  await page.context().close();
}

for (const tool of tools.filter(({ name }) => programs[name])) {
  test(`${tool.name}: a built page runs the playground`, { timeout: 1_200_000 }, async () => {
    const built = await build(tool, {
      folder: join(folder, tool.name),
      programs: programs[tool.name],
      home: site.home,
    });
    const course = await serve(built);
    try {
      await opened(course.address + tool.frame, (page) => frameWorks(page, tool));
      if (!tool.element) return;
      await opened(course.address + tool.element, elementWorks);
      await opened(course.address + tool.element, fallbackStands, { javaScriptEnabled: false });
    } finally {
      course.stop();
    }
  });
}
