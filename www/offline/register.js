// @ts-check
/** Asks the browser to keep the site, so that it works without network next time. Nothing waits for this, and where it
 * cannot be (an old browser, http, a full disk) the page is as it was. */

import { savesData } from "../embed/waiting.js";
import { scriptUrl } from "../trusted.js";

/** Milliseconds after the engine has arrived: what comes then disturbs nobody. */
const REST = 2_000;

async function register() {
  if (savesData() || location.protocol === "file:") return;
  await new Promise((resolve) => setTimeout(resolve, REST));
  const container = navigator.serviceWorker;
  const { href } = new URL("../../service_worker.js", import.meta.url);
  await container.register(scriptUrl(href), { updateViaCache: "none" });
  const { active } = await container.ready;
  // Some of it was fetched before there was anybody to keep it.
  active?.postMessage(performance.getEntriesByType("resource").map(({ name }) => name));
}

register().catch(() => {});
