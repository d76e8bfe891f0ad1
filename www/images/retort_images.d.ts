// The module for a user's own images as the page sees it: what wasm-bindgen writes beside this file, with its plain
// objects spelled out. Whatever is refused is thrown as a `Refused`.

export type Refused = { field: string; found: string; allowed: string };
export type Limits = {
  sides: [number, number];
  classes: [number, number];
  images: number;
  name: number;
  thinTrain: number;
  thinTest: number;
};
export function limits(): Limits;

/** A picture of red, green, blue and alpha as a small grey image. */
export function shrink(
  pixels: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  side: number,
  invert: boolean,
): Uint8Array;

export type ClassCount = { name: string; train: number; test: number; thin: boolean };
export type About = { key: string; side: number; classes: ClassCount[] };
export class OwnImages {
  private constructor();
  /** `pixels` is `[images, side, side]`, `share` the part of each class that becomes test images. */
  static divided(
    names: string[],
    side: number,
    pixels: Uint8Array,
    labels: Uint8Array,
    share: number,
  ): OwnImages;
  static open(file: Uint8Array): OwnImages;
  /** Their file, for other programs. */
  file(): Uint8Array<ArrayBuffer>;
  /** What an engine reads. */
  content(): Uint8Array<ArrayBuffer>;
  about(): About;
  free(): void;
}

export default function init(input: {
  module_or_path: WebAssembly.Module | Promise<Response>;
}): Promise<unknown>;
