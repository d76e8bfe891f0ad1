// The same engine on burn-ndarray.
export * from "../engine/retort.js";
export { default } from "../engine/retort.js";
