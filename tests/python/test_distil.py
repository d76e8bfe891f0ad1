"""Experiments and networks in PyTorch: what `retort export python` and `retort export code-pytorch` write is run.

    cargo test --features ndarray --test code     writes the programs of every model into target/code
    python tests/python/test_distil.py target/debug/retort [PART]

Parts: programs, first-updates, rounding, accuracy, torchrun, ray, site, refusals. Prints the measured numbers and, last, a count.
"""

import gzip
import importlib.util
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file

ROOT = Path(__file__).resolve().parents[2]
RETORT = sys.argv[1]

# Student and teacher of three architectures, and methods that have something to compare there.
SHORT = "steps=40&tepochs=3&unlabelled=200&alpha=0.5"
FIRST_UPDATES = {
    "convolutions": f"{SHORT}&arms=hard-labels,soft-labels,label-smoothing,hints,attention-transfer,relational,decoupled",
    "perceptron": f"{SHORT}&student=mlp-16&arms=hard-labels,soft-labels,label-smoothing,relational,decoupled,mutual,born-again",
    "transformer": f"{SHORT}&teacher=vit-4-32&student=vit-2-32&start=teacher&map=2-4"
    "&arms=hard-labels,soft-labels,layer-matching,hidden-cosine,relational",
    "schedules": "steps=40&tepochs=2&student=mlp-16&Tpath=linear&alphapath=cosine&clip=0.5&decay=0.1&arms=soft-labels",
    "game": "data=connect-four&teacher=search&student=policy-value-8&unlabelled=2000&steps=40"
    "&arms=hard-labels,soft-labels,search-policy",
}
# Batch norm: losses differ by more than 1e-4 once a ReLU has changed its side.
ROUNDED = (
    "steps=40&tepochs=3&unlabelled=200&alpha=0.5&teacher=residual-16-32&student=depthwise-8-16"
    "&arms=soft-labels,label-smoothing,decoupled,hints,relational"
)
# Small, and yet the student learns something.
SMALL = "v=1&steps=100&tepochs=8&arms=hard-labels,soft-labels"
SEEDS = 10
# Two-sided 95 % point of Student's t with SEEDS - 1 degrees of freedom.
STUDENT_T = 2.262


def run(*command, folder=None, **more):
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, **more)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def export(folder, link, *more):
    run(RETORT, "export", "python", link, "--output", folder, *more, env={**os.environ, "RETORT_DATA": str(ROOT / "data")})


def distil(folder, *arguments):
    return run(sys.executable, "distil.py", *arguments, folder=folder)


def lines_of(text):
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def canonical(link):
    """Whether a link is sound as it stands."""
    return run(RETORT, "check", link)


def programs():
    """The generated program of every model, for small and large images."""
    names, worst = json.loads((ROOT / "target/code/list.json").read_text()), 0.0
    for name in names:
        folder = ROOT / "target/code"
        spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        net, known = module.load(folder / f"{name}.safetensors"), load_file(folder / f"{name}_answers.safetensors")
        with torch.no_grad():
            said = net(torch.from_numpy(known["images"]))
        logits = (said[0] if isinstance(said, tuple) else said).numpy()
        apart = np.abs(logits - known["logits"]).max() / np.abs(known["logits"]).max()
        assert apart < 1e-5, f"{name}: {apart}"
        grey = np.rint(known["images"][0, 0] * 255).astype(np.uint8)
        found, probabilities = module.classify(net, grey)
        assert found == str(known["logits"][0].argmax()) and math.isclose(sum(probabilities), 1, rel_tol=1e-5), name
        worst = max(worst, apart)
    assert len(names) >= 52, len(names)
    print(f"  {len(names)} programs, largest relative difference of a logit {worst:.1e}")


def first_updates():
    """The first 20 updates of every method within 1e-4."""
    for name, link in FIRST_UPDATES.items():
        with tempfile.TemporaryDirectory() as folder:
            export(folder, link)
            recorded = json.loads((Path(folder) / "first_updates.json").read_text())
            assert all(len(losses) == 20 for losses in recorded["roles"].values()), recorded
            assert recorded["tolerance"] == 1e-4
            print(f"  {name}: {link}\n{distil(folder, '--compare')}", end="")
            # A wrong number has to be found.
            first = next(iter(recorded["roles"]))
            recorded["roles"][first][7] *= 1.001
            (Path(folder) / "first_updates.json").write_text(json.dumps(recorded))
            wrong = subprocess.run([sys.executable, "distil.py", "--compare"], cwd=folder, capture_output=True, text=True)
            assert wrong.returncode == 1 and "OUTSIDE" in wrong.stdout, wrong.stdout


