// Who is measured, in the order of the table. One contestant = one module of page/contestants/ and one line here.

/** @typedef {{key: string, page: string, workloads: string[], slow?: string[]}} Contestant
 * `page` is module and variant; `workloads` those that it may try; `slow` takes a minute or more and is left out of a
 * quick comparison. */

const ALL = ["mlp", "cnn", "teacher", "kd"];
const PICTURES = ["cnn", "teacher", "kd"];

/** @type {Contestant[]} */
export const CONTESTANTS = [
  { key: "retort", page: "retort:engine", workloads: ALL },
  { key: "retort-stock", page: "retort:stock", workloads: ALL },
  { key: "tfjs-wasm", page: "tfjs:shipped", workloads: ALL },
  { key: "tfjs-wasm-expert", page: "tfjs:expert", workloads: PICTURES },
  { key: "jax-js", page: "jax:wasm", workloads: ALL, slow: ["teacher", "kd"] },
  { key: "convnetjs", page: "convnet:javascript", workloads: ALL, slow: ["teacher"] },
  { key: "brain.js", page: "brain:javascript", workloads: ALL },
];

export const WORKLOADS = ALL;
/** Ours: all ratios are to it. */
export const OURS = "retort";
/** The product with burn's own operations. */
export const STOCK = "retort-stock";
export const PYTORCH = "pytorch";
