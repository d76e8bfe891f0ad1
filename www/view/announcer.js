// @ts-check
/** The one live region: started, each quarter, finished with the verdict. Never each update. */

import { useEffect, useRef, useState } from "preact/hooks";
import { progress, record, veil } from "../state.js";
import { percent, t } from "../words.js";
import { html } from "./html.js";
import { verdictText } from "./verdict.js";

export function Announcer() {
  const [said, setSaid] = useState("");
  const quarter = useRef(0);
  const shown = record.value;
  const state = shown?.source === "live" ? shown.state : undefined;
  const reached = state === "running" ? Math.floor(progress.value.share * 4) : 0;

  useEffect(() => {
    quarter.current = 0;
  }, [shown?.run]);
  useEffect(() => {
    if (state === "preparing" || state === "paused" || state === "failed") setSaid(t(`said.${state}`));
    if (state === "running" && quarter.current === 0) setSaid(t("said.running"));
    if (state === "finished" && shown)
      setSaid([t("said.finished"), veil.value ? "" : verdictText(shown)].join(" "));
  }, [state, shown?.run]);

  useEffect(() => {
    if (reached > quarter.current && reached < 4) {
      quarter.current = reached;
      setSaid(t("said.quarter", { share: percent(reached / 4, 0) }));
    }
  }, [reached]);

  useEffect(() => {
    const going = state === "running" || state === "preparing" || state === "paused";
    document.title = going ? `(${percent(progress.value.share, 0)}) Retort` : "Retort";
  });

  return html`<p class="unseen" role="status" aria-live="polite">${said}</p>`;
}
