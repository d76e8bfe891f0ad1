"""The widget and what is asked of it."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anywidget
import pandas as pd
import traitlets

from . import frames, links

#: What the page tells: ``playground.on(name, callback)``.
EVENTS = ("ready", "progress", "result", "config", "interaction", "error")
#: Errors that are about one message and not about a run.
ABOUT_MESSAGES = ("protocol", "unknown-type", "unknown-key", "bad-value", "flood")


class PlaygroundError(RuntimeError):
    """A run that did not come to an end; ``code`` says why, in one word."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code


class Run:
    """A run that goes on in the page: ``await run`` gives its frame."""

    def __init__(self, number: int, timeout: float) -> None:
        self.number = number
        self._timeout = timeout
        self._over = threading.Event()
        self._result: dict[str, Any] | None = None
        self._error: PlaygroundError | None = None

    @property
    def done(self) -> bool:
        """Whether it has come to an end, good or bad."""
        return self._over.is_set()

    def result(self) -> pd.DataFrame:
        """The curves (see :func:`retort_playground.curves_frame`) of a run that is done; ``await`` it before that.

        Raises :class:`PlaygroundError` for a run that failed, or that still goes on: a cell that blocks the kernel would
        keep it from hearing the page.
        """
        if not self.done:
            raise PlaygroundError("not-done", "the run goes on; `await run` waits for it")
        return self._frame()

    def __await__(self) -> Generator[Any, None, pd.DataFrame]:
        return self._wait().__await__()

    async def _wait(self) -> pd.DataFrame:
        deadline = time.monotonic() + self._timeout
        while not self.done:
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"no result within {self._timeout:g} s: is the playground shown in an open page? Where a front-end does "
                    "not deliver messages while a cell waits, start with playground.run() in one cell and read "
                    "playground.frame() in a later one"
                )
            await asyncio.sleep(0.05)
        return self._frame()

    def _frame(self) -> pd.DataFrame:
        if self._error is not None:
            raise self._error
        assert self._result is not None
        return frames.curves_frame(self._result)

    def _end(self, result: dict[str, Any] | None = None, error: PlaygroundError | None = None) -> None:
        if not self.done:
            self._result, self._error = result, error
            self._over.set()


class Playground(anywidget.AnyWidget):
    """The playground at ``url``, with the experiment of ``link``.

    ``url`` is a copy of the site, which sends ``Access-Control-Allow-Origin: *`` (GitHub Pages and ``cargo xtask serve`` do).
    ``view`` is ``full``, ``bars``, ``curves`` or ``result``; ``language`` is ``en`` or ``zh``; ``height`` in pixels, 0 for
    the height of the content.
    """

    _esm = Path(__file__).parent / "widget.js"

    url = traitlets.Unicode(help="Address of the site").tag(sync=True)
    link = traitlets.Unicode(help="The experiment, the part of a link after #").tag(sync=True)
    view = traitlets.Enum(["full", "bars", "curves", "result"], "full").tag(sync=True)
    language = traitlets.Enum(["", "en", "zh"], "").tag(sync=True)
    height = traitlets.Int(0, min=0, max=4000).tag(sync=True)

    def __init__(self, url: str, link: str = "", **traits: Any) -> None:
        self._callbacks: dict[str, list[Callable[[dict[str, Any]], object]]] = {name: [] for name in EVENTS}
        self._runs: dict[int, Run] = {}
        self._count = 0
        self._lock = threading.Lock()
        #: The settings of the page, by their keys in links; empty until it has told them.
        self.spec: dict[str, str | float] = {}
        #: Every result so far.
        self.results: list[dict[str, Any]] = []
        super().__init__(url=url, link=link, **traits)
        self.on_msg(self._hear)

    @traitlets.validate("url")
    def _check_url(self, proposal: Any) -> str:
        parts = urlsplit(proposal["value"])
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise traitlets.TraitError(f"url: an address such as https://HOST/retort/ is expected, not {proposal['value']!r}")
        # A folder: files of the site are beside its page.
        path = parts.path if parts.path.endswith("/") else parts.path.rpartition("/")[0] + "/"
        return f"{parts.scheme}://{parts.netloc}{path}"

    @traitlets.validate("link")
    def _check_link(self, proposal: Any) -> str:
        return links.plain(proposal["value"])

    def set(self, **settings: object) -> None:
        """Changes settings by their keys in links, such as ``set(T=8, student="cnn-2-4")``; None takes the default.

        What the playground does not accept is told by the next :meth:`run`, which does not start then.
        """
        self.link = links.with_settings(self.link, settings)

    def run(self, timeout: float = 600.0) -> Run:
        """Starts a run of the experiment. ``await playground.run()`` gives its frame."""
        if not (math.isfinite(timeout) and timeout > 0):
            raise ValueError(f"timeout: a number of seconds above 0 is expected, not {timeout}")
        with self._lock:
            self._count += 1
            run = self._runs[self._count] = Run(self._count, timeout)
        self.send({"command": "run", "number": run.number, "link": self.link})
        return run

    def pause(self) -> None:
        """Pauses the run; :meth:`resume` goes on."""
        self.send({"command": "pause"})

    def resume(self) -> None:
        """Goes on with a paused run."""
        self.send({"command": "resume"})

    def reset(self) -> None:
        """Ends the run and goes back to the start."""
        self.send({"command": "reset"})
        self._fail(PlaygroundError("reset", "the run was ended by reset()"))

    def look(self, **view: object) -> None:
        """Changes how results are shown and no result: ``T``, ``image``, ``view``, ``lang``, ``theme``."""
        self.send({"command": "setView", "view": view})

    def on(self, event: str, callback: Callable[[dict[str, Any]], object]) -> Callable[[], None]:
        """Calls ``callback`` with each message of this kind (:data:`EVENTS`). Gives a function that ends it."""
        if event not in EVENTS:
            raise ValueError(f"event: allowed is {', '.join(EVENTS)}, not {event!r}")
        self._callbacks[event].append(callback)
        return lambda: self._callbacks[event].remove(callback)

    def frame(self, at: int = -1) -> pd.DataFrame:
        """The curves of a result, of the last one by default."""
        if not self.results:
            raise PlaygroundError("no-result", "no run has come to its end yet")
        return frames.curves_frame(self.results[at])

    def _hear(self, _widget: object, message: Any, _buffers: object) -> None:
        if not isinstance(message, dict) or message.get("event") not in EVENTS:
            return
        event, detail = message["event"], message.get("detail")
        if not isinstance(detail, dict):
            return
        if event == "config":
            self.spec = detail.get("spec", {})
        elif event == "result":
            self.results.append(detail)
            self._finish(message.get("number"), detail)
        elif event == "error" and detail.get("code") not in ABOUT_MESSAGES:
            self._fail(PlaygroundError(str(detail.get("code")), str(detail.get("message"))), message.get("number"))
        for callback in list(self._callbacks[event]):
            callback(detail)

    def _finish(self, number: object, result: dict[str, Any]) -> None:
        with self._lock:
            run = self._runs.pop(number, None) if isinstance(number, int) else None
        if run:
            run._end(result=result)

    def _fail(self, error: PlaygroundError, number: object = None) -> None:
        """Ends one run, or all of them."""
        with self._lock:
            ended = [key for key in self._runs if number is None or key == number]
            runs = [self._runs.pop(key) for key in ended]
        for run in runs:
            run._end(error=error)
