// @ts-check
/** What help says of working without network: whether this browser keeps the page, and the files to take along. */

import { useEffect, useState } from "preact/hooks";
import { html } from "../view/html.js";
import { number, t } from "../words.js";

/** Beside the page, where the build has put them. */
const FILES = ["retort-offline.zip", "retort-single.html"];

const isFile = location.protocol === "file:";

/** @returns {Promise<"file" | "kept" | "not">} */
async function keeping() {
  if (isFile) return "file";
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    return registration?.active ? "kept" : "not";
  } catch {
    // Frames without an origin have no such thing, nor has http.
    return "not";
  }
}

/** @typedef {{name: string, address: string, bytes: number}} Download */

/** Those of the files that this host has.
 * @returns {Promise<Download[]>} */
async function downloads() {
  if (isFile) return [];
  const found = FILES.map(async (name) => {
    const address = new URL(name, document.baseURI.split(/[?#]/)[0]).href;
    const answer = await fetch(address, { method: "HEAD" }).catch(() => null);
    return answer?.ok ? [{ name, address, bytes: Number(answer.headers.get("content-length")) }] : [];
  });
  return (await Promise.all(found)).flat();
}

export function Offline() {
  const [kept, setKept] = useState("not");
  const [files, setFiles] = useState(/** @type {Download[]} */ ([]));
  useEffect(() => {
    keeping().then(setKept);
    downloads().then(setFiles);
  }, []);
  return html`<section id="offline" aria-labelledby="offline-title">
    <h3 id="offline-title">${t("offline.title")}</h3>
    <p>${t(`offline.${kept}`)}</p>
    ${files.map(
      ({ name, address, bytes }) => html`<p key=${name}>
        <a href=${address} download>${name}</a>${bytes > 0 && ` (${number(bytes / 1e6, 1)} MB)`}${": "}
        ${t(`offline.${name}`)}
      </p>`,
    )}
  </section>`;
}
