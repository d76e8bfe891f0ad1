"""Every model of the registry as ONNX and safetensors: checked by onnx, answered by onnxruntime, compared with retort.

    python tests/python/test_onnx.py target/debug/retort [--bless]

Prints one line a network and, last, a count. --bless writes the measured numbers into docs/models.md; without it
the table there has to have the same rows, and numbers within the bounds. Each network is trained for a few updates, so
that its weights and the statistics of batch norm are none that a formula gives.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from safetensors import safe_open
from safetensors.numpy import load_file

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "models.md"
BEGIN, END = "<!-- onnxruntime: begin -->", "<!-- onnxruntime: end -->"

# By the sizes of their images.
DATASETS = {"digits": "8×8", "mnist": "28×28"}
QUANTISED_FAMILIES = ("mlp", "cnn", "dropout-cnn")
METHODS = ("quantisation-aware", "post-training-quantised")
# Largest difference of a logit, relative to the largest logit, and least share of equal decisions.
FLOAT_BOUND = 1e-5
INTEGER_BOUND = 0.999

FLOAT_LINK = "data={data}&teacher={model}&tdata=300&tepochs=1&labels=50"
# As few updates as teach the students something, so that their decisions are not ties.
INTEGER_LINK = (
    "data={data}&teacher=mlp-32&tdata=300&tepochs=2&student={model}&arms={method}&labels=300&steps=10&lr=0.01&T=2&bits={bits}"
)


@dataclass
class Case:
    """One network in one format."""

    model: str
    data: str
    method: str | None = None
    bits: int = 8

    @property
    def format(self):
        if self.method is None:
            return "ONNX"
        return f"int8 ONNX, {self.method}" + ("" if self.bits == 8 else f", {self.bits} bits")


@dataclass
class Found:
    """What was measured of a case."""

    difference: float
    decisions: float
    bytes: int


def models(retort):
    """Keys of all models, as the program lists them."""
    text = subprocess.run([retort, "list"], check=True, capture_output=True, text=True).stdout
    part = text[text.index("\nmodels") : text.index("\nmethods")]
    keys = re.findall(r"^  ([\w-]+)", part, re.MULTILINE)
    assert len(keys) > 20, keys
    return keys


def cases(keys):
    family = lambda key: re.match(r"[a-z]+(-[a-z]+)*", key).group()
    quantised = [key for key in keys if family(key) in QUANTISED_FAMILIES]
    assert len(quantised) > 8, quantised
    return [
        *(Case(model, data) for model in keys for data in DATASETS),
        *(Case(model, data, method) for model in quantised for method in METHODS for data in DATASETS),
        # Fewer bits in the same container.
        *(Case("cnn-4-8", data, METHODS[0], bits) for bits in (5, 4, 3, 2) for data in DATASETS),
    ]


def export(retort, case, folder):
    """Trains and writes: the model, its weights where they are in 32 bits, and its answers."""
    number = f"{case.model}-{case.data}-{case.method}-{case.bits}"
    model, weights, answers = (folder / f"{number}.{end}" for end in ("onnx", "weights", "answers"))
    if case.method is None:
        # The weights alone are the same whatever the image, but for their shapes.
        link = FLOAT_LINK.format(data=case.data, model=case.model)
        runs = [("onnx", "teacher", model), ("safetensors", "teacher", weights)]
    else:
        link = INTEGER_LINK.format(data=case.data, model=case.model, method=case.method, bits=case.bits)
        runs = [("onnx-int8", case.method, model)]
    for form, arm, to in runs:
        command = [retort, "export", form, link, "--arm", arm, "--output", to, "--answers", answers]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
    return model, weights, answers


def run(path, images):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    # Processors without VNNI would let sums of 8-bit products overflow.
    options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    assert [i.name for i in session.get_inputs()] == ["images"] and names[0] == "logits", names
    assert session.get_inputs()[0].shape[0] == "N", "the batch is free"
    # In two batches of different size: nothing may depend on it.
    parts = [session.run(None, {"images": part}) for part in np.split(images, [len(images) // 3])]
    return dict(zip(names, (np.concatenate(part) for part in zip(*parts))))


def check(retort, case, folder):
    model, weights, answers = export(retort, case, folder)
    graph = onnx.load(model)
    onnx.checker.check_model(graph, full_check=True)
    texts = {entry.key: entry.value for entry in graph.metadata_props}
    expected = load_file(answers)
    found = run(model, expected["images"])
    difference = 0.0
    for name in ("logits", "value"):
        assert (name in expected) == (name in found), name
        if name in expected:
            largest = np.abs(expected[name]).max()
            difference = max(difference, float(np.abs(found[name] - expected[name]).max() / largest))
    same = np.argmax(found["logits"], 1) == np.argmax(expected["logits"], 1)
    accuracy = float(np.mean(np.argmax(found["logits"], 1) == expected["labels"]))
    metrics = json.loads(texts["retort.metrics"])
    assert texts["retort.model"] == case.model and len(json.loads(texts["retort.classes"])) == 10
    assert texts["retort.fingerprint"] and "retort.link" in texts and texts["retort.preprocessing"], texts
    initialisers = {each.name: onnx.numpy_helper.to_array(each) for each in graph.graph.initializer}
    if case.method is None:
        assert difference < FLOAT_BOUND, f"logits differ by {difference:.1e}"
        assert accuracy == metrics["accuracy"], (accuracy, metrics)
        check_weights(weights, initialisers)
    else:
        assert same.mean() >= INTEGER_BOUND, f"{same.mean():.4%} of the decisions are the same"
        assert abs(accuracy - metrics["accuracy"]) <= 1 - INTEGER_BOUND, (accuracy, metrics)
        check_integers(initialisers, case.bits)
        check_size(initialisers, case.bits, int(texts["retort.bytes"]))
    return Found(difference, float(same.mean()), os.path.getsize(model))


def check_weights(path, initialisers):
    """safetensors has the same numbers under the same names, and says the same of itself."""
    tensors = load_file(path)
    assert tensors.keys() == initialisers.keys(), (tensors.keys(), initialisers.keys())
    for name, values in tensors.items():
        assert values.dtype == np.float32 and np.array_equal(values, initialisers[name]), name
    with safe_open(path, "numpy") as file:
        assert file.metadata()["format"] == "pt" and file.metadata()["retort.link"], file.metadata()


def check_integers(initialisers, bits):
    """Weights use no more integers than their bits allow, and each channel uses the largest."""
    integers = [values for name, values in initialisers.items() if name.endswith(".int8")]
    assert integers
    for values in integers:
        assert values.dtype == np.int8 and np.abs(values.astype(int)).max() == 2 ** (bits - 1) - 1


def check_size(initialisers, bits, expected):
    """Packed weights, 32-bit scales and biases, scale and zero point of each layer: what the page shows."""
    size = 0
    for name, values in initialisers.items():
        if name.endswith(".zero"):
            continue  # all 0: the weights are symmetric
        size += (values.size * bits + 7) // 8 + 8 if name.endswith(".int8") else 4 * values.size
    assert size == expected, (size, expected)


def table(results):
    """Rows by model and format; one column for each size of image."""
    rows = {}
    for case, found in results:
        rows.setdefault((case.model, case.format), {})[case.data] = found
    lines = [
        "| Model | Format | Bytes, " + " | Bytes, ".join(DATASETS.values()) + " | "
        + " | ".join(f"Measured, {size}" for size in DATASETS.values()) + " |",
        "|---|---|" + "---:|" * (2 * len(DATASETS)),
    ]
    for (model, form), by_data in rows.items():
        sizes = [f"{by_data[data].bytes:,}" for data in DATASETS]
        measured = [
            f"{by_data[data].difference:.1e}" if form == "ONNX" else f"{by_data[data].decisions:.2%}"
            for data in DATASETS
        ]
        lines.append(f"| {model} | {form} | " + " | ".join(sizes + measured) + " |")
    return lines


def split_table():
    text = TABLE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    inside, after = rest.split(END)
    return before, [line for line in inside.splitlines() if line.startswith("|")], after


def check_table(lines):
    """The stored table has these rows, and nothing in it is out of bounds."""
    _, stored, _ = split_table()
    cells = lambda line: [cell.strip() for cell in line.strip("|").split("|")]
    key = lambda line: cells(line)[:2]
    assert [key(line) for line in stored] == [key(line) for line in lines], "docs/models.md: run with --bless"
    for line in stored[2:]:
        for cell in cells(line)[-len(DATASETS) :]:
            within = float(cell[:-1]) / 100 >= INTEGER_BOUND if cell.endswith("%") else float(cell) < FLOAT_BOUND
            assert within, line


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("retort", type=lambda path: str(Path(path).resolve()))
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("--only", default="", help="a part of the model's key")
    arguments = parser.parse_args()
    results, failed = [], 0
    chosen = [case for case in cases(models(arguments.retort)) if arguments.only in case.model]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [(case, pool.submit(check, arguments.retort, case, Path(folder))) for case in chosen]
        for case, future in waiting:
            try:
                found = future.result()
                results.append((case, found))
                print(
                    f"  {case.model:<22}{DATASETS[case.data]:<7}{case.format:<46}{found.bytes:>8} bytes"
                    f"  {found.difference:.1e}  {found.decisions:.2%}"
                )
            except Exception as error:  # noqa: BLE001: each network is a test of its own
                failed += 1
                print(f"  {case.model:<22}{DATASETS[case.data]:<7}{case.format:<46}FAILED: {error}")
    if not arguments.only and not failed:
        lines = table(results)
        if arguments.bless:
            before, _, after = split_table()
            TABLE.write_text("\n".join([before + BEGIN, *lines, END + after]), encoding="utf-8")
        try:
            check_table(lines)
            results.append((None, None))
        except AssertionError as error:
            failed += 1
            print(f"  {error}")
    verdict = "FAILED" if failed else "ok"
    print(f"test result: {verdict}. {len(results)} passed; {failed} failed; 0 ignored")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
