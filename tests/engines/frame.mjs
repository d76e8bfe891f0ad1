// The built page in WebKit, in a frame that may run scripts and nothing else: it trains to the end and tells its result.
// `node tests/engines/frame.mjs` after `cargo xtask build`; `self` as an argument shows what happens without the address.
//
// In such a frame WebKit lets 'self' in a policy match nothing, so the policy here also names the origin of the site, as
// `cargo xtask build --address` writes it (xtask/src/site/address.rs).

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveCourse } from "./course.mjs";

const named = process.argv[2] !== "self";
/** Milliseconds until there has to be a result. */
const PATIENCE = named ? 300_000 : 30_000;
const PROGRAMS = ["x86_64", "aarch64"].map((cpu) => `/usr/lib/${cpu}-linux-gnu/webkit2gtk-4.1/MiniBrowser`);

/** A course page of another origin, which starts a run and passes on what the frame says.
 * @param {string} home */
const course = (home) => `<!doctype html><title>Course</title>
<iframe title="Playground" width="900" height="700" sandbox="allow-scripts" src="${home}?embed=1&load=eager&lang=en#v=1&steps=20&tepochs=1"></iframe>
<script>
  let asked = false;
  addEventListener("message", ({ source, data }) => {
    if (data?.retort !== 1) return;
    if (data.type === "ready" && data.engine && !asked) {
      asked = true;
      source.postMessage({ retort: 1, type: "run" }, "*");
    }
    if (["ready", "result", "error"].includes(data.type))
      fetch("/said", { method: "POST", body: JSON.stringify(data) });
  });
</script>`;

/** @type {(said: any) => void} */
let hear = () => {};
const site = await serveCourse(course, {
  page: (html, origin) => (named ? html.replaceAll("'self'", `'self' ${origin}`) : html),
  hear: (said) => hear(said),
});

const program = PROGRAMS.find(existsSync);
if (!program) throw new Error(`WebKit is not installed: ${PROGRAMS.join(", ")}`);
const profile = mkdtempSync(join(tmpdir(), "retort-frame-"));
const browser = spawn("xvfb-run", ["-a", program, "--private", site.address], {
  env: {
    ...process.env,
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    XDG_DATA_HOME: profile,
    XDG_CACHE_HOME: profile,
  },
  detached: true,
  stdio: "ignore",
});

/** @type {Promise<string>} */
const outcome = new Promise((resolve) => {
  setTimeout(() => resolve("silence"), PATIENCE);
  hear = ({ type, fingerprint, message }) => {
    if (type === "result") resolve(`result ${fingerprint}`);
    if (type === "error") resolve(`error ${message}`);
  };
});
const said = await outcome;
try {
  process.kill(-browser.pid);
} catch {
  // It has ended by itself.
}
rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
console.log(
  `  WebKit, sandbox="allow-scripts", policy ${named ? "with the site's origin" : "with 'self' alone"}: ${said}`,
);
process.exit(said.startsWith("result") === named ? 0 : 1);
