// @ts-check
/** The first layer of a network as arithmetic: which pixels and weights each of its activations is the sum of. The engine
 * gives the activations; this is how a reader could check them. */

/** @typedef {import("../portable/retort_portable.js").Network} Network */
/** @typedef {import("../portable/retort_portable.js").Quantisation} Quantisation */
/** @typedef {import("../engine/retort.js").Maps} Maps */

/** Batch norm as it works in a finished network; lists have one number a channel.
 * @typedef {{scale: ArrayLike<number>, shift: ArrayLike<number>, mean: ArrayLike<number>, variance: ArrayLike<number>,
 *   epsilon: number}} Norm */

/** `weights` channel by channel, row by row; `norm` takes the place of `bias` where there is one; `grid` is what a layer of
 * few bits rounds its input to.
 * @typedef {{kind: "convolution", kernel: number, stride: number, padding: number, channels: number,
 *   weights: ArrayLike<number>, bias: ArrayLike<number> | null, norm: Norm | null, grid: Quantisation | undefined}} Convolution */

/** A first layer without a window: `side` is that of a patch or of a grid, `count` how many numbers come in.
 * @typedef {{kind: "dense" | "patches" | "pool", side: number, count: number}} Whole */

/** Grey values between 0 and 1 as the network sees them, row by row.
 * @typedef {{width: number, height: number, values: ArrayLike<number>}} Picture */

/** @typedef {{channel: number, row: number, column: number}} Place */

/** @typedef {{pixel: number, weight: number, product: number, outside: boolean}} Term */

/** The numbers of the parameters by name.
 * @param {Network} network
 * @param {Float32Array} weights */
function byName(network, weights) {
  /** @type {Map<string, Float32Array>} */
  const found = new Map();
  let at = 0;
  for (const { name, shape } of network.parameters) {
    const count = shape.reduce((product, length) => product * length, 1);
    found.set(name, weights.subarray(at, at + count));
    at += count;
  }
  return found;
}

/** The convolution that reads the image, with the norm and the ReLU after it; what else the first layer is; null for a
 * network that ends here in neither.
 * @param {Network | undefined} network
 * @param {Float32Array} weights of the whole network in the engine's order, which begins with this layer
 * @returns {Convolution | Whole | null} */
export function firstLayer(network, weights) {
  const first = network?.nodes.find(({ inputs }) => inputs[0] === "images");
  if (!network || !first) return null;
  const [, height, width] = network.input;
  const { kind } = first.operation;
  if (kind === "flatten") return { kind: "dense", side: 0, count: height * width };
  if (kind === "patches" || kind === "average-pool") {
    const { side } = first.operation;
    return { kind: kind === "patches" ? "patches" : "pool", side, count: side * side };
  }
  if (kind !== "convolution") return null;
  const after = (/** @type {string} */ name) => network.nodes.find(({ inputs }) => inputs[0] === name);
  const second = after(first.name);
  const norm = second?.operation.kind === "batch-norm" ? second : null;
  if ((norm ? after(norm.name) : second)?.operation.kind !== "relu") return null;
  const parameters = byName(network, weights);
  const of = (/** @type {string} */ name) => parameters.get(name) ?? new Float32Array();
  const [channels, inputs, kernel] =
    network.parameters.find(({ name }) => name === `${first.name}.weight`)?.shape ?? [];
  if (inputs !== 1) return null;
  return {
    kind,
    kernel,
    stride: first.operation.stride,
    padding: first.operation.padding,
    channels,
    weights: of(`${first.name}.weight`),
    bias: first.operation.bias ? of(`${first.name}.bias`) : null,
    norm: norm && {
      scale: of(`${norm.name}.weight`),
      shift: of(`${norm.name}.bias`),
      mean: of(`${norm.name}.running_mean`),
      variance: of(`${norm.name}.running_var`),
      epsilon: norm.operation.kind === "batch-norm" ? norm.operation.epsilon : 0,
    },
    grid: first.quantisation,
  };
}

/** Halves go to the even neighbour, as in the engine.
 * @param {number} value */
function nearest(value) {
  const down = Math.floor(value);
  return value - down === 0.5 ? down + Math.abs(down % 2) : Math.round(value);
}

/** A number on the grid of small integers that a layer of few bits works with (Jacob et al. 2018, equation 1).
 * @param {Quantisation} quantisation */
