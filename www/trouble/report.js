// @ts-check
/** A report of an error that nobody expected, for whoever maintains the page. Nothing personal is in it: no names of files, no
 * address but the file in the site, nothing that was typed or drawn; the experiment is in it as its link. */

const LONGEST = 4000;

/** Names that were given, and whatever looks like a name or stands in quotes, become an ellipsis.
 * @param {string} text
 * @param {string[]} names */
export function redacted(text, names) {
  let clean = text;
  for (const name of names.filter(Boolean)) clean = clean.replaceAll(name, "…");
  return (
    clean
      .replace(/\bdata:[^\s)'"]*/g, "…")
      // Of an address the file is left: the folder is somebody's server, or somebody's home.
      .replace(/\b(?:https?|file|blob):[^\s)'"]*?([\w.-]*)((?::\d+)*)(?=[\s)'"]|$)/g, "$1$2")
      .replace(/(?:[A-Za-z]:)?(?:[\\/][^\s\\/:]+){2,}/g, "…")
      .replace(/(["“‘「『`])[^"”’」』`]*(["”’」』`])/g, "$1…$2")
      .replace(/[^\s"“(<]+\.(?!js\b|wasm\b|css\b|\d)[a-z][a-z0-9]{1,5}\b/gi, "…")
  );
}

const FAMILIES = [
  { name: "Edge", mark: /\bEdg\/(\d+)/ },
  { name: "Opera", mark: /\bOPR\/(\d+)/ },
  { name: "Firefox", mark: /\bFirefox\/(\d+)/ },
  { name: "Chromium", mark: /Chrom(?:e|ium)\/(\d+)/ },
  { name: "WebKit", mark: /\bVersion\/(\d+).*Safari/ },
];

/** Family and version of the browser, without the rest of what it says about a machine.
 * @param {string} agent */
export function family(agent) {
  for (const { name, mark } of FAMILIES) {
    const found = mark.exec(agent);
    if (found) return `${name} ${found[1]}`;
  }
  return "another browser";
}

/** @typedef {{at: number, what: string}} Happened `at` in milliseconds since the page began */

/** @param {{error: {name: string, message: string, stack?: string}, engine: {key: string, version: number} | null,
 *   link: string, agent: string, language: string, embedded: boolean, cores: number, events: Happened[], now: number,
 *   names: string[]}} known */
export function reportText({ error, engine, link, agent, language, embedded, cores, events, now, names }) {
  const stack = (error.stack ?? "").split("\n").slice(0, 12).join("\n");
  const told = stack.includes(error.message) ? stack : `${error.name}: ${error.message}\n${stack}`;
  const lines = [
    "Retort, report of an error",
    `engine: ${engine ? `${engine.key} ${engine.version}` : "not there"}`,
    `experiment: #${link}`,
    `browser: ${family(agent)}, ${cores} cores, language ${language}${embedded ? ", embedded" : ""}`,
    `error: ${redacted(told, names).trim()}`,
    "before it:",
    ...events.map(({ at, what }) => `  ${((at - now) / 1000).toFixed(1)} s  ${redacted(what, names)}`),
  ];
  return lines.join("\n").slice(0, LONGEST);
}
