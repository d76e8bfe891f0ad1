// What every contestant trains: the networks of crate/benchmark/, in words that each library translates.
//
// Noise for images, chance for labels, in periods without a common divisor, so that nothing can be learnt by heart.
// 28x28 pixels, 10 classes, Adam with rate 1e-3.

export const BATCH = 64;
export const INFERENCE_BATCH = 256;
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
export const CLASSES = 10;
export const LEARNING_RATE = 1e-3;
/** Distillation: `alpha * CE + (1 - alpha) * T² * KL(softmax(teacher / T) || softmax(student / T))`. */
export const TEMPERATURE = 4;
export const ALPHA = 0.5;

const IMAGE_BATCHES = 8;
const LABEL_BATCHES = 61;

/** @typedef {{convolution: number, pool: boolean} | {dense: number, relu: boolean}} Layer
 * A padded 3x3 convolution with ReLU, perhaps with 2x2 max-pooling; or a dense layer. Numbers are output channels. */

/** @type {Record<string, Layer[]>} */
export const NETWORKS = {
  mlp: [
    { dense: 128, relu: true },
    { dense: 64, relu: true },
    { dense: CLASSES, relu: false },
  ],
  cnn: [
    { convolution: 8, pool: true },
    { convolution: 16, pool: true },
    { dense: CLASSES, relu: false },
  ],
  teacher: [
    { convolution: 32, pool: false },
    { convolution: 32, pool: true },
    { convolution: 64, pool: true },
    { dense: 128, relu: true },
    { dense: CLASSES, relu: false },
  ],
};

/** The network that a workload trains. */
export const student = (workload) => NETWORKS[workload === "kd" ? "cnn" : workload];

/** The layers with their number of inputs: channels of a convolution, values of a dense layer. */
export function withInputs(layers) {
  const isImage = "convolution" in layers[0];
  let [side, inputs] = isImage ? [SIDE, 1] : [1, PIXELS];
  return layers.map((layer) => {
    if ("convolution" in layer) {
      const described = { ...layer, inputs };
      if (layer.pool) side /= 2;
      inputs = layer.convolution;
      return described;
    }
    const described = { ...layer, inputs: inputs * side * side };
    [side, inputs] = [1, layer.dense];
    return described;
  });
}

/** Floating-point operations per image: products and convolutions, a multiply-add counts as two, no gradient with
 * respect to the images. */
export function operations(workload) {
  const forward = (network) => {
    let side = SIDE;
    return withInputs(network).map((layer) => {
      if ("dense" in layer) return 2 * layer.inputs * layer.dense;
      const cost = 2 * 9 * layer.inputs * layer.convolution * side * side;
      if (layer.pool) side /= 2;
      return cost;
    });
  };
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const layers = forward(student(workload));
  const teacher = workload === "kd" ? sum(forward(NETWORKS.teacher)) : 0;
  return { train: 3 * sum(layers) - layers[0] + teacher, infer: sum(layers) };
}

/** Numbers from 0 to 1, the same in every page (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** First weights: uniform with variance 2 / inputs (He et al. 2015). */
export function weights(count, inputs, random) {
  const bound = Math.sqrt(6 / inputs);
  return Float32Array.from({ length: count }, () => (random() * 2 - 1) * bound);
}

/** All batches as a library likes them; `images` and `labels` translate one batch each.
 * @template I, L
 * @param {(values: Float32Array, batch: number) => I} images
 * @param {(classes: Uint8Array) => L} labels */
export function inputs(images, labels) {
  const random = randomNumbers(1);
  const noise = (batch) => images(Float32Array.from({ length: batch * PIXELS }, random), batch);
  const chance = () => labels(Uint8Array.from({ length: BATCH }, () => random() * CLASSES));
  const trained = Array.from({ length: IMAGE_BATCHES }, () => noise(BATCH));
  const targets = Array.from({ length: LABEL_BATCHES }, chance);
  const answered = noise(INFERENCE_BATCH);
  let update = 0;
  /** The images and labels of the next update. */
  function next() {
    const batch = { images: trained[update % IMAGE_BATCHES], labels: targets[update % LABEL_BATCHES] };
    update += 1;
    return batch;
  }
  return { next, answered };
}

/** Rows of a table with a one in the column of each class. */
export function oneHot(classes) {
  const rows = new Float32Array(classes.length * CLASSES);
  classes.forEach((label, row) => {
    rows[row * CLASSES + label] = 1;
  });
  return rows;
}

/** Loads a library that is a classic script. */
export function script(url) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), { src: url, onload: resolve });
    element.onerror = () => reject(new Error(`${url} did not load`));
    document.head.append(element);
  });
}
