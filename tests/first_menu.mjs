// @ts-check
/** The menu that the page has before its engine: what the words of the first load can name. The engine brings the rest,
 * so the first load does not grow with every model and field. */

import { words } from "../www/text/en.js";

/** @typedef {import("../www/engine/retort.js").Menu} Menu */

/** @param {Menu} menu
 * @returns {Menu} */
export function firstMenu(menu) {
  const named = (/** @type {string} */ key) => key in words;
  const datasets = menu.datasets.filter(({ key }) => named(`choice.${key}`));
  const models = menu.models.filter(({ family }) => named(`family.${family}`));
  const methods = menu.methods.filter(({ key }) => named(`choice.${key}`));
  const fields = menu.fields.filter(({ key }) => named(`field.${key}`));
  const choices = /** @type {Record<string, {key: string}[]>} */ ({
    data: datasets,
    teacher: models,
    student: models,
    arms: methods,
  });
  const isKept = (/** @type {string} */ key) => fields.some((field) => field.key === key);
  const inFields = (/** @type {[string, unknown]} */ [key]) => isKept(key);
  return {
    ...menu,
    datasets,
    models: models.map((model) => ({
      ...model,
      costs: Object.fromEntries(datasets.map(({ key }) => [key, model.costs[key]])),
    })),
    methods,
    presets: menu.presets.map((preset) => ({
      ...preset,
      spec: /** @type {Menu["presets"][0]["spec"]} */ (
        Object.fromEntries(Object.entries(preset.spec).filter(inFields))
      ),
    })),
    fields: fields.map((field) =>
      field.key in choices ? { ...field, choices: choices[field.key].map(({ key }) => key) } : field,
    ),
    idle: menu.idle.filter(isKept),
  };
}