def rounding():
    """Networks with batch norm: the playground is as near to 64 bits as PyTorch is, or one ReLU's last bit is all."""
    with tempfile.TemporaryDirectory() as folder:
        export(folder, ROUNDED)
        print(distil(folder, "--compare"), end="")
        print(run(sys.executable, Path(__file__).with_name("sides.py"), folder), end="")
        # Another formula has to be found.
        recorded = json.loads((Path(folder) / "first_updates.json").read_text())
        recorded["roles"]["decoupled"][3] *= 1.0002
        (Path(folder) / "first_updates.json").write_text(json.dumps(recorded))
        for script in (["distil.py", "--compare"], [Path(__file__).with_name("sides.py"), folder]):
            wrong = subprocess.run([sys.executable, *script], cwd=folder, capture_output=True, text=True)
            assert wrong.returncode == 1 and "decoupled" in wrong.stdout + wrong.stderr, wrong


def accuracy():
    """Accuracy over ten seeds: the 95 % interval of the paired difference reaches 0, and is narrow enough to say so."""
    with tempfile.TemporaryDirectory() as folder:
        export(folder, SMALL)
        theirs = lines_of(distil(folder, "--seeds", SEEDS, "--train-teacher"))
        ours = lines_of(run(RETORT, "run", SMALL, "--seeds", SEEDS, "--json"))
    assert [line["link"] for line in theirs] == [line["link"] for line in ours]
    for role in ("teacher", "hard-labels", "soft-labels"):
        of = lambda line: (line["teacher"] if role == "teacher" else line["arms"][role])["accuracy"] * 100  # noqa: E731
        a, b = (np.array([of(line) for line in lines]) for lines in (ours, theirs))
        margin = STUDENT_T * (b - a).std(ddof=1) / math.sqrt(SEEDS)
        print(
            f"  {role:12} playground {a.mean():.2f} ± {a.std(ddof=1):.2f} %, PyTorch {b.mean():.2f} ± {b.std(ddof=1):.2f} %,"
            f" difference {(b - a).mean():+.2f} ± {margin:.2f}"
        )
        assert abs((b - a).mean()) <= max(margin, 0.05), role
        assert margin < 3, f"{role}: the interval of ± {margin} says nothing"


def torchrun():
    """Seeds spread over two processes: each run once, and the same numbers as alone."""
    with tempfile.TemporaryDirectory() as folder:
        export(folder, SMALL)
        distil(folder, "--seeds", 3, "--out", "alone.jsonl")
        command = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "distil.py", "--seeds", "3"]
        run(sys.executable, *command, "--out", "two.jsonl", folder=folder)
        alone, two = (lines_of((Path(folder) / name).read_text()) for name in ("alone.jsonl", "two.jsonl"))
        result = lambda line: (line["link"], line["teacher"]["crossEntropy"], line["arms"]["soft-labels"]["kl"])  # noqa: E731
        assert sorted(map(result, alone)) == sorted(map(result, two)) and len(two) == 3, two
        # Nothing twice; a line that was cut off is run again.
        text = (Path(folder) / "two.jsonl").read_text()
        (Path(folder) / "two.jsonl").write_text(text[:-40])
        distil(folder, "--seeds", 3, "--out", "two.jsonl")
        again = lines_of((Path(folder) / "two.jsonl").read_text())
        assert sorted(map(result, again)) == sorted(map(result, alone)), again
    print("  3 seeds on 2 processes equal 3 seeds on one")


def ray():
    """A Ray Tune sweep over two axes and two seeds."""
    axes = {"T": [1, 4], "student": ["cnn-2-4", "cnn-4-8"]}
    sweep = {"retort-sweep": 1, "link": "#v=1&steps=60&tepochs=2&arms=soft-labels", "axes": axes, "seeds": 2}
    with tempfile.TemporaryDirectory() as folder:
        export(folder, "steps=60&tepochs=2&arms=soft-labels", "--models", "cnn-2-4")
        (Path(folder) / "a.sweep.json").write_text(json.dumps(sweep))
        distil(folder, "--ray", "a.sweep.json", "--out", "ray.jsonl", "--ray-storage", Path(folder) / "ray_results")
        distil(folder, "--sweep", "a.sweep.json", "--out", "here.jsonl")
        lines, here = (lines_of((Path(folder) / name).read_text()) for name in ("ray.jsonl", "here.jsonl"))
    accuracies = lambda lines: {line["link"]: line["arms"]["soft-labels"]["accuracy"] for line in lines}  # noqa: E731
    assert len(lines) == 8 and accuracies(lines) == accuracies(here), (accuracies(lines), accuracies(here))
    for line in lines:
        assert line["engine"] == "pytorch" and "fingerprint" not in line
        canonical(line["link"])
    print(f"  {len(lines)} trials, the same numbers as without Ray")


