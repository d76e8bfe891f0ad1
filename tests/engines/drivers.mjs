// WebKit and Firefox with a keyboard: the commands of WebDriver (w3.org/TR/webdriver2), to WebKitWebDriver over HTTP and to
// Firefox, which speaks them itself (Marionette: JSON with its length before it, over a socket).

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BROWSERS } from "./browsers.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
/** Milliseconds until a browser has to listen. */
const START = 60_000;

/** A port that nobody uses. */
async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Tries until it works.
 * @template T
 * @param {() => Promise<T>} attempt */
async function patiently(attempt) {
  for (const end = Date.now() + START; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}

/** @param {string} command
 * @param {string[]} args
 * @param {object} [env] */
function run(command, args, env) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, detached: true, stdio: "ignore" });
  return () => {
    try {
      process.kill(-child.pid);
    } catch {
      // It has ended by itself.
    }
  };
}

/** What both understand, by the names of Firefox and the paths of the standard. */
const PATHS = {
  Navigate: ["POST", "/url"],
  FindElement: ["POST", "/element"],
  SwitchToFrame: ["POST", "/frame"],
  ExecuteScript: ["POST", "/execute/sync"],
  PerformActions: ["POST", "/actions"],
};

async function webkit(profile) {
  const port = await freePort();
  const stop = run("xvfb-run", ["-a", "WebKitWebDriver", `--port=${port}`], {
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    XDG_DATA_HOME: profile,
    XDG_CACHE_HOME: profile,
  });
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error} ${value.message}`);
    return value;
  };
  const binary = BROWSERS.WebKit.programs.find(existsSync);
  const alwaysMatch = {
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary, args: ["--automation"] },
  };
  const { sessionId } = await patiently(() => ask("POST", "/session", { capabilities: { alwaysMatch } }));
  return {
    ask: (command, body) => ask(PATHS[command][0], `/session/${sessionId}${PATHS[command][1]}`, body),
    stop: async () => {
      await ask("DELETE", `/session/${sessionId}`).catch(() => {});
      stop();
    },
  };
}

async function firefox(profile) {
  const port = await freePort();
  writeFileSync(join(profile, "user.js"), `user_pref("marionette.port", ${port});\n`);
  const program = BROWSERS.Firefox.programs.find(existsSync);
  const stop = run(program, ["--headless", "--no-remote", "--marionette", "--profile", profile]);
  const socket = await patiently(
    () =>
      new Promise((done, refuse) => {
        const opened = connect(port, "127.0.0.1", () => done(opened));
        opened.on("error", refuse);
      }),
  );
  const waiting = new Map();
  let bytes = Buffer.alloc(0);
  socket.on("data", (more) => {
    bytes = Buffer.concat([bytes, more]);
    for (let colon = bytes.indexOf(":"); colon > 0; colon = bytes.indexOf(":")) {
      const end = colon + 1 + Number(bytes.subarray(0, colon));
      if (bytes.length < end) return;
      const message = JSON.parse(bytes.subarray(colon + 1, end).toString());
      bytes = bytes.subarray(end);
      // The first message is a greeting.
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message;
      const { done, refuse } = waiting.get(id);
      if (error) refuse(new Error(`${error.error} ${error.message}`));
      else done(result);
    }
  });
  let id = 0;
  const ask = (command, body = {}) =>
    new Promise((done, refuse) => {
      id += 1;
      waiting.set(id, { done, refuse });
      const text = JSON.stringify([0, id, `WebDriver:${command}`, body]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  await ask("NewSession");
  return {
    // Some answers stand in an object, some do not.
    ask: async (command, body) => {
      const result = await ask(command, command === "SwitchToFrame" ? { element: body.id?.[ELEMENT] } : body);
      return result && "value" in result ? result.value : result;
    },
    stop: async () => {
      socket.destroy();
      stop();
    },
  };
}

const DRIVERS = { Firefox: firefox, WebKit: webkit };

/** Starts a browser with an empty profile.
 * @param {"Firefox" | "WebKit"} name */
export async function drive(name) {
  const profile = mkdtempSync(join(tmpdir(), "retort-driver-"));
  const { ask, stop } = await DRIVERS[name](profile);
  const find = (selector) => ask("FindElement", { using: "css selector", value: selector });
  return {
    open: (url) => ask("Navigate", { url }),
    /** Goes into the document of a frame, or to the page with null. */
    enter: async (selector) => ask("SwitchToFrame", { id: selector && (await find(selector)) }),
    /** @param {string} script the body of a function */
    evaluate: (script) => ask("ExecuteScript", { script, args: [] }),
    press: (key) =>
      ask("PerformActions", {
        actions: [
          {
            type: "key",
            id: "keyboard",
            actions: [
              { type: "keyDown", value: key },
              { type: "keyUp", value: key },
            ],
          },
        ],
      }),
    click: async (selector) => {
      const origin = await find(selector);
      const pointer = [
        { type: "pointerMove", duration: 0, origin, x: 0, y: 0 },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ];
      return ask("PerformActions", {
        actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: pointer }],
      });
    },
    stop: async () => {
      await stop();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
