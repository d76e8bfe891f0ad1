// @ts-check
/** The texts that carry an experiment into other places. A format is one entry here and two words in text/share_*.js. */

/** What a format may use: addresses of the page as it is, with locked controls, with hidden results, and as
 * an embed, and a title.
 * @typedef {{link: string, locked: string, predict: string, embed: string, title: string}} Addresses */

/** Height of the frame in pixels: it also holds what a narrow column needs. */
const HEIGHT = 720;

/** @param {string} text for an attribute in double quotes */
function attribute(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** @param {string} text for the text of a Markdown link */
function bracketed(text) {
  return text.replaceAll(/[\\[\]]/g, "\\$&");
}

/** @param {Addresses} addresses */
function iframe({ embed, title }) {
  return (
    `<iframe src="${attribute(embed)}" title="${attribute(title)}" width="100%" height="${HEIGHT}" ` +
    'loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups allow-downloads" allow="clipboard-write"></iframe>'
  );
}

/** @type {Record<string, (addresses: Addresses) => string>} */
export const FORMATS = {
  link: ({ link }) => link,
  locked: ({ locked }) => locked,
  predict: ({ predict }) => predict,
  iframe,
  markdown: ({ link, title }) => `[${bracketed(title)}](<${link}>)`,
  myst: ({ embed, title }) => `\`\`\`{iframe} ${embed}\n:width: 100%\n:title: ${title}\n\`\`\``,
  quarto: (addresses) =>
    [
      '::: {.content-visible when-format="html"}',
      iframe(addresses),
      ":::",
      '::: {.content-visible unless-format="html"}',
      `<${addresses.link}>`,
      ":::",
    ].join("\n"),
};