function rounding({ inputBits, range: [least, most] }) {
  const highest = 2 ** (inputBits - 1) - 1;
  const lowest = -1 - highest;
  const scale = Math.fround(Math.max(1e-12, Math.fround(most - least) / (highest - lowest)));
  const within = (/** @type {number} */ integer) => Math.min(highest, Math.max(lowest, integer));
  const zero = within(nearest(lowest - least / scale));
  return (/** @type {number} */ value) => (within(nearest(Math.fround(value / scale)) + zero) - zero) * scale;
}

/** What the first layer reads: an image of two parts may be blank in one of them, and few bits round it.
 * @param {{width: number, height: number, pixels: ArrayLike<number>}} image grey values 0 to 255
 * @param {unknown} view "both", or the part that the network sees: "first", "second"
 * @param {Quantisation} [grid]
 * @returns {Picture} */
export function seen({ width, height, pixels }, view, grid) {
  const round = grid ? rounding(grid) : (/** @type {number} */ value) => value;
  const half = width / 2;
  const isBlank = (/** @type {number} */ column) =>
    (view === "first" && column >= half) || (view === "second" && column < half);
  const values = Array.from(pixels, (grey, at) => round(isBlank(at % width) ? 0 : grey / 255));
  return { width, height, values };
}

/** Height and width of the layer's maps.
 * @param {Convolution} layer
 * @param {Picture} picture */
export function sizeOf({ kernel, stride, padding }, { width, height }) {
  const after = (/** @type {number} */ length) => Math.floor((length + 2 * padding - kernel) / stride) + 1;
  return { height: after(height), width: after(width) };
}

/** What ReLU gets, from the sum of the products: with its bias, or as the norm makes it.
 * @param {Convolution} layer
 * @param {number} channel
 * @param {number} sum */
function beforeRelu({ bias, norm }, channel, sum) {
  if (!norm) return sum + (bias ? bias[channel] : 0);
  const spread = Math.sqrt(norm.variance[channel] + norm.epsilon);
  return ((sum - norm.mean[channel]) / spread) * norm.scale[channel] + norm.shift[channel];
}

/** One activation, worked out: `sum` of the products, `before` is what ReLU gets and `value` what it gives.
 * @param {Convolution} layer
 * @param {Picture} picture
 * @param {Place} place */
export function windowAt(layer, picture, { channel, row, column }) {
  const { kernel, stride, padding, weights, bias } = layer;
  const [top, left] = [row * stride - padding, column * stride - padding];
  /** @type {Term[]} */
  const terms = [];
  for (let y = top; y < top + kernel; y += 1) {
    for (let x = left; x < left + kernel; x += 1) {
      const outside = y < 0 || x < 0 || y >= picture.height || x >= picture.width;
      const pixel = outside ? 0 : picture.values[y * picture.width + x];
      const weight = weights[channel * kernel * kernel + terms.length];
      terms.push({ pixel, weight, product: pixel * weight, outside });
    }
  }
  const sum = terms.reduce((total, { product }) => total + product, 0);
  const before = beforeRelu(layer, channel, sum);
  return { terms, top, left, sum, bias: bias ? bias[channel] : 0, before, value: Math.max(0, before) };
}

/** All activations of the layer: for networks whose first maps the engine does not hand over. The same sums without their
 * terms: there are tens of thousands of them.
 * @param {Convolution} layer
 * @param {Picture} picture
 * @returns {Maps} */
export function mapsOf(layer, picture) {
  const { kernel, stride, padding, channels, weights } = layer;
  const { height, width } = sizeOf(layer, picture);
  const values = [];
  for (let channel = 0; channel < channels; channel += 1) {
    for (let top = -padding; top < height * stride - padding; top += stride) {
      for (let left = -padding; left < width * stride - padding; left += stride) {
        let sum = 0;
        for (let y = Math.max(0, -top); y < Math.min(kernel, picture.height - top); y += 1) {
          for (let x = Math.max(0, -left); x < Math.min(kernel, picture.width - left); x += 1) {
            const pixel = picture.values[(top + y) * picture.width + left + x];
            sum += pixel * weights[(channel * kernel + y) * kernel + x];
          }
        }
        values.push(Math.max(0, beforeRelu(layer, channel, sum)));
      }
    }
  }
  return { height, width, values };
}

/** The place of the largest value: where there is most to see.
 * @param {Maps} maps
 * @returns {Place} */
export function strongest({ height, width, values }) {
  const most = values.reduce((best, value, at) => (value > values[best] ? at : best), 0);
  const cell = most % (height * width);
  return {
    channel: Math.floor(most / (height * width)),
    row: Math.floor(cell / width),
    column: cell % width,
  };
}
