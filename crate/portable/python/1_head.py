#!/usr/bin/env python3
"""The experiment of a Retort link in PyTorch: the same images, networks, first weights, order of images and losses.

    python distil.py                        the experiment of experiment.json, one result line on standard output
    python distil.py --seeds 10             ten seeds, from the link's own upward
    python distil.py --compare              the first updates beside those of the playground; fails above 1e-4 or rounding
    python distil.py --sweep a.sweep.json   every point of a sweep, one after the other
    python distil.py --ray a.sweep.json     the same as a Ray Tune sweep, on this machine or a cluster
    torchrun --nproc-per-node 4 distil.py --seeds 40

Needs torch, numpy and safetensors; --ray needs ray[tune]. With --out results.jsonl the lines are appended to a file
that the playground opens. Runs that the file already holds are not repeated, so a sweep goes on where it was stopped.

What is exact and what is not: the playground draws every random number from named streams (SplitMix64), and so does
this script. Choice of images, labels, order, dropout masks and first weights are equal bit for bit, for any seed. Sums
are rounded in another order, so losses differ in the last digits and grow apart over hundreds of updates.
"""

import argparse
import gzip
import hashlib
import http.client
import itertools
import json
import math
import os
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

FOLDER = Path(__file__).resolve().parent
EXPERIMENT = json.loads((FOLDER / "experiment.json").read_text())
FIELDS = {each["key"]: each for each in EXPERIMENT["fields"]}
DATASET = EXPERIMENT["dataset"]
