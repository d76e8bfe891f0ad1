"""Results as pandas frames."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

import pandas as pd

#: Names in messages and files, and names of columns.
COLUMNS = {
    "net": "net",
    "update": "update",
    "accuracy": "accuracy",
    "crossEntropy": "cross_entropy",
    "calibrationError": "calibration_error",
    "agreement": "agreement",
    "kl": "kl",
    "loss": "loss",
    "parameters": "parameters",
    "flops": "flops",
    "fingerprint": "fingerprint",
}
#: What belongs to a network and not to a moment of its training.
OF_A_NETWORK = ("parameters", "flops", "fingerprint")


def _frame(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    columns = list(columns)
    frame = pd.DataFrame([{COLUMNS[key]: row.get(key) for key in columns} for row in rows])
    return frame.reindex(columns=[COLUMNS[key] for key in columns]).infer_objects()


def result_frame(result: Mapping[str, Any]) -> pd.DataFrame:
    """One row a network: what each came to, the teacher first. Shares are between 0 and 1."""
    columns = [key for key in COLUMNS if key not in ("update", "loss")]
    return _attributed(_frame(result["results"], columns), result)


def curves_frame(result: Mapping[str, Any]) -> pd.DataFrame:
    """One row an evaluation of a network on the test images; ``final`` marks the last one of each."""
    frame = _frame(result["curves"], [key for key in COLUMNS if key not in OF_A_NETWORK])
    frame["final"] = ~frame.duplicated("net", keep="last")
    of_networks = result_frame(result).set_index("net")
    for key in OF_A_NETWORK:
        frame[COLUMNS[key]] = frame["net"].map(of_networks[COLUMNS[key]])
    return _attributed(frame, result)


def _attributed(frame: pd.DataFrame, result: Mapping[str, Any]) -> pd.DataFrame:
    for key in ("link", "claim", "fingerprint", "engine"):
        frame.attrs[key] = result.get(key)
    return frame


def read_lines(path: str | PathLike[str]) -> pd.DataFrame:
    """The runs of a ``.jsonl`` file (``retort run --json``, ``retort sweep``, ``retort merge``): one row a network and run.

    Runs that diverged are left out; ``attrs["failed"]`` has their links.
    """
    rows: list[dict[str, Any]] = []
    failed: list[str] = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                run = json.loads(line)
                if "failed" in run:
                    failed.append(run["link"])
                    continue
                nets = {"teacher": run["teacher"], **run["arms"]}
                rows += [
                    {"link": run["link"], "seed": run["seed"], "net": key, **net} for key, net in nets.items()
                ]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}, line {number}: no result of a run ({error})") from error
    frame = pd.DataFrame(rows).rename(columns=COLUMNS)
    frame.attrs["failed"] = failed
    return frame
