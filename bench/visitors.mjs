// What visitors cost a static host: node bench/visitors.mjs [--class 500] [--json FILE]
//
// nginx serves dist/ on loopback as GitHub Pages would: files packed beforehand, ETags, max-age=600. A browser visits twice
// and runs the default experiment; what reached the host is then fetched by a whole class at once, each member over six
// connections, as a browser has: what Run needs, then what the service worker keeps for later. It needs nginx (Debian: nginx-light), Chromium and dist/ (cargo xtask build).
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
];
/** Connections of a browser to one host over HTTP/1.1. */
const CONNECTIONS = 6;

const { values: options } = parseArgs({
  options: { class: { type: "string", default: "500" }, json: { type: "string" } },
});
const members = Number(options.class);
if (!Number.isInteger(members) || members < 1 || members > 5_000) {
  console.error(`--class ${options.class}: allowed is a whole number from 1 to 5000`);
  process.exit(2);
}
if (!existsSync(join(DIST, "index.html"))) {
  console.error("dist/ is not built: cargo xtask build");
  process.exit(2);
}

/** A port that is free now. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** nginx in a folder of its own, with one process, on two ports: files may be kept for ten minutes, or for a second. */
async function nginx() {
  const folder = mkdtempSync(join(tmpdir(), "retort-visitors-"));
  const [port, brief] = [await freePort(), await freePort()];
  const types = existsSync("/etc/nginx/mime.types") ? "include /etc/nginx/mime.types;" : "";
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid ${folder}/pid; error_log ${folder}/error.log;
    ${process.getuid?.() === 0 ? "user root;" : ""}
    events { worker_connections 8000; }
    http {
      ${types} sendfile on;
      log_format asked "$status $bytes_sent $request_uri"; access_log ${folder}/asked.log asked; tcp_nopush on; gzip_static on; etag on;
      client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
      uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
      root ${DIST};
      server { listen 127.0.0.1:${port} backlog=4096; expires 10m; }
      server { listen 127.0.0.1:${brief} backlog=4096; expires 1s; }
    }`,
  );
  const child = spawn("nginx", ["-c", join(folder, "nginx.conf"), "-p", folder], { stdio: "inherit" });
  const home = `http://127.0.0.1:${port}/`;
  for (let attempt = 0; ; attempt += 1) {
    const up = await fetch(home).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) break;
    if (attempt > 100)
      throw new Error(`nginx does not answer: ${readFileSync(join(folder, "error.log"), "utf8")}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    home,
    brief: `http://127.0.0.1:${brief}/`,
    /** What was asked of it so far, and the bytes that it sent for that, with headers. */
    asked() {
      const lines = readFileSync(join(folder, "asked.log"), "utf8").trim().split("\n");
      return lines.map((line) => {
        const [status, bytes, path] = line.split(" ");
        return { status: Number(status), bytes: Number(bytes), path };
      });
    },
    stop() {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a visit costs: until the page can be used, and until a run has ended. Counted by the host, as a service worker asks for
 * files too. */
async function visit(context, { host, home }) {
  const page = await context.newPage();
  const before = host.asked().length;
  const count = () => {
    const asked = host.asked().slice(before);
    return {
      requests: asked.length,
      notModified: asked.filter(({ status }) => status === 304).length,
      bytes: asked.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  };
  await page.goto(`${home}?lang=en`);
  await page.waitForSelector("#run:not(:disabled)", { timeout: 120_000 });
  const usable = count();
  await page.click("#run");
  await page.waitForSelector(".progress", { timeout: 120_000 });
  await page.waitForSelector(".progress", { state: "detached", timeout: 300_000 });
  // The service worker fetches what it keeps in its own time.
  for (let quiet = 0, last = 0; quiet < 10; quiet += 1) {
    await page.waitForTimeout(500);
    const { requests } = count();
    if (requests !== last) quiet = 0;
    last = requests;
  }
  const run = count();
  await page.close();
  return { usable, run, asked: host.asked().slice(before) };
}

/** One member of the class: everything that the first visit fetched, in its order, six at a time. With the first `needed` of it
 * Run can be pressed. */
async function attend(home, paths, needed) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const begin = performance.now();
  let bytes = 0;
  let fetched = 0;
  let usable = 0;
  const next = paths[Symbol.iterator]();
  const take = async () => {
    for (const path of next) {
      const size = await fetchOnce(new URL(path, home), agent);
      bytes += size;
      fetched += 1;
      if (fetched === needed) usable = performance.now() - begin;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, take));
  agent.destroy();
  return { bytes, usable, all: performance.now() - begin };
}

function fetchOnce(url, agent) {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { "accept-encoding": "gzip" } }, (response) => {
      let bytes = 0;
      response.on("data", (part) => {
        bytes += part.length;
      });
      response.on("end", () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url}: ${response.statusCode}`)),
      );
      response.on("error", reject);
    });
    // The host may close a connection in the moment in which it is used again; browsers ask once more, too.
    request.on("error", (error) =>
      request.reusedSocket && ["ECONNRESET", "EPIPE"].includes(error.code)
        ? fetchOnce(url, agent).then(resolve, reject)
        : reject(error),
    );
  });
}

const spread = (values) => ({ median: quantile(values, 0.5), worst: quantile(values, 1) });
const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1];

const host = await nginx();
try {
  const executablePath = process.env.RETORT_BROWSER ?? BROWSERS.find(existsSync);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const context = await browser.newContext();
  const first = await visit(context, { host, home: host.home });
  const second = await visit(context, { host, home: host.home });
  // What a visitor of yesterday fetches: everything is kept, nothing may be used unasked.
  await visit(context, { host, home: host.brief });
  const later = await visit(context, { host, home: host.brief });
  await browser.close();

  const paths = first.asked.filter(({ status }) => status === 200).map(({ path }) => path);
  const begin = performance.now();
  const outcomes = await Promise.allSettled(
    Array.from({ length: members }, () => attend(host.home, paths, first.usable.requests)),
  );
  const seconds = (performance.now() - begin) / 1000;
  const attended = outcomes.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
  const bytes = attended.reduce((sum, each) => sum + each.bytes, 0);
  const report = {
    server: spawnSync("nginx", ["-v"], { encoding: "utf8" }).stderr.trim(),
    first: { usable: first.usable, run: first.run },
    second: { usable: second.usable, run: second.run },
    later: { usable: later.usable, run: later.run },
    class: {
      members,
      failed: members - attended.length,
      requests: paths.length * attended.length,
      seconds,
      requestsPerSecond: (paths.length * attended.length) / seconds,
      megabytes: bytes / 1e6,
      megabytesPerSecond: bytes / 1e6 / seconds,
      memberSeconds: {
        usable: spread(attended.map(({ usable }) => usable / 1000)),
        all: spread(attended.map(({ all }) => all / 1000)),
      },
    },
  };
  console.log(JSON.stringify(report, null, 2));
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  if (report.class.failed > 0) {
    console.error(outcomes.find(({ status }) => status === "rejected").reason);
    process.exitCode = 1;
  }
} finally {
  host.stop();
}
