// @ts-check
/** Files that are dropped onto the page. */

import { bringing, engine, hold, sharing, wanted } from "../state.js";
import { openFile } from "./open_file.js";

/** A network: its panel says what it is and what can be done with it.
 * @param {File} file */
async function takeModel(file) {
  const [{ take }] = await Promise.all([
    import("../models/incoming.js"),
    import("../models/panel.js").then(({ ready }) => ready),
  ]);
  await take(file);
  const panel = document.getElementById("panel-models");
  panel?.setAttribute("open", "");
  panel?.scrollIntoView();
}

/** Whether somebody drops pictures, a folder, or an archive of either.
 * @param {DataTransfer} data
 * @param {File} file the first one */
function isImages(data, file) {
  const folder = [...data.items].some((item) => item.webkitGetAsEntry?.()?.isDirectory);
  return folder || /\.(zip|npz|png|jpe?g|webp)$/i.test(file.name);
}

addEventListener("drop", async (event) => {
  const data = event.dataTransfer;
  const files = [...(data?.files ?? [])];
  const [file] = files;
  if (!data || !file) return;
  event.preventDefault();
  if (engine.value && isImages(data, file)) {
    if (!wanted.value && hold.value?.({ data: file.name })) return;
    // Asked for now: a drop is forgotten after its event.
    const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
    const { bringDropped } = await import("../own/own_room.js");
    bringing.value = true;
    await bringDropped(entries);
    return;
  }
  if (/\.(onnx|safetensors)$/i.test(file.name)) {
    await takeModel(file);
    return;
  }
  if (/\.(sweep\.json|jsonl)$/i.test(file.name)) {
    const { openDropped } = await import("../sweep/sweeps.js");
    await openDropped(files);
    return;
  }
  await openFile(file);
  // There it says what became of it.
  sharing.value = true;
});
