// brain.js: one image at a time, an update of Adam after each, squared error instead of cross-entropy; no convolution.
import { CLASSES, INFERENCE_BATCH, inputs, LEARNING_RATE, oneHot, PIXELS, script } from "../workloads.js";

export async function open() {
  await script("/npm/brain.js/browser.min.js");
  return make;
}

function make(workload) {
  if (workload !== "mlp") throw new Error("it has no convolution");
  const rows = (values, width) =>
    Array.from({ length: values.length / width }, (_, row) =>
      values.subarray(row * width, (row + 1) * width),
    );
  const data = inputs(
    (values) => rows(values, PIXELS),
    (classes) => rows(oneHot(classes), CLASSES),
  );
  const options = { iterations: 1, errorThresh: 1e-9, learningRate: LEARNING_RATE, praxis: "adam" };
  let net;
  const restart = () => {
    net = new globalThis.brain.NeuralNetwork({ hiddenLayers: [128, 64], activation: "relu" });
  };
  restart();
  return {
    restart,
    train() {
      const { images, labels } = data.next();
      const examples = images.map((input, place) => ({ input, output: labels[place] }));
      net.train(examples, { ...options, keepNetworkIntact: true, errorCheckInterval: 1e9 });
      return examples.length;
    },
    infer() {
      for (const image of data.answered) net.run(image);
      return INFERENCE_BATCH;
    },
  };
}
