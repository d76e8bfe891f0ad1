// @ts-check
/** Files that are dropped onto the page. */

import { sharing } from "../state.js";
import { openFile } from "./open_file.js";

addEventListener("drop", async (event) => {
  const file = event.dataTransfer?.files[0];
  if (!file) return;
  event.preventDefault();
  await openFile(file);
  // There it says what became of it.
  sharing.value = true;
});
