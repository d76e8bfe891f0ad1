"""docs/notebooks/retort.ipynb and the package python/retort_playground, which it uses.

The kernel's side runs under nbclient, which has no page. The page's side runs in JupyterLab, opened in a headless Chromium
(lab.mjs): the real front-end of anywidget, a real kernel, and the site from dist/ on another port.

    cargo xtask verify python
    pip install "./python[test]" && python -m pytest tests/python/test_notebook.py    # this alone

It needs dist/ (cargo xtask build), Node with the repository's npm modules, Chromium (RETORT_BROWSER says where), and the
command line (cargo build --bin retort; RETORT_PROGRAM says where).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from retort_playground import curves_frame, read_lines, with_settings

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs/notebooks/retort.ipynb"
DIST = Path(os.environ.get("RETORT_DIST", ROOT / "dist"))
#: The notebook's first run, as the playground writes it: T = 4 is the default.
LINK = "v=1&steps=100&tepochs=6"


def notebook_of(*sources: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def text_of(cell: nbformat.NotebookNode) -> str:
    outputs = cell.get("outputs", [])
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]
    return "".join("".join(text) for text in texts)


def test_settings_change_links_and_drop_claims() -> None:
    assert with_settings("https://HOST/#v=1&T=4&e=1&r=00112233-44556677&c=AAAgAA", {"T": 8}) == "v=1&T=8"
    assert with_settings("", {"arms": ["hard-labels", "soft-labels"], "lr": 0.005}) == (
        "v=1&arms=hard-labels,soft-labels&lr=0.005"
    )
    assert with_settings("v=1&T=4", {"T": None, "seed": 7.0}) == "v=1&seed=7"
    with pytest.raises(TypeError, match="T: a number, a word or a list of words is expected"):
        with_settings("", {"T": True})
    with pytest.raises(ValueError, match="allowed is 1500"):
        with_settings("", {"arms": "x" * 2000})


def test_lines_of_the_command_line_become_a_frame(tmp_path: Path) -> None:
    net = {"accuracy": 0.5, "crossEntropy": 1.5, "fingerprint": "0" * 16}
    line = {"link": "v=1", "seed": 42, "teacher": net, "arms": {"soft-labels": net}, "fingerprint": "1" * 16}
    file = tmp_path / "runs.jsonl"
    failed = {"link": "v=1&lr=1", "seed": 42, "failed": {"role": "teacher", "code": "diverged", "update": 7}}
    file.write_text(f"{json.dumps(line)}\n{json.dumps(failed)}\n")
    frame = read_lines(file)
    assert list(frame["net"]) == ["teacher", "soft-labels"] and frame.attrs["failed"] == ["v=1&lr=1"]
    assert list(frame["cross_entropy"]) == [1.5, 1.5]
    file.write_text('{"link": 3}\n')
    with pytest.raises(ValueError, match="line 1: no result"):
        read_lines(file)


def test_the_kernel_side_of_the_notebook_runs_without_a_page(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, skip_cells_with_tag="page", timeout=120).execute(cwd=str(tmp_path))
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts[0] == 1 and all(not cell.get("outputs") for cell in notebook.cells if cell.cell_type == "code")
    # What a kernel without a page says.
    other = notebook_of(
        "from retort_playground import Playground\nplayground = Playground(url='http://HOST/retort/index.html')",
        "print(playground.url)",
        "try:\n    Playground(url='retort')\nexcept Exception as error:\n    print(error)",
        "try:\n    playground.run().result()\nexcept RuntimeError as error:\n    print(error)",
        "try:\n    await playground.run(timeout=0.3)\nexcept TimeoutError as error:\n    print(error)",
        "try:\n    playground.frame()\nexcept RuntimeError as error:\n    print(error)",
        "playground.set(T=2, student='cnn-2-4')\nprint(playground.link)",
        "try:\n    playground.on('nothing', print)\nexcept ValueError as error:\n    print(error)",
    )
    NotebookClient(other, timeout=120).execute(cwd=str(tmp_path))
    url, wrong, early, awaited, none, link, event = (text_of(cell).strip() for cell in other.cells[1:])
    assert url == "http://HOST/retort/"
    assert "an address such as https://HOST/retort/ is expected, not 'retort'" in wrong
    assert early == "not-done: the run goes on; `await run` waits for it"
    assert "is the playground shown in an open page?" in awaited
    assert none == "no-result: no run has come to its end yet"
    assert link == "v=1&T=2&student=cnn-2-4"
    assert event.startswith("event: allowed is ready, progress, result")


class Site(SimpleHTTPRequestHandler):
    """A static host as sites for public files are: the module of another site may be loaded."""

    extensions_map = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".wasm": "application/wasm",
    }

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def site():
    assert (DIST / "embed.js").is_file(), f"{DIST} is not built: cargo xtask build"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=str(DIST)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def jupyter_lab(folder: Path, environment: dict[str, str]):
    """A JupyterLab of its own: settings, folder and port belong to this test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        json.dumps({"fetchNews": "false", "checkForUpdates": False})
    )
    own = {
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
    }
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    log = (folder / "jupyter.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        env={**os.environ, **own, **environment},
        stdout=log,
        stderr=log,
        cwd=folder,
    )
    try:
        yield f"http://127.0.0.1:{port}/lab/tree/retort.ipynb"
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def program() -> Path:
    """The command line, whose bits the page's must be."""
    built = [ROOT / "target" / profile / "retort" for profile in ("release", "debug")]
    named = os.environ.get("RETORT_PROGRAM")
    found = next((path for path in ([Path(named)] if named else built) if path.is_file()), None)
    assert found, f"{named or 'retort'} is not built: cargo build --bin retort"
    return found


