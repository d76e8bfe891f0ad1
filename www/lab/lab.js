// @ts-check
/** Zone 4: what goes on from one run. Each panel is one file and one line here, and is made when it is opened. */

import { useState } from "preact/hooks";
import { addStyle } from "../share/style.js";
import { drawings, shownDataset, shownView } from "../state.js";
import { html } from "../view/html.js";
import { lazy } from "../view/lazy.js";
import { alsoSpeak, t } from "../words.js";
import { Bias, omittedClass } from "./bias.js";
import { ConnectFour } from "./connect_four.js";
import { Cost } from "./cost.js";
import { Drawing } from "./drawing.js";
import { hasSound, Listen } from "./listen.js";
import { Sweep } from "./sweep.js";
import { Threshold } from "./threshold.js";

const SlowMotion = lazy(async () => (await import("./slow_motion.js")).SlowMotion);
const Pins = lazy(async () => (await import("./pins.js")).Pins);
const Exports = lazy(async () => (await import("./exports.js")).Exports);

/** Large, and for those who want to know more: fetched when it is opened. */
const Inside = lazy(async () => {
  const { Inside: view, ready } = await import("./inside.js");
  await ready;
  return view;
});

/** For those who ask what a setting does: fetched when it is opened. */
const Sweeps = lazy(async () => {
  const { Sweeps: view, ready } = await import("../sweep/sweeps.js");
  await ready;
  return view;
});

/** Of use to a teacher only: fetched when it is opened. */
const Class = lazy(async () => {
  const { Class: view, ready } = await import("./class.js");
  await ready;
  return view;
});

/** Brings a module of its own: fetched when it is opened. */
const Models = lazy(async () => {
  const { Models: view, ready } = await import("../models/panel.js");
  await ready;
  return view;
});

/** Whether the images are positions of a game: boards are played on, other images are drawn. */
const isGame = () => shownDataset.value?.key === "connect-four";

/** `shown` says whether the run has anything for the panel; one without it always has.
 * @type {{key: string, view: import("preact").FunctionComponent, shown?: () => boolean}[]} */
const PANELS = [
  { key: "slow", view: SlowMotion },
  { key: "inside", view: Inside },
  { key: "bias", view: Bias, shown: () => omittedClass() !== null },
  { key: "board", view: ConnectFour, shown: isGame },
  { key: "draw", view: Drawing, shown: () => !isGame() },
  { key: "listen", view: Listen, shown: hasSound },
  { key: "threshold", view: Threshold, shown: () => shownDataset.value?.key === "defects" },
  { key: "sweep", view: Sweep },
  { key: "sweeps", view: Sweeps },
  { key: "pins", view: Pins },
  { key: "cost", view: Cost },
  { key: "export", view: Exports },
  { key: "models", view: Models },
  { key: "class", view: Class },
];

/** Fetches what the zone needs to be seen: its words and its style. */
export async function prepare() {
  const styles = [
    addStyle(new URL("../style_lab.css", import.meta.url)),
    addStyle(new URL("../style_board.css", import.meta.url)),
  ];
  await Promise.all([...styles, alsoSpeak("lab")]);
}

/** @param {{panel: typeof PANELS[number]}} props */
function Panel({ panel }) {
  // What has been opened once stays: a sweep goes on while it is out of sight.
  const [opened, setOpened] = useState(false);
  const alone = panel.key === "sweeps" && shownView.value === "sweep";
  // Drawings that came with the link are to be seen.
  const brought = panel.key === "draw" && drawings.value.length > 0;
  return html`<details class="panel" id=${`panel-${panel.key}`} open=${alone || brought || undefined} onToggle=${() => setOpened(true)}>
    <summary>
      <h3>${t(`panel.${panel.key}`)}</h3>
      <span class="hint">${t(`panel.${panel.key}.about`)}</span>
    </summary>
    ${opened && html`<div class="inside"><${panel.view} /></div>`}
  </details>`;
}

export function Lab() {
  return html`<section class="zone lab" aria-labelledby="lab-title">
    <h2 id="lab-title">${t("zone.lab")}</h2>
    ${PANELS.filter(({ shown }) => shown?.() ?? true).map((panel) => html`<${Panel} key=${panel.key} panel=${panel} />`)}
  </section>`;
}
