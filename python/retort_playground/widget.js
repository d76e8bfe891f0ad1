// The front-end of the widget: the site's own <retort-playground> element (embed.js), and messages to and from the kernel.
//
// kernel -> page  {command: "run", number, link} | {command: "pause" | "resume" | "reset"} | {command: "setView", view}
// page -> kernel  {event, detail, number}, where `detail` is the element's message and `number` is that of the run

const EVENTS = ["ready", "progress", "result", "config", "interaction", "error"];

/** Settles when the element has told an event. */
function next(playground, name) {
  return new Promise((resolve) =>
    playground.addEventListener(`retort-${name}`, ({ detail }) => resolve(detail), { once: true }),
  );
}

/** What the views of one widget share. One of them obeys, the last that was shown: a widget that is shown twice does not run
 * twice. Commands wait for the first one. */
function shared() {
  let view = null;
  const waiting = [];
  return {
    command(message) {
      if (view) view(message);
      else waiting.push(message);
    },
    enter(next) {
      view = next;
      for (const message of waiting.splice(0)) next(message);
    },
    leave(last) {
      if (view === last) view = null;
    },
  };
}

async function render({ model, el }, views) {
  const home = model.get("url");
  let number = null;
  const tell = (event, detail) => model.send({ event, detail, number });
  try {
    await import(/* @vite-ignore */ `${home}embed.js`);
  } catch {
    const message = `${home}embed.js does not load: is it the address of a playground, and does its server send Access-Control-Allow-Origin?`;
    el.textContent = message;
    // Also for a run that is started later.
    views.enter(({ number: asked }) =>
      model.send({ event: "error", detail: { type: "error", code: "site", message }, number: asked }),
    );
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
  views.enter(own);
  return () => {
    model.off("change:link", follow);
    model.off("change:language change:view change:height", dress);
    views.leave(own);
    playground.remove();
  };
}

// biome-ignore lint/style/noDefaultExport: anywidget reads it
export default () => {
  const views = shared();
  return {
    initialize({ model }) {
      model.on("msg:custom", (message) => views.command(message));
    },
    render: (given) => render(given, views),
  };
};
