// TensorFlow.js on its wasm backend (simd128, one thread).
//
// "shipped": its backend has no kernel for the gradient of a convolution's filter, so it trains no convolution at all.
// "expert": the gradients of a convolution, written as convolutions, which the backend has. Ten lines that no user gets
// by default, but anybody could write.
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
  script,
  student,
  TEMPERATURE,
  weights,
  withInputs,
} from "../workloads.js";

const PACKAGES = "/npm/@tensorflow/";

/** Images `[batch, height, width, in]` with channels as images and images as channels: the filter's gradient is a
 * convolution of them with the output's gradient. */
function filterGradient(tf, images, gradient) {
  const swapped = tf.conv2d(tf.transpose(images, [3, 1, 2, 0]), tf.transpose(gradient, [1, 2, 0, 3]), 1, 1);
  return tf.transpose(swapped, [1, 2, 0, 3]);
}

/** The gradient runs backwards through the flipped filter. */
function imageGradient(tf, gradient, filter) {
  return tf.conv2d(gradient, tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]), 1, "same");
}

/** A convolution with gradients made of convolutions. Pictures need no gradient, hidden layers do. */
function expertConvolution(tf, images, filter) {
  const forward = (x, w) => tf.conv2d(x, w, 1, "same");
  if (images.shape[3] === 1) {
    return tf.customGrad((w, save) => {
      save([]);
      return { value: forward(images, w), gradFunc: (gradient) => [filterGradient(tf, images, gradient)] };
    })(filter);
  }
  return tf.customGrad((x, w, save) => {
    save([x, w]);
    const gradFunc = (gradient, [x, w]) => [imageGradient(tf, gradient, w), filterGradient(tf, x, gradient)];
    return { value: forward(x, w), gradFunc };
  })(images, filter);
}

/** Weights of a network and its forward pass. */
function network(tf, convolution, layers, trainable, random) {
  const draw = (shape, inputs) => {
    const count = shape.reduce((a, b) => a * b);
    return tf.variable(tf.tensor(weights(count, inputs, random), shape), trainable);
  };
  const drawn = withInputs(layers).map((layer) => {
    const outputs = layer.convolution ?? layer.dense;
    const isConvolution = "convolution" in layer;
    const shape = isConvolution ? [3, 3, layer.inputs, outputs] : [layer.inputs, outputs];
    const weight = draw(shape, isConvolution ? 9 * layer.inputs : layer.inputs);
    return { ...layer, weight, bias: tf.variable(tf.zeros([outputs]), trainable) };
  });
  const forward = (images) =>
    drawn.reduce((x, layer) => {
      if ("convolution" in layer) {
        const active = tf.relu(tf.add(convolution(x, layer.weight), layer.bias));
        return layer.pool ? tf.maxPool(active, 2, 2, "valid") : active;
      }
      const flat = x.rank > 2 ? tf.reshape(x, [x.shape[0], -1]) : x;
      const sum = tf.add(tf.matMul(flat, layer.weight), layer.bias);
      return layer.relu ? tf.relu(sum) : sum;
    }, images);
  return { forward, variables: drawn.flatMap(({ weight, bias }) => [weight, bias]) };
}

export async function open(variant) {
  await script(`${PACKAGES}tfjs/dist/tf.es2017.min.js`);
  await script(`${PACKAGES}tfjs-backend-wasm/dist/tf-backend-wasm.es2017.min.js`);
  const { tf } = globalThis;
  tf.wasm.setWasmPaths(`${PACKAGES}tfjs-backend-wasm/dist/`);
  if (!(await tf.setBackend("wasm"))) throw new Error("the wasm backend did not start");
  const convolution =
    variant === "expert" ? (x, w) => expertConvolution(tf, x, w) : (x, w) => tf.conv2d(x, w, 1, "same");
  return (workload) => make(tf, convolution, workload);
}

function make(tf, convolution, workload) {
  const random = randomNumbers(2);
  const layers = student(workload);
  const shape = (batch) => ("dense" in layers[0] ? [batch, PIXELS] : [batch, SIDE, SIDE, 1]);
  const data = inputs(
    (values, batch) => tf.tensor(values, shape(batch)),
    (classes) => tf.tensor(oneHot(classes), [BATCH, CLASSES]),
  );
  const teacher = workload === "kd" ? network(tf, convolution, NETWORKS.teacher, false, random) : null;
  const adam = () => tf.train.adam(LEARNING_RATE);
  let net = network(tf, convolution, layers, true, random);
  let optimiser = adam();

  function loss(images, labels, soft) {
    const logits = net.forward(images);
    const hard = tf.losses.softmaxCrossEntropy(labels, logits);
    if (!soft) return hard;
    const apart = tf.sub(tf.log(tf.add(soft, 1e-12)), tf.logSoftmax(tf.div(logits, TEMPERATURE)));
    const divergence = tf.mean(tf.sum(tf.mul(soft, apart), 1));
    return tf.add(tf.mul(hard, ALPHA), tf.mul(divergence, (1 - ALPHA) * TEMPERATURE ** 2));
  }

  return {
    restart() {
      tf.dispose(net.variables);
      optimiser.dispose();
      net = network(tf, convolution, layers, true, random);
      optimiser = adam();
    },
    train() {
      const { images, labels } = data.next();
      const soft = teacher && tf.tidy(() => tf.softmax(tf.div(teacher.forward(images), TEMPERATURE)));
      const value = optimiser.minimize(() => loss(images, labels, soft), true, net.variables);
      value.dataSync();
      tf.dispose([value, soft]);
      return BATCH;
    },
    infer() {
      tf.tidy(() => tf.softmax(net.forward(data.answered)).dataSync());
      return INFERENCE_BATCH;
    },
  };
}
