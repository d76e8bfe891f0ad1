"""Writes the model files of this folder with PyTorch, as somebody would who has nothing of Retort:

    pip install torch safetensors onnx onnxscript && python tests/models/make.py
"""

from pathlib import Path

import onnx
import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent


class Cnn(nn.Module):
    """cnn-2-4 for images of 8x8, or something close to it that has weights of the same shapes."""

    def __init__(self, activation=torch.relu, first=(1, 0), second=(2, 0)):
        super().__init__()
        self.first = nn.Conv2d(1, 2, 3, stride=first[0], padding=first[1])
        self.second = nn.Conv2d(2, 4, 3, stride=second[0], padding=second[1])
        self.output = nn.Linear(4 * 2 * 2, 10)
        self.activation = activation

    def forward(self, images):
        x = self.activation(self.first(images))
        x = self.activation(self.second(x))
        return self.output(torch.flatten(x, 1))


class Normed(nn.Module):
    """A convolution without bias and its batch norm, with PyTorch's counter of batches."""

    def __init__(self, inputs, outputs, kernel, groups=1):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, kernel, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outputs)


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.depthwise = Normed(inputs, inputs, 3, groups=inputs)
        self.pointwise = Normed(inputs, outputs, 1)


class Depthwise(nn.Module):
    """The parameters of depthwise-8-16."""

    def __init__(self):
        super().__init__()
        self.stem = Normed(1, 8, 3)
        self.blocks = nn.ModuleList([Block(8, 8), Block(8, 16), Block(16, 16)])
        self.output = nn.Linear(16, 10)


def export(net, name):
    """With the exporter that writes the graph as it was traced."""
    torch.onnx.export(
        net.eval(),
        (torch.zeros(2, 1, 8, 8),),
        str(HERE / name),
        input_names=["images"],
        output_names=["logits"],
        dynamic_axes={"images": {0: "N"}},
        opset_version=17,
        dynamo=False,
    )


if __name__ == "__main__":
    torch.manual_seed(1)
    net = Cnn()
    save_file(net.state_dict(), HERE / "cnn-2-4.safetensors")
    save_file({name: value.half() for name, value in net.state_dict().items()}, HERE / "cnn-2-4-float16.safetensors")
    save_file(Depthwise().state_dict(), HERE / "depthwise-8-16.safetensors")
    export(net, "cnn-2-4.onnx")
    export(Cnn(activation=lambda x: x), "cnn-2-4-no-relu.onnx")
    export(Cnn(activation=torch.sigmoid), "cnn-2-4-sigmoid.onnx")
    export(Cnn(first=(2, 1), second=(1, 0)), "cnn-2-4-other-stride.onnx")
    # The newer exporter, and the operator set that it takes by itself.
    torch.onnx.export(
        net.eval(),
        (torch.zeros(2, 1, 8, 8),),
        str(HERE / "cnn-2-4-dynamo.onnx"),
        input_names=["images"],
        output_names=["logits"],
        dynamic_shapes={"images": {0: "N"}},
        external_data=False,
        dynamo=True,
    )
    # PyTorch writes where its own files and this one lie on the machine into every node.
    dynamo = onnx.load(HERE / "cnn-2-4-dynamo.onnx")
    for node in dynamo.graph.node:
        kept = [each for each in node.metadata_props if "stack_trace" not in each.key]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
    onnx.save(dynamo, HERE / "cnn-2-4-dynamo.onnx")
