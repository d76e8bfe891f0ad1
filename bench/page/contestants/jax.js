// jax-js on its wasm backend, one thread. The whole update (forward, gradient, Adam) is one jit function. Arrays have
// owners: an operation consumes its arguments, `.ref` keeps one alive.
import {
  ALPHA,
  BATCH,
  CLASSES,
  INFERENCE_BATCH,
  inputs,
  LEARNING_RATE,
  NETWORKS,
  oneHot,
  PIXELS,
  randomNumbers,
  SIDE,
  student,
  TEMPERATURE,
  weights,
  withInputs,
} from "../workloads.js";

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

const keep = (arrays) => arrays.map((array) => array.ref);

export async function open() {
  const jax = await import("/npm/@jax-js/jax/dist/index.js");
  const started = await jax.init("wasm");
  if (!started.includes("wasm")) throw new Error(`the wasm backend did not start, only ${started}`);
  jax.defaultDevice("wasm");
  return (workload) => make(jax, workload);
}

/** The forward pass of a network; it consumes weights and images. */
function forward({ numpy: np, lax, nn }, layers) {
  return (weights, images) =>
    layers.reduce((x, layer, place) => {
      const [weight, bias] = [weights[2 * place], weights[2 * place + 1]];
      if ("convolution" in layer) {
        const sum = lax.conv(x, weight, [1, 1], "SAME").add(bias.reshape([1, -1, 1, 1]));
        return layer.pool ? lax.reduceWindow(nn.relu(sum), np.max, [2, 2], [2, 2]) : nn.relu(sum);
      }
      const sum = np.matmul(x.reshape([x.shape[0], layer.inputs]), weight).add(bias);
      return layer.relu ? nn.relu(sum) : sum;
    }, images);
}

/** One update of Adam (Kingma & Ba 2015, algorithm 1). `decay` holds beta1 and beta2 to the power of the update. */
function adam(np, { values, means, squares, decay }, gradients) {
  const [first, second] = [decay[0].mul(BETA1), decay[1].mul(BETA2)];
  const rate = np.subtract(1, first.ref);
  const scale = np.subtract(1, second.ref);
  const nextMeans = means.map((mean, i) => mean.mul(BETA1).add(gradients[i].ref.mul(1 - BETA1)));
  const nextSquares = squares.map((mean, i) => mean.mul(BETA2).add(np.square(gradients[i]).mul(1 - BETA2)));
  const nextValues = values.map((value, i) => {
    const size = np.sqrt(nextSquares[i].ref.div(scale.ref)).add(EPSILON);
    return value.sub(nextMeans[i].ref.div(rate.ref).mul(LEARNING_RATE).div(size));
  });
  rate.dispose();
  scale.dispose();
  return { values: nextValues, means: nextMeans, squares: nextSquares, decay: [first, second] };
}

function make(jax, workload) {
  const { numpy: np, nn } = jax;
  const random = randomNumbers(2);
  const array = (values, shape) => np.array(values).reshape(shape);
  const draw = (layers) =>
    withInputs(layers).flatMap((layer) => {
      const outputs = layer.convolution ?? layer.dense;
      const isConvolution = "convolution" in layer;
      const shape = isConvolution ? [outputs, layer.inputs, 3, 3] : [layer.inputs, outputs];
      const inputs = isConvolution ? 9 * layer.inputs : layer.inputs;
      return [
        array(
          weights(
            shape.reduce((a, b) => a * b),
            inputs,
            random,
          ),
          shape,
        ),
        np.zeros([outputs]),
      ];
    });
  const layers = student(workload);
  const shape = (batch) => ("dense" in layers[0] ? [batch, PIXELS] : [batch, 1, SIDE, SIDE]);
  const data = inputs(
    (values, batch) => array(values, shape(batch)),
    (classes) => array(oneHot(classes), [BATCH, CLASSES]),
  );
  const net = forward(jax, withInputs(layers));
  const teacherNet = forward(jax, withInputs(NETWORKS.teacher));
  const teacher = workload === "kd" ? draw(NETWORKS.teacher) : [];

  function loss(values, images, labels, soft) {
    const logits = net(values, images);
    const hard = np.mean(np.sum(nn.logSoftmax(soft ? logits.ref : logits, -1).mul(labels), 1)).neg();
    if (!soft) return hard;
    const apart = np.log(soft.ref.add(1e-12)).sub(nn.logSoftmax(logits.div(TEMPERATURE), -1));
    const divergence = np.mean(np.sum(soft.mul(apart), 1));
    return hard.mul(ALPHA).add(divergence.mul((1 - ALPHA) * TEMPERATURE ** 2));
  }

  const gradient = jax.valueAndGrad(loss);
  const update = jax.jit((state, teacher, images, labels) => {
    const soft = workload === "kd" ? [nn.softmax(teacherNet(teacher, images.ref).div(TEMPERATURE), -1)] : [];
    const [value, gradients] = gradient(keep(state.values), images, labels, ...soft);
    return [adam(np, state, gradients), value];
  });
  const answer = jax.jit((values, images) => nn.softmax(net(values, images), -1));

  const begin = () => {
    const values = draw(layers);
    const zeros = () => values.map(({ shape }) => np.zeros(shape));
    return { values, means: zeros(), squares: zeros(), decay: [np.array(1), np.array(1)] };
  };
  let state = begin();
  return {
    restart() {
      state = begin();
    },
    async train() {
      const { images, labels } = data.next();
      let value;
      [state, value] = update(state, keep(teacher), images.ref, labels.ref);
      // Work is lazy: without waiting, nothing would have been computed.
      await jax.blockUntilReady([value, state.values]);
      await value.data();
      return BATCH;
    },
    async infer() {
      await answer(keep(state.values), data.answered.ref).data();
      return INFERENCE_BATCH;
    },
  };
}
