// @ts-check
/** The texts that carry an experiment into other places. A format is one entry here and two words in text/share_*.js. */

/** What a format may use: addresses of the page as it is, with locked controls, with hidden results, and as
 * an embed, a page with a preview where the experiment is a preset's, and a title.
 * @typedef {{link: string, locked: string, predict: string, embed: string, preview: string, title: string}} Addresses */

/** Height of the frame in pixels: it also holds what a narrow column needs. */
const HEIGHT = 720;

/** @param {string} text for an attribute in double quotes */
export function attribute(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** @param {string} text for the text of a Markdown link */
export function bracketed(text) {
  return text.replaceAll(/[\\[\]]/g, "\\$&");
}

/** @param {string} embed address
 * @param {string} title */
export function frame(embed, title) {
  return (
    `<iframe src="${attribute(embed)}" title="${attribute(title)}" width="100%" height="${HEIGHT}" ` +
    'loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups allow-downloads" allow="clipboard-write"></iframe>'
  );
}

/** An empty text: not for this experiment.
 * @type {Record<string, (addresses: Addresses) => string>} */
export const FORMATS = {
  link: ({ link }) => link,
  locked: ({ locked }) => locked,
  predict: ({ predict }) => predict,
  preview: ({ preview }) => preview,
  iframe: ({ embed, title }) => frame(embed, title),
  markdown: ({ link, title }) => `[${bracketed(title)}](<${link}>)`,
  myst: ({ embed, title }) => `\`\`\`{iframe} ${embed}\n:width: 100%\n:title: ${title}\n\`\`\``,
  quarto: (addresses) =>
    [
      '::: {.content-visible when-format="html"}',
      frame(addresses.embed, addresses.title),
      ":::",
      '::: {.content-visible unless-format="html"}',
      `<${addresses.link}>`,
      ":::",
    ].join("\n"),
};
