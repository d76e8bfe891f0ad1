// Browsers that are started with an address, without a driver: the page there tells what it has computed.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WEBKIT = [
  "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
  "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
];

/** How each browser is started with an address and an empty profile.
 * @type {Record<string, {engine: string, programs: string[], start: (program: string, url: string, profile: string) => [string, string[], object?]}>} */
export const BROWSERS = {
  Chromium: {
    engine: "V8",
    programs: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
    start: (program, url, profile) => [
      program,
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        `--user-data-dir=${profile}`,
        url,
      ],
    ],
  },
  Firefox: {
    engine: "SpiderMonkey",
    programs: ["/usr/bin/firefox-esr", "/usr/bin/firefox"],
    start: (program, url, profile) => [program, ["--headless", "--no-remote", "--profile", profile, url]],
  },
  WebKit: {
    engine: "JavaScriptCore",
    programs: WEBKIT,
    start: (program, url, profile) => [
      "xvfb-run",
      ["-a", program, "--private", url],
      { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", XDG_DATA_HOME: profile, XDG_CACHE_HOME: profile },
    ],
  },
};

/** Opens an address in a browser of its own.
 * @param {string} name
 * @param {string} url */
export function launch(name, url) {
  const { programs, start } = BROWSERS[name];
  const program = programs.find(existsSync);
  if (!program) throw new Error(`${name} is not installed: ${programs.join(", ")}`);
  const profile = mkdtempSync(join(tmpdir(), "retort-engines-"));
  const [command, args, env] = start(program, url, profile);
  // A group of its own: a browser is many processes.
  const browser = spawn(command, args, { env: { ...process.env, ...env }, detached: true, stdio: "ignore" });
  return { browser, profile };
}

/** Ends a browser with all its processes.
 * @param {ReturnType<typeof launch>} launched */
export function end({ browser, profile }) {
  try {
    process.kill(-browser.pid);
  } catch {
    // It has ended by itself.
  }
  try {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  } catch {
    // A process that is still ending writes into it; it is in the system's folder for such things.
  }
}
