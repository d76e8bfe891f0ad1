"""Waiting in a cell for messages from the page.

With ipykernel 7 and JupyterLab 4.4, messages of widgets are heard in a thread of their own (a subshell) while a cell runs. An
older kernel hears nothing until the cell has ended; there jupyter_ui_poll hands it the messages that wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


async def _nothing_to_await() -> None:
    return None


def polled(asynchronous: bool = False) -> Iterator[Callable[[], Any]]:
    """For ever a function that hears what waits; to be awaited where it is asked for so."""
    kernel = _kernel()
    if not hasattr(kernel, "do_one_iteration"):
        while True:
            yield _nothing_to_await if asynchronous else lambda: None
    from jupyter_ui_poll import ui_events

    events = ui_events()
    if asynchronous:
        while True:
            yield lambda: events._poll_async(10)
    with events as poll:
        while True:
            yield lambda: poll(10)


def _kernel() -> object:
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return getattr(get_ipython(), "kernel", None)
