// @ts-check
/** Files that are dropped onto the page. */

import { sharing } from "../state.js";
import { openFile } from "./open_file.js";

addEventListener("drop", async (event) => {
  const files = [...(event.dataTransfer?.files ?? [])];
  const [file] = files;
  if (!file) return;
  event.preventDefault();
  if (/\.(sweep\.json|jsonl)$/i.test(file.name)) {
    const { openDropped } = await import("../sweep/sweeps.js");
    return openDropped(files);
  }
  await openFile(file);
  // There it says what became of it.
  sharing.value = true;
});