def test_the_notebook_runs_in_jupyter_lab(tmp_path: Path) -> None:
    retort = program()
    copy = tmp_path / "retort.ipynb"
    shutil.copy(NOTEBOOK, copy)
    with site() as url, jupyter_lab(tmp_path, {"RETORT_URL": url}) as lab:
        drive = subprocess.run(
            ["node", str(ROOT / "tests/python/lab.mjs"), lab, str(tmp_path / "lab.png")],
            capture_output=True,
            text=True,
            timeout=400,
        )
        assert drive.returncode == 0, f"{drive.stderr}\n{(tmp_path / 'jupyter.log').read_text()[-3000:]}"
    cells = [cell for cell in nbformat.read(copy, as_version=4).cells if cell.cell_type == "code"]
    for cell in cells:
        errors = [output for output in cell.outputs if output.output_type == "error"]
        assert cell.execution_count and not errors, f"{cell.source}\n{errors}"
    _, _, finals, curves, sweep, refused, identity = map(text_of, cells)
    for net in ("teacher", "hard-labels", "soft-labels", "label-smoothing"):
        assert net in finals, finals
    assert "9802" in finals  # the teacher's parameters
    assert "soft-labels" in curves and "126" in curves, curves
    header, *rows = sweep.splitlines()
    assert header.split() == ["T", "1", "4", "16"], sweep
    by_net = {row.split()[0]: row.split()[1:] for row in rows}
    # The teacher and the student that sees labels only do not depend on T; the distilled one does.
    for net in ("teacher", "hard-labels"):
        assert len(set(by_net[net])) == 1, sweep
    assert len(set(by_net["soft-labels"])) > 1, sweep
    assert refused.strip() == "settings: not accepted: T (out-of-range)", refused
    link, fingerprint = identity.strip("()\n ").replace("'", "").split(", ")
    assert link == LINK and len(fingerprint) == 16

    line = subprocess.run([retort, "run", LINK, "--json"], capture_output=True, text=True, check=True).stdout
    assert json.loads(line)["fingerprint"] == fingerprint, "the page and the command line differ"


def test_results_become_curves() -> None:
    point = {"accuracy": 0.5, "crossEntropy": 1.0, "calibrationError": 0.1, "agreement": None, "kl": None}
    result = {
        "link": "v=1",
        "fingerprint": "0" * 16,
        "results": [{"net": "teacher", "parameters": 3, "flops": 4, "fingerprint": "1" * 16, **point}],
        "curves": [{"net": "teacher", "update": update, "loss": None, **point} for update in (0, 10)],
    }
    frame = curves_frame(result)
    assert list(frame["final"]) == [False, True] and list(frame["parameters"]) == [3, 3]
    assert isinstance(frame, pd.DataFrame) and frame.attrs["fingerprint"] == "0" * 16
