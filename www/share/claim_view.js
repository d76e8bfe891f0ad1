// @ts-check
/** What a link says about its result, the button that checks it, and the seal when it is true. */

import { run } from "../experiment.js";
import { compare, reproducible } from "../reproduce.js";
import { TEACHER } from "../roles.js";
import { busy, claim, engine, link, record } from "../state.js";
import { html } from "../view/html.js";
import { netName } from "../view/names.js";
import { list, number, percent, t } from "../words.js";
import { parting, shortParting } from "./course.js";

/** Says what there is to check, as long as the settings are those of the link. */
export function Claim() {
  const claimed = claim.value;
  if (!claimed || claimed.link !== link.value) return null;
  const version = claimed.engine === null ? t("claim.unknown") : String(claimed.engine);
  return html`<section class="claim" aria-labelledby="claim-title">
    <h3 id="claim-title">${t("claim.title")}</h3>
    <p class="hint">${t("claim.text", { version })}${t("words.between")}<code>${claimed.run}</code></p>
    <button type="button" id="reproduce" disabled=${!engine.value || busy.value} onClick=${() => run()}>
      ${t("claim.do")}
    </button>
    <p class="hint">${t("claim.hint")}</p>
  </section>`;
}

/** After a run of the link's experiment: the seal, or what differs and why it may. */
export function Seal() {
  const [claimed, shown, ready] = [claim.value, record.value, engine.value];
  const mine = claimed && ready && shown?.source === "live" && shown.link === claimed.link;
  if (mine && !reproducible(shown.engine.key)) return html`<p class="hint">${t("seal.unproven")}</p>`;
  const found = mine ? compare(claimed, shown, ready.runFingerprint) : null;
  // The region has to be there before its text, to be read out.
  return html`<div role="status" class="seal-place">
    ${found && claimed && shown && html`<${Outcome} ...${{ found, claimed, shown }} />`}
  </div>`;
}

/** @param {string} net
 * @param {import("./course.js").Parting} where */
function whereItParted(net, { after, update, updates, accuracy, claimed }) {
  const key = after !== null ? "seal.parted" : update === 0 ? "seal.parted.start" : "seal.parted.end";
  const [mine, theirs] = [percent(accuracy), percent(claimed)];
  const how = t(mine === theirs ? "seal.accuracy.same" : "seal.accuracy", {
    accuracy: mine,
    claimed: theirs,
  });
  return t(key, {
    net: netName(net),
    after: number(after ?? 0),
    update: number(update),
    updates: number(updates),
    how,
  });
}

/** @param {{found: import("../reproduce.js").Comparison, claimed: import("../claim.js").Claim & {whole?: import("./file.js").Courses},
 *   shown: import("../run_record.js").RunRecord}} props */
function Outcome({ found, claimed, shown }) {
  if (found.same) {
    return html`<p class="seal">${t("seal.same")}</p>
      <p class="hint">${t("seal.same.hint", { count: number(shown.arms.length + 1), print: claimed.run })}</p>`;
  }
  const names = (/** @type {string[]} */ keys) => list(keys.map(netName));
  const equal = [TEACHER, ...shown.arms].filter((key) => !found.differing?.includes(key));
  const parted = (found.differing ?? []).flatMap((net) => {
    const [whole, short] = [claimed.whole?.[net], claimed.courses[[TEACHER, ...shown.arms].indexOf(net)]];
    const { points } = shown.nets[net];
    const where = whole ? parting(whole, points) : short && shortParting(short, points);
    return where ? [{ net, where }] : [];
  });
  return html`<div class="differs">
    <p><strong>${t("seal.different")}</strong></p>
    <ul class="hint">
      ${found.differing?.length ? html`<li>${t("seal.differing", { nets: names(found.differing) })}</li>` : null}
      ${parted.map(({ net, where }) => html`<li key=${net} class="parted">${whereItParted(net, where)}</li>`)}
      ${found.differing?.length && equal.length > 0 ? html`<li>${t("seal.equal", { nets: names(equal) })}</li>` : null}
      <li>
        ${found.version ? t("seal.version", { theirs: String(claimed.engine), ours: String(shown.engine.version) }) : t("seal.unexplained")}
      </li>
    </ul>
  </div>`;
}
