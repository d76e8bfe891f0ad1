// @ts-check
/** Runs a network on one image in plain JavaScript: for the demo page, which has nothing but itself. Slower than the
 * engine and the same to rounding. */

/** @typedef {import("../portable/retort_portable.js").Network} Network */

/** Everything stands inside one function: the demo page gets its text.
 * @param {Network} network
 * @param {Float32Array} numbers of all parameters
 * @returns {(image: Float32Array) => Float32Array} from grey values between 0 and 1 to logits */
export function makeForward(network, numbers) {
  /** @typedef {{shape: number[], values: Float32Array}} Table */

  /** @type {Map<string, Table>} */
  const parameters = new Map();
  let at = 0;
  for (const { name, shape } of network.parameters) {
    const count = shape.reduce((product, length) => product * length, 1);
    parameters.set(name, { shape, values: numbers.subarray(at, at + count) });
    at += count;
  }

  /** @param {string} name
   * @returns {Table} */
  const parameter = (name) => {
    const found = parameters.get(name);
    if (!found) throw new Error(`no parameter ${name}`);
    return found;
  };

  /** @param {number[]} shape
   * @returns {Table} */
  const blank = (shape) => ({
    shape,
    values: new Float32Array(shape.reduce((product, length) => product * length, 1)),
  });

  /** @param {Table} x
   * @param {(value: number, at: number) => number} change */
  const each = (x, change) => ({ shape: x.shape, values: x.values.map(change) });

  /** @param {Table} x
   * @param {string} name
   * @param {{stride: number, padding: number, groups: number, bias: boolean}} how */
  const convolution = (x, name, { stride, padding, groups, bias }) => {
    const [, height, width] = x.shape;
    const { shape, values: weights } = parameter(`${name}.weight`);
    const [outputs, inputs, kernel] = shape;
    const shifts = bias ? parameter(`${name}.bias`).values : null;
    const size = (/** @type {number} */ length) => Math.floor((length + 2 * padding - kernel) / stride) + 1;
    const y = blank([outputs, size(height), size(width)]);
    let place = 0;
    for (let output = 0; output < outputs; output += 1) {
      const first = Math.floor((output * groups) / outputs) * inputs;
      for (let row = 0; row < y.shape[1]; row += 1) {
        for (let column = 0; column < y.shape[2]; column += 1) {
          let sum = shifts ? shifts[output] : 0;
          for (let input = 0; input < inputs; input += 1) {
            for (let i = 0; i < kernel; i += 1) {
              const top = row * stride + i - padding;
              if (top < 0 || top >= height) continue;
              for (let j = 0; j < kernel; j += 1) {
                const left = column * stride + j - padding;
                if (left < 0 || left >= width) continue;
                sum +=
                  weights[((output * inputs + input) * kernel + i) * kernel + j] *
                  x.values[((first + input) * height + top) * width + left];
              }
            }
          }
          y.values[place] = sum;
          place += 1;
        }
      }
    }
    return y;
  };

  /** Of the last axis: a row, or each token.
   * @param {Table} x
   * @param {string} name */
  const dense = (x, name) => {
    const { shape, values: weights } = parameter(`${name}.weight`);
    const shifts = parameters.get(`${name}.bias`)?.values;
    const [outputs, inputs] = shape;
    const y = blank([...x.shape.slice(0, -1), outputs]);
    for (let place = 0; place < y.values.length; place += 1) {
      const output = place % outputs;
      const row = Math.floor(place / outputs) * inputs;
      let sum = shifts ? shifts[output] : 0;
      for (let input = 0; input < inputs; input += 1)
        sum += weights[output * inputs + input] * x.values[row + input];
      y.values[place] = sum;
    }
    return y;
  };

  /** @param {Table} x
   * @param {string} name
   * @param {number} epsilon */
  const batchNorm = (x, name, epsilon) => {
    const of = (/** @type {string} */ part) => parameter(`${name}.${part}`).values;
    const [scale, shift, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map(of);
    const pixels = x.values.length / x.shape[0];
    return each(x, (value, place) => {
      const channel = Math.floor(place / pixels);
      return (
        ((value - mean[channel]) / Math.sqrt(variance[channel] + epsilon)) * scale[channel] + shift[channel]
      );
    });
  };

  /** @param {Table} x
   * @param {string} name
   * @param {number} epsilon */
  const layerNorm = (x, name, epsilon) => {
    const [scale, shift] = [parameter(`${name}.weight`).values, parameters.get(`${name}.bias`)?.values];
    const width = scale.length;
    const y = blank(x.shape);
    for (let token = 0; token < x.values.length; token += width) {
      const row = x.values.subarray(token, token + width);
      const mean = row.reduce((sum, value) => sum + value, 0) / width;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
      row.forEach((value, place) => {
        const normed = ((value - mean) / Math.sqrt(variance + epsilon)) * scale[place];
        y.values[token + place] = normed + (shift ? shift[place] : 0);
      });
    }
    return y;
  };

  /** @param {Table} query
   * @param {Table} key
   * @param {Table} value
   * @param {number} heads */
  const attention = (query, key, value, heads) => {
    const [tokens, width] = query.shape;
    const own = width / heads;
    const y = blank([tokens, width]);
    for (let head = 0; head < heads; head += 1) {
      for (let token = 0; token < tokens; token += 1) {
        const scores = Array.from({ length: tokens }, (_, other) => {
          let sum = 0;
          for (let place = head * own; place < (head + 1) * own; place += 1)
            sum += query.values[token * width + place] * key.values[other * width + place];
          return sum / Math.sqrt(own);
        });
        const most = Math.max(...scores);
        const powers = scores.map((score) => Math.exp(score - most));
        const total = powers.reduce((sum, power) => sum + power, 0);
        powers.forEach((power, other) => {
          for (let place = head * own; place < (head + 1) * own; place += 1)
            y.values[token * width + place] += (power / total) * value.values[other * width + place];
        });
      }
    }
    return y;
  };

  /** Cells of a grid of which neighbours may share pixels.
   * @param {Table} x
   * @param {number} side */
  const averagePool = (x, side) => {
    const [channels, height, width] = x.shape;
    const y = blank([channels, side, side]);
    const ends = (/** @type {number} */ cell, /** @type {number} */ length) => [
      Math.floor((cell * length) / side),
      Math.ceil(((cell + 1) * length) / side),
    ];
    return each(y, (_, place) => {
      const channel = Math.floor(place / (side * side));
      const [top, bottom] = ends(Math.floor(place / side) % side, height);
      const [left, right] = ends(place % side, width);
      let sum = 0;
      for (let row = top; row < bottom; row += 1)
        for (let column = left; column < right; column += 1)
          sum += x.values[(channel * height + row) * width + column];
      return sum / ((bottom - top) * (right - left));
    });
  };

  /** @param {Table} x
   * @param {number} side */
  const patches = (x, side) => {
    const [, height, width] = x.shape;
    const across = width / side;
    const y = blank([(height / side) * across, side * side]);
    return each(y, (_, place) => {
      const [token, inside] = [Math.floor(place / (side * side)), place % (side * side)];
      const row = Math.floor(token / across) * side + Math.floor(inside / side);
      return x.values[row * width + (token % across) * side + (inside % side)];
    });
  };

  /** Mean over all axes after the first one, or over the first one.
   * @param {Table} x
   * @param {boolean} overTokens */
  const mean = (x, overTokens) => {
    const [count, rest] = overTokens ? [x.shape[0], x.shape[1]] : [x.values.length / x.shape[0], x.shape[0]];
    const y = blank([rest]);
    return each(y, (_, place) => {
      let sum = 0;
      for (let other = 0; other < count; other += 1)
        sum += x.values[overTokens ? other * rest + place : place * count + other];
      return sum / count;
    });
  };

  /** @param {number} value halves go to the even neighbour */
  const nearest = (value) => {
    const down = Math.floor(value);
    return value - down === 0.5 ? down + (down % 2 === 0 ? 0 : 1) : Math.round(value);
  };

  /** A layer's input on its grid of small integers (Jacob et al. 2018, equation 1).
   * @param {Table} x
   * @param {import("../portable/retort_portable.js").Quantisation} quantisation */
  const rounded = (x, { inputBits, range: [least, most] }) => {
    const highest = 2 ** (inputBits - 1) - 1;
    const lowest = -1 - highest;
    const scale = Math.fround(Math.max(1e-12, Math.fround(most - least) / (highest - lowest)));
    const zero = Math.min(highest, Math.max(lowest, nearest(lowest - least / scale)));
    return each(x, (value) => {
      const integer = nearest(Math.fround(value / scale)) + zero;
      return (Math.min(highest, Math.max(lowest, integer)) - zero) * scale;
    });
  };

  /** @param {Network["nodes"][number]} node
   * @param {Table[]} inputs
   * @returns {Table} */
  const run = ({ name, operation, quantisation }, inputs) => {
    const [first, other, third] = inputs;
    const x = quantisation ? rounded(first, quantisation) : first;
    switch (operation.kind) {
      case "convolution":
        return convolution(x, name, operation);
      case "dense":
        return dense(x, name);
      case "batch-norm":
        return batchNorm(x, name, operation.epsilon);
      case "layer-norm":
        return layerNorm(x, name, operation.epsilon);
      case "relu":
        return each(x, (value) => Math.max(0, value));
      case "softsign":
        return each(x, (value) => value / (1 + Math.abs(value)));
      case "add":
        return each(x, (value, place) => value + other.values[place]);
      case "flatten":
        return { shape: [x.values.length], values: x.values };
      case "global-average":
        return mean(x, false);
      case "mean-token":
        return mean(x, true);
      case "average-pool":
        return averagePool(x, operation.side);
      case "patches":
        return patches(x, operation.side);
      case "position": {
        const { values } = parameter(name);
        return each(x, (value, place) => value + values[place]);
      }
      case "attention":
        return attention(x, other, third, operation.heads);
    }
  };

  return (image) => {
    /** @type {Map<string, Table>} */
    const values = new Map([["images", { shape: network.input, values: image }]]);
    for (const node of network.nodes) {
      const inputs = node.inputs.map((name) => /** @type {Table} */ (values.get(name)));
      values.set(node.name, run(node, inputs));
    }
    const answer = values.get(network.outputs[0].value);
    if (!answer) throw new Error("the network has no answer");
    return answer.values;
  };
}
