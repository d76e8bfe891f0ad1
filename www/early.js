// @ts-check
/** Asks for the words while main.js is on its way: they are there when it wants them, and a slow network has one round less. */

import { chooseLanguage } from "./languages.js";

const asked = new URLSearchParams(location.search).get("lang");
// Whether they come is for main.js to say.
chooseLanguage(asked, navigator.languages)
  .load()
  .catch(() => {});
