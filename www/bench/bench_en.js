// @ts-check
/** bench.html in English. */

/** @type {import("../words.js").Words} */
export const words = {
  title: "Retort: how fast is this browser?",
  tagline: "how fast is this browser?",
  language: "Language",
  lead: "Four small networks train here, in one thread of your machine, and the table says how close they come to the most that it can do.",
  start: "Measure",
  again: "Measure again",
  duration: "Takes about half a minute. Other work on the machine slows it down.",
  progress: "Measured {done} of {all}.",
  finished: "Finished.",
  failed: "It did not work: {reason}",
  caption: "Images per second and GFLOP/s, one thread",
  network: "Network",
  training: "Training",
  inference: "Inference",
  rate: "GFLOP/s",
  share: "of the limit",
  mlp: "MLP",
  "mlp.about": "784–128–64–10, dense layers",
  cnn: "CNN",
  "cnn.about": "8 and 16 channels, two max-poolings",
  teacher: "Large CNN",
  "teacher.about": "32, 32 and 64 channels, a hidden layer of 128",
  kd: "Distillation",
  "kd.about": "the CNN learns from the large one, which runs along",
  limit: "Limit of one thread: {gflops} GFLOP/s.",
  "limit.unknown": "Limit of one thread: not yet measured.",
  about:
    "28×28 pixels of noise, ten classes, batches of 64 for training and 256 for inference, Adam. Operations are those of the plain method; a shorter way to the same result (Winograd's convolution, gradients that pooling makes zero) does fewer, so a share may exceed 100 %. The limit is independent multiplications and additions of four numbers at a time in registers, without relaxed SIMD, because its results differ between machines.",
  back: "To the playground",
};
