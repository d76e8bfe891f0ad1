// @ts-check
/** Text of a chapter as elements; where a measure is named stands its number. */

import { html } from "../view/html.js";
import { NONE } from "../words.js";

/** @typedef {import("../chapters/list.js").Span} Span */

/** @param {{spans: Span[], measured: (key: string) => string}} props
 * @returns {import("preact").VNode} */
export function Spans({ spans, measured }) {
  return html`${spans.map((span) => {
    if (typeof span === "string") return span;
    if ("strong" in span)
      return html`<strong><${Spans} spans=${span.strong} measured=${measured} /></strong>`;
    if ("em" in span) return html`<em><${Spans} spans=${span.em} measured=${measured} /></em>`;
    if ("code" in span) return html`<code>${span.code}</code>`;
    if ("link" in span) {
      return html`<a href=${span.href} rel="noopener"><${Spans} spans=${span.link} measured=${measured} /></a>`;
    }
    return html`<strong class="number">${measured(span.measure) || NONE}</strong>`;
  })}`;
}
