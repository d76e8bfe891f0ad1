// In the browser: one preset after the other, each told to the server that started it.

import { fingerprints } from "./compute.js";
import init, * as engine from "./engine/retort.js";

const tell = (report) => fetch("./report", { method: "POST", body: JSON.stringify(report) });
try {
  await init({
    module_or_path: await fetch("./engine/retort_bg.wasm").then((response) => response.arrayBuffer()),
  });
  for (const preset of await fetch("./presets.json").then((response) => response.json())) {
    const files = await Promise.all(
      preset.files.map(async (name) => new Uint8Array(await (await fetch(`./data/${name}`)).arrayBuffer())),
    );
    await tell({ preset: preset.key, prints: fingerprints(engine, preset, files) });
  }
  await tell({ done: true, agent: navigator.userAgent });
} catch (error) {
  await tell({ failed: String(error) });
}
