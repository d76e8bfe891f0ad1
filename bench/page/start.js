// One contestant in a page of its own. The driver (../drive.mjs) calls what stands in `globalThis.bench`.
//
// A contestant is a module of contestants/: `open(variant)` starts the library once and returns `build(workload)`,
// which returns `{ restart(), train(), infer() }`. `restart` draws new weights; the other two do one update or answer
// one batch to the end, and return the number of images. A thrown error says what the library cannot do.

const [module, variant] = new URLSearchParams(location.search).get("contestant").split(":");
/** Updates after a restart before time counts. */
const WARM_UPDATES = 3;

let build;
let runner;

globalThis.bench = {
  async prepare(workload) {
    build ??= await (await import(`./contestants/${module}.js`)).open(variant);
    runner = await build(workload);
  },

  /** Names of all benchmarks, operations per image of the prepared one, and memory: only our own contestant knows them. */
  names: () => runner.names,
  operations: () => runner.operations,
  /** Bytes of its wasm memory. */
  memory: () => runner.memory(),

  /** The first update, which may take long. Returns the number of images. */
  first: () => runner.train(),

  /** New weights: after many updates Adam's moments sink into denormals, and a library that does not mind them
   * becomes several times slower. Everybody is measured before that. */
  async restart() {
    await runner.restart();
    for (let update = 0; update < WARM_UPDATES; update++) await runner.train();
  },

  /** @param {"train" | "infer"} kind */
  async run(kind, milliseconds) {
    const start = performance.now();
    let images = 0;
    do images += await runner[kind]();
    while (performance.now() - start < milliseconds);
    return { images, seconds: (performance.now() - start) / 1000 };
  },
};
