// @ts-check
/** Pictures from the camera, where the browser and its user allow it. What the camera sees stays in the page. */

import { useEffect, useRef, useState } from "preact/hooks";
import { html, Select } from "../view/html.js";
import { number, t } from "../words.js";
import * as room from "./state.js";

/** Pictures of one press of "several", and milliseconds between two. */
const SEVERAL = 10;
const PAUSE = 150;
/** Side of a picture in pixels: far more than any network here sees. */
const SIDE = 128;

/** The middle square of what the camera sees.
 * @param {HTMLVideoElement} video
 * @returns {Promise<Blob | null>} */
function picture(video) {
  const { videoWidth: width, videoHeight: height } = video;
  const side = Math.min(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  canvas
    .getContext("2d")
    ?.drawImage(video, (width - side) / 2, (height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** Why there is no picture, as a key of a text.
 * @param {unknown} error */
function reason(error) {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "absent" : "trouble";
}

export function Camera() {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const [stream, setStream] = useState(/** @type {MediaStream | null} */ (null));
  const [trouble, setTrouble] = useState("");
  const [into, setInto] = useState("");
  const [taking, setTaking] = useState(false);
  const classes = room.classes.value;
  const target = classes.find(({ id }) => String(id) === into) ?? classes[0];

  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
    return () => stream?.getTracks().forEach((track) => void track.stop());
  }, [stream]);

  async function start() {
    setTrouble("");
    try {
      if (!navigator.mediaDevices?.getUserMedia) setTrouble("impossible");
      else setStream(await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } }));
    } catch (error) {
      setTrouble(reason(error));
    }
  }

  /** @param {number} count */
  async function take(count) {
    if (!video.current || taking || room.progress.value) return;
    setTaking(true);
    const id = target?.id ?? room.addClass();
    /** @type {Blob[]} */
    const taken = [];
    for (let at = 0; at < count; at += 1) {
      if (at > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE));
      const blob = video.current && (await picture(video.current));
      if (blob) taken.push(blob);
    }
    setTaking(false);
    await room.addTaken(id, taken);
  }

  if (!stream) {
    return html`<div class="own-camera">
      <p>${t("own.camera")}</p>
      <button type="button" id="own-camera" onClick=${start}>${t("own.camera.start")}</button>
      <p class=${trouble ? "problem" : "unseen"} role="status">${trouble && t(`own.camera.${trouble}`)}</p>
    </div>`;
  }
  return html`<div class="own-camera">
    <video ref=${video} autoplay muted playsinline aria-label=${t("own.camera.seen")}></video>
    ${
      classes.length > 0 &&
      html`<div class="row">
        <label for="own-into">${t("own.camera.into")}</label>
        <${Select} id="own-into" value=${String(target?.id ?? "")} options=${classes.map(({ id, name }) => ({ value: String(id), label: name }))} onChange=${setInto} />
      </div>`
    }
    <div class="row">
      <button type="button" class="primary" id="own-take" aria-disabled=${taking} onClick=${() => take(1)}>${t("own.camera.take")}</button>
      <button type="button" id="own-several" aria-disabled=${taking} onClick=${() => take(SEVERAL)}>${t("own.camera.several", { count: number(SEVERAL) })}</button>
      <button type="button" class="plain" onClick=${() => setStream(null)}>${t("own.camera.stop")}</button>
    </div>
  </div>`;
}
