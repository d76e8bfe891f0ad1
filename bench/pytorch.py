"""The benchmark's workloads in PyTorch on one thread: pytorch.py TRAIN_MS INFER_MS ROUNDS WORKLOAD...

Prints workload -> train_sps and infer_sps (images per second of processor time, median of the rounds) as JSON.
"""

import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, INFERENCE_BATCH, CLASSES = 64, 256, 10
TEMPERATURE, ALPHA = 4.0, 0.5


def mlp():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, CLASSES)
    )


def block(inputs, outputs, pool):
    layers = [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]
    return layers + [nn.MaxPool2d(2)] if pool else layers


def cnn():
    return nn.Sequential(*block(1, 8, True), *block(8, 16, True), nn.Flatten(), nn.Linear(784, CLASSES))


def teacher():
    convolutions = [*block(1, 32, False), *block(32, 32, True), *block(32, 64, True)]
    return nn.Sequential(
        *convolutions, nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, CLASSES)
    )


def speed(step, images, seconds, rounds):
    """Images per second of this process's own time: with one thread, neighbours on the machine change it little."""

    def run():
        end, start, steps = time.perf_counter() + seconds, time.process_time(), 0
        while steps == 0 or time.perf_counter() < end:
            step()
            steps += 1
        return steps * images / (time.process_time() - start)

    run()
    return statistics.median(run() for _ in range(rounds))


def updates(network, shape, classes, loss_of):
    """A function that makes one update: noise for images of `shape`, chance for labels, `loss_of(images, labels)`."""
    images = [torch.rand(*shape) for _ in range(8)]
    labels = [torch.randint(classes, shape[:1]) for _ in range(61)]
    adam = torch.optim.Adam(network.parameters(), lr=1e-3, foreach=True)
    made = 0

    def train():
        nonlocal made
        loss = loss_of(images[made % len(images)], labels[made % len(labels)])
        made += 1
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()

    return train


def measure(workload, train_seconds, infer_seconds, rounds):
    network = {"mlp": mlp, "cnn": cnn, "teacher": teacher, "kd": cnn}[workload]()
    frozen = teacher().eval() if workload == "kd" else None
    answered = torch.rand(INFERENCE_BATCH, 1, 28, 28)

    def loss_of(x, y):
        logits = network(x)
        hard = F.cross_entropy(logits, y)
        if frozen is None:
            return hard
        with torch.no_grad():
            soft = F.softmax(frozen(x) / TEMPERATURE, 1)
        divergence = F.kl_div(F.log_softmax(logits / TEMPERATURE, 1), soft, reduction="batchmean")
        return ALPHA * hard + (1 - ALPHA) * TEMPERATURE**2 * divergence

    train = updates(network, (BATCH, 1, 28, 28), CLASSES, loss_of)

    def infer():
        with torch.inference_mode():
            F.softmax(network(answered), 1)

    return {
        "train_sps": speed(train, BATCH, train_seconds, rounds),
        "infer_sps": speed(infer, INFERENCE_BATCH, infer_seconds, rounds),
    }


if __name__ == "__main__":
    milliseconds, workloads = [int(text) for text in sys.argv[1:4]], sys.argv[4:]
    torch.set_num_threads(1)
    torch.manual_seed(1)
    train_ms, infer_ms, rounds = milliseconds
    print(json.dumps({name: measure(name, train_ms / 1000, infer_ms / 1000, rounds) for name in workloads}))
