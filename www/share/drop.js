// @ts-check
/** Files that are dropped onto the page. */

import { sharing } from "../state.js";
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

addEventListener("drop", async (event) => {
  const file = event.dataTransfer?.files[0];
  if (!file) return;
  event.preventDefault();
  if (/\.(onnx|safetensors)$/i.test(file.name)) {
    await takeModel(file);
    return;
  }
  await openFile(file);
  // There it says what became of it.
  sharing.value = true;
});
