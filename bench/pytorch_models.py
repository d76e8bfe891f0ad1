"""Every model of the registry in PyTorch on one thread: pytorch_models.py TRAIN_MS INFER_MS ROUNDS BATCHES FOLDER...

Each folder was written by `retort export python --models all` for images of one size, and has the networks as PyTorch
modules. Dropout and batch norm are PyTorch's own here: they are the faster ones. Prints model@side/batch -> train_sps and
infer_sps (images per second of processor time, median of the rounds) as JSON.
"""

import importlib.util
import json
import sys
from pathlib import Path

import torch
from torch.nn import functional as F

from pytorch import speed, updates


def networks(folder):
    """The module `distil.py` of a folder."""
    spec = importlib.util.spec_from_file_location(f"distil_{Path(folder).name}", Path(folder) / "distil.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    module.BatchNorm = torch.nn.BatchNorm2d
    return module


def measure(network, shape, classes, train_seconds, infer_seconds, rounds):
    answered = torch.rand(*shape)
    train = updates(network, shape, classes, lambda x, y: F.cross_entropy(network(x, F.dropout).logits, y))

    def infer():
        with torch.inference_mode():
            F.softmax(network(answered).logits, 1)

    train_sps = speed(train, shape[0], train_seconds, rounds)
    network.eval()
    return {"train_sps": train_sps, "infer_sps": speed(infer, shape[0], infer_seconds, rounds)}


def main():
    train_ms, infer_ms, rounds = (int(text) for text in sys.argv[1:4])
    batches = [int(text) for text in sys.argv[4].split(",")]
    results = {}
    for folder in sys.argv[5:]:
        module = networks(folder)
        height, width = module.DATASET["height"], module.DATASET["width"]
        classes = len(module.DATASET["classes"])
        for name, build in module.MODELS.items():
            for batch in batches:
                shape = (batch, 1, height, width)
                speeds = measure(build(), shape, classes, train_ms / 1000, infer_ms / 1000, rounds)
                results[f"{name}@{height}/{batch}"] = speeds
    print(json.dumps(results))


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(1)
    main()