class Site(SimpleHTTPRequestHandler):
    """The folder of the project that a published playground has; `wrong` says what happens to the labels' file."""

    asked, wrong = [], ""

    def do_GET(self):  # noqa: N802: the library's name
        Site.asked.append(self.path)
        if not (Site.wrong and "train-labels" in self.path):
            return super().do_GET()
        packed = (ROOT / self.path.lstrip("/")).read_bytes()
        body = {"other": gzip.compress(b"no labels"), "cut": packed[:-1], "longer": packed + b"\0"}.get(Site.wrong)
        if body is None:
            return self.send_error(503)
        self.send_response(200)
        self.send_header("Content-Length", str(len(packed if Site.wrong == "cut" else body)))
        self.end_headers()
        return self.wfile.write(body)

    def log_message(self, *_):
        pass


def site():
    """Images from a site: the published files and no others, each fetched once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=ROOT))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address, link = f"http://127.0.0.1:{server.server_port}", "v=1&data=mnist&steps=5&tepochs=1&tdata=200&arms=soft-labels"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export(folder, link, "--site", f"{address}/")
        files = json.loads((folder / "experiment.json").read_text())["dataset"]["files"]
        labels = folder / files["train_labels"]["name"]
        assert not (folder / "data.npz").exists() and files["train_labels"]["url"] == f"{address}/data/{labels.name}"

        def refused(*words):
            done = subprocess.run([sys.executable, "distil.py"], cwd=folder, capture_output=True, text=True)
            assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
            assert all(word in done.stderr for word in words), (words, done.stderr)

        for Site.wrong, word in {"other": "SHA-256", "longer": "SHA-256", "cut": "not fetched", "gone": "503"}.items():
            refused(files["train_labels"]["url"], word, "without --site")
            assert not labels.exists(), "what was refused is not kept"
        Site.wrong = ""
        labels.write_bytes(b"half a file")
        refused(str(labels), "SHA-256", "delete it")
        labels.unlink()
        Site.asked.clear()
        fetched = lines_of(distil(folder))
        assert f"/data/{labels.name}" in Site.asked, Site.asked
        assert all((folder / file["name"]).read_bytes() == (ROOT / "data" / file["name"]).read_bytes() for file in files.values())
        Site.asked.clear()
        distil(folder, "--compare")
        assert not Site.asked, "everything is there"
        server.shutdown()
        server.server_close()
        labels.unlink()
        refused(files["train_labels"]["url"], "not fetched")
    with tempfile.TemporaryDirectory() as folder:
        export(folder, link)
        beside = lines_of(distil(folder))
    result = lambda lines: [(line["teacher"]["crossEntropy"], line["arms"]["soft-labels"]["kl"]) for line in lines]  # noqa: E731
    assert result(fetched) == result(beside)
    print("  4 files fetched once and checked, 6 ways of going wrong refused, the same numbers as from data.npz")


def refusals():
    """What cannot be done is named, with the reason."""
    with tempfile.TemporaryDirectory() as folder:
        export(folder, SMALL)
        for link, words in {
            # What stands beside the experiment of a shared link is no part of it, and not what is refused.
            "data=mnist&e=1&r=7f3a9c21-00112233&c=AAAgAA&x=AAA": "data=mnist: this export holds digits",
            "student=cnn-2-4": "export again with --models cnn-2-4",
            "arms=quantisation-aware": "int8 ONNX",
            "domain=inverted&adapt=pseudo-labels": "adapt=pseudo-labels",
            "T=0": "allowed is 0.05 to 100",
            "colour=red": "colour: no such field",
            "labels=1200&unlabelled=1200": "up to 1300",
            "arms=layer-matching": "family vit",
        }.items():
            done = subprocess.run([sys.executable, "distil.py", "--link", link], cwd=folder, capture_output=True, text=True)
            assert done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr, (link, done.stderr)
    for link in ("arms=quantisation-aware", "domain=inverted&adapt=pseudo-labels"):
        done = subprocess.run([RETORT, "export", "python", link, "-o", tempfile.gettempdir()], capture_output=True, text=True)
        assert done.returncode != 0 and link.rpartition("&")[2] in done.stderr, done.stderr
    print("  10 refusals")


PARTS = {
    "programs": programs,
    "first-updates": first_updates,
    "rounding": rounding,
    "accuracy": accuracy,
    "torchrun": torchrun,
    "ray": ray,
    "site": site,
    "refusals": refusals,
}


def main():
    chosen, failed = sys.argv[2:] or list(PARTS), 0
    for name in chosen:
        print(f"{name}:", flush=True)
        try:
            PARTS[name]()
        except Exception as error:  # noqa: BLE001: each part is a test of its own
            failed += 1
            print(f"  FAILED: {error}")
    verdict = "FAILED" if failed else "ok"
    print(f"test result: {verdict}. {len(chosen) - failed} passed; {failed} failed; 0 ignored")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
