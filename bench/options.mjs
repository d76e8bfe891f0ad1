// What `cargo xtask bench` takes.
import { parseArgs } from "node:util";
import { CONTESTANTS, PYTORCH, WORKLOADS } from "./contestants.mjs";

export const HELP = `cargo xtask bench [--quick] [--limit] [--json FILE] [--python PATH] [--only NAMES] [--models [BATCHES]]
  --quick         about two minutes: fewer and shorter runs, without what takes a minute a run
  --limit         measure first what one thread can do at most (multiplications and additions in registers)
  --json FILE     write contestant -> workload -> train_sps, infer_sps (images a second)
  --python PATH   a column for native PyTorch in one thread, if that Python has torch (with --models also safetensors)
  --only NAMES    contestants or workloads, with commas: ${CONTESTANTS.map(({ key }) => key).join(", ")};
                  ${WORKLOADS.join(", ")}
  --models        instead: every model of the registry, ours against burn's own operations, and native PyTorch if there
                  is --python; --only then takes parts of
                  their names, as vit,cnn-4-8@28
  --batches LIST  with --models: the batch sizes, 1,37,64,256 if not given
  --profile LIST  instead: which functions the time of these workloads goes into, as mlp,cnn,vit-2-32@8,cnn-4-8@28/37
  --sizes         instead: what the engine's bytes are
  --browsers      instead: ours in Chromium, Firefox and WebKit, as far as they are installed
  --start         instead: how soon the page trains
  --scale         instead: what two threads reach that train at once, and the memory of each`;

/** How long things take, in milliseconds. `patience` is the processor time of one update from which on a single one is
 * all that is measured. */
const THOROUGH = { warm: 1500, train: 1000, infer: 500, rounds: 7, patience: 1500 };
const QUICK = { warm: 400, train: 400, infer: 250, rounds: 3, patience: 1500 };
const MODELS = { warm: 200, train: 200, infer: 120, rounds: 3, patience: 1500 };

/** @param {string[]} given */
export function readOptions(given) {
  const { values } = parseArgs({
    args: given,
    options: {
      quick: { type: "boolean", default: false },
      limit: { type: "boolean", default: false },
      json: { type: "string" },
      python: { type: "string" },
      only: { type: "string", default: "" },
      models: { type: "boolean", default: false },
      batches: { type: "string", default: "1,37,64,256" },
      profile: { type: "string", default: "" },
      browsers: { type: "boolean", default: false },
      start: { type: "boolean", default: false },
      scale: { type: "boolean", default: false },
      sizes: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const names = values.only.split(",").filter(Boolean);
  const contestants = [...CONTESTANTS.map(({ key }) => key), PYTORCH];
  const unknown = names.filter((name) => ![...contestants, ...WORKLOADS].includes(name));
  if (unknown.length > 0 && !values.models)
    throw new Error(`--only ${unknown}: there are ${[...contestants, ...WORKLOADS]}`);
  const batches = values.batches.split(",").map(Number);
  if (!batches.every((batch) => Number.isInteger(batch) && batch > 0)) {
    throw new Error(`--batches ${values.batches}: positive whole numbers with commas`);
  }
  const chosen = (/** @type {string[]} */ all) => {
    const named = all.filter((name) => names.includes(name));
    return named.length > 0 ? named : all;
  };
  return {
    ...values,
    names,
    batches,
    profile: values.profile.split(",").filter(Boolean),
    contestants: chosen(contestants),
    workloads: chosen(WORKLOADS),
    pace: values.models ? MODELS : values.quick ? QUICK : THOROUGH,
  };
}
