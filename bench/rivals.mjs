// The rivals' packages, exactly as bench/package-lock.json names them. They are for comparison only: nothing of them
// gets into the product.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("./", import.meta.url));
const changed = (/** @type {string} */ name) =>
  statSync(here + name, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Installs them when they are missing or older than the lock file; none of their own scripts runs. */
export function installRivals() {
  // npm writes this file at the end of each installation.
  if (changed("node_modules/.package-lock.json") >= changed("package-lock.json")) return;
  console.log("  installing the rivals' packages in bench/ (about 300 MB)");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: here,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("npm ci failed in bench/");
}
