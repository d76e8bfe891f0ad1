// @ts-check
/** Written by `cargo xtask bless`: stored teachers by what decides them. Weights are little-endian 32-bit floats. */

/** Version of the engine that trained them. */
export const engine = 1;

/** @type {Record<string, {file: URL, bytes: number, fingerprint: string}>} */
export const teachers = {
  "v=1&data=fashion&labels=200&unlabelled=3800&teacher=residual-16-32&tdata=4000&tepochs=4&tlr=0.01": {
    file: new URL("./7c1fb573f702.bin", import.meta.url),
    bytes: 79976,
    fingerprint: "895ef607e5573d8f",
  },
  "v=1&labels=1300&teacher=vit-4-32&tepochs=25&tlr=0.003&tbatch=32": {
    file: new URL("./2d423d96b54d.bin", import.meta.url),
    bytes: 140968,
    fingerprint: "31cdbb1d6e416ebe",
  },
};
