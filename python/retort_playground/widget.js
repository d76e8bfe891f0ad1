// The front-end of the widget: the site's own <retort-playground> element (embed.js), and messages to and from the kernel.
//
// kernel -> page  {command: "run", number, link} | {command: "pause" | "resume" | "reset"} | {command: "setView", view}
// page -> kernel  {event, detail, number}, where `detail` is the element's message and `number` is that of the run

const EVENTS = ["ready", "progress", "result", "config", "interaction", "error"];

/** One view of each widget obeys, the last that was shown: a widget that is shown twice does not run twice. */
const obeying = new WeakMap();
/** Commands that came before any view was there. */
const waiting = new WeakMap();

function obey(model, message) {
  const view = obeying.get(model);
  if (view) view(message);
  else waiting.get(model)?.push(message);
}

function initialize({ model }) {
  waiting.set(model, []);
  model.on("msg:custom", (message) => obey(model, message));
}

/** Settles when the element has told an event. */
function next(playground, name) {
  return new Promise((resolve) =>
    playground.addEventListener(`retort-${name}`, ({ detail }) => resolve(detail), { once: true }),
  );
}

async function render({ model, el }) {
  const home = model.get("url");
  let number = null;
  const tell = (event, detail) => model.send({ event, detail, number });
  try {
    await import(/* @vite-ignore */ `${home}embed.js`);
  } catch {
    const message = `${home}embed.js does not load: is it the address of a playground, and does its server send Access-Control-Allow-Origin?`;
    el.textContent = message;
    // Also for a run that is started later.
    obeying.set(model, ({ number: asked }) =>
      model.send({ event: "error", detail: { type: "error", code: "site", message }, number: asked }),
    );
    for (const each of waiting.get(model)?.splice(0) ?? []) obey(model, each);
    return;
  }
  const playground = document.createElement("retort-playground");
  const attributes = () => ({
    lang: model.get("language"),
    view: model.get("view"),
    height: model.get("height") || "",
  });
  const dress = () => {
    for (const [name, value] of Object.entries(attributes())) {
      if (value) playground.setAttribute(name, value);
      else playground.removeAttribute(name);
    }
  };
  playground.setAttribute("link", model.get("link"));
  playground.setAttribute("load", "eager");
  dress();
  for (const name of EVENTS) {
    playground.addEventListener(`retort-${name}`, ({ detail }) => {
      tell(name, detail);
      if (name === "result" || (name === "error" && detail.code !== "flood")) number = null;
    });
  }

  /** Starts a run with the link that the kernel has; settings that the page refuses end it before it begins. */
  async function run(command) {
    const settled = next(playground, "config");
    playground.config = command.link;
    const { problems } = await settled;
    number = command.number;
    if (problems.length > 0) {
      const named = problems.map(({ key, code }) => `${key} (${code})`).join(", ");
      tell("error", { type: "error", code: "settings", message: `not accepted: ${named}` });
      number = null;
      return;
    }
    playground.run();
  }

  // One after the other: a run waits for the settings before it.
  let before = Promise.resolve();
  const own = (command) => {
    before = before.then(async () => {
      if (command.command === "run") await run(command);
      else if (command.command === "setView") playground.setView(command.view);
      else if (command.command === "resume") playground.run();
      else if (command.command === "pause" || command.command === "reset") playground[command.command]();
    });
  };
  const follow = () => {
    playground.config = model.get("link");
  };
  model.on("change:link", follow);
  model.on("change:language change:view change:height", dress);
  el.append(playground);
  obeying.set(model, own);
  for (const each of waiting.get(model)?.splice(0) ?? []) own(each);
  return () => {
    model.off("change:link", follow);
    model.off("change:language change:view change:height", dress);
    if (obeying.get(model) === own) obeying.delete(model);
    playground.remove();
  };
}

// biome-ignore lint/style/noDefaultExport: anywidget reads it
export default { initialize, render };
