// ConvNetJS: plain JavaScript with 64-bit numbers, one image at a time. Its package has no Adam; Adadelta costs about
// the same. Its loss takes one class, so it cannot distil.
import {
  BATCH,
  INFERENCE_BATCH,
  inputs,
  LEARNING_RATE,
  PIXELS,
  SIDE,
  script,
  student,
} from "../workloads.js";

/** The library puts the softmax and the last dense layer together. */
function definitions(layers) {
  const isImage = "convolution" in layers[0];
  const [side, depth] = isImage ? [SIDE, 1] : [1, PIXELS];
  return [
    { type: "input", out_sx: side, out_sy: side, out_depth: depth },
    ...layers.flatMap((layer) => {
      if ("dense" in layer) {
        return layer.relu
          ? [{ type: "fc", num_neurons: layer.dense, activation: "relu" }]
          : [{ type: "softmax", num_classes: layer.dense }];
      }
      const filters = layer.convolution;
      const convolution = { type: "conv", sx: 3, filters, stride: 1, pad: 1, activation: "relu" };
      return layer.pool ? [convolution, { type: "pool", sx: 2, stride: 2 }] : [convolution];
    }),
  ];
}

export async function open() {
  await script("/npm/convnetjs/build/convnet-min.js");
  return make;
}

function make(workload) {
  if (workload === "kd") throw new Error("its softmax loss takes one class, no soft labels");
  const { Net, Trainer, Vol } = globalThis.convnetjs;
  const layers = student(workload);
  const volumes = (values, batch) =>
    Array.from({ length: batch }, (_, image) => {
      const volume = "convolution" in layers[0] ? new Vol(SIDE, SIDE, 1, 0) : new Vol(1, 1, PIXELS, 0);
      volume.w.set(values.subarray(image * PIXELS, (image + 1) * PIXELS));
      return volume;
    });
  const data = inputs(volumes, (classes) => classes);
  let net;
  let trainer;
  const restart = () => {
    net = new Net();
    net.makeLayers(definitions(layers));
    const options = { method: "adadelta", batch_size: BATCH, learning_rate: LEARNING_RATE };
    trainer = new Trainer(net, { ...options, l1_decay: 0, l2_decay: 0 });
  };
  restart();
  return {
    restart,
    train() {
      const { images, labels } = data.next();
      images.forEach((image, place) => {
        trainer.train(image, labels[place]);
      });
      return BATCH;
    },
    infer() {
      for (const image of data.answered) net.forward(image);
      return INFERENCE_BATCH;
    },
  };
}
