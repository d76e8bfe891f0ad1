"""The Retort playground for knowledge distillation as a Jupyter widget."""

from .frames import curves_frame, read_lines, result_frame
from .links import with_settings
from .playground import Playground, PlaygroundError, Run

__all__ = [
    "Playground",
    "PlaygroundError",
    "Run",
    "curves_frame",
    "read_lines",
    "result_frame",
    "with_settings",
]
