// @ts-check
/** The loss of the distilled student, and those of arms that have one of their own. */

import { menu, record } from "../state.js";
import { optional } from "../words.js";
import { Distilled } from "./distilled.js";
import { html } from "./html.js";
import { lazy } from "./lazy.js";

const Features = lazy(async () => (await import("./feature_formula.js")).FeatureFormula);

/** Arms with a loss of their own. */
function featured() {
  const methods = menu.value?.methods ?? [];
  return (record.value?.arms ?? []).filter(
    (arm) =>
      optional(`formula.${arm}`) || methods.some(({ key, usesFeatures }) => usesFeatures && key === arm),
  );
}

export function Formula() {
  const arms = featured();
  return html`<${Distilled} />${arms.length > 0 && html`<${Features} arms=${arms} />`}`;
}
