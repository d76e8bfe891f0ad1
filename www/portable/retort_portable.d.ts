// The portable module as the page sees it: what wasm-bindgen writes beside this file, with its plain objects spelled out.

/** How a layer is rounded: bits of a weight and of an input, and the ends of the input's range. */
export type Quantisation = { weightBits: number; inputBits: number; range: [number, number] };
export type Operation =
  | { kind: "convolution"; stride: number; padding: number; groups: number; bias: boolean }
  | { kind: "batch-norm" | "layer-norm"; epsilon: number }
  | { kind: "average-pool" | "patches"; side: number }
  | { kind: "attention"; heads: number }
  | {
      kind: "dense" | "relu" | "softsign" | "add" | "flatten" | "global-average" | "position" | "mean-token";
    };
/** A network without its numbers. */
export type Network = {
  name: string;
  input: [number, number, number];
  nodes: { name: string; operation: Operation; inputs: string[]; quantisation?: Quantisation }[];
  outputs: { name: string; value: string; width: number }[];
  parameters: { name: string; shape: number[]; transposed: boolean }[];
};
export type Metadata = { [name: string]: string };

/** A network on its way out. */
export class Portable {
  constructor(structure: Network, values: Float32Array);
  onnx(metadata: Metadata): Uint8Array;
  safetensors(metadata: Metadata): Uint8Array;
  /** Source text in one of the `languages`; `file` is the name of the file with the weights. */
  code(language: string, classes: string[], file: string): string;
  free(): void;
}

export function languages(): string[];

/** A folder for PyTorch as a zip file, from what the engine's `pythonExperiment` gave. */
export function pythonFolder(experiment: object, numbers: Float32Array): Uint8Array;

/** What a file turned out to be: the key of a model, and its weights in the engine's order. */
export type Read = { model: string; weights: Float32Array; metadata: Metadata };
/** Throws with field and reason for a file that is none of the known networks. */
export function readModel(bytes: Uint8Array, known: Network[]): Read;

export default function init(input: {
  module_or_path: WebAssembly.Module | Promise<Response>;
}): Promise<unknown>;
