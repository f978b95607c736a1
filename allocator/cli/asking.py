"""Asking a study: interruptible, with a progress bar on standard error once it takes longer."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from allocator.scenario import Loaded

A = TypeVar("A")
_SOON = 2.0
_AGAIN = 10.0


def asked(words: str, loaded: Loaded, study: Callable[[Callable[[int, int], None]], A]) -> A:
    """The study's answer; it is called with what it tells its progress to.

    Where something is wrong with the first scenario, or it has no plan at all, the error names file and line.
    """
    from allocator.cli.interrupting import interruptible
    from allocator.errors import InputError, NoPlanError

    with interruptible():
        try:
            with progress(words) as tell:
                return study(tell)
        except InputError as error:
            raise loaded.source.located(error) from None
        except NoPlanError:
            from allocator.solving import solve

            solve(loaded.scenario, source=loaded.source)
            raise


@contextmanager
def progress(words: str) -> Iterator[Callable[[int, int], None]]:
    """Something to call with (done, of all): draws a bar in a terminal, and tells lines to a file or pipe."""
    shown = _Shown(words)
    try:
        yield shown.tell
    finally:
        shown.end()


class _Shown:
    """The bar, drawn once two seconds have passed."""

    def __init__(self, words: str) -> None:
        self._words, self._next = words, time.monotonic() + _SOON
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def tell(self, done: int, steps: int) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=steps)
        elif time.monotonic() >= self._next and done < steps:
            self._next += _AGAIN
            if sys.stderr.isatty():
                self._draw(done, steps)
            else:
                sys.stderr.write(f"note: {self._words}: {done} of {steps}\n")

    def end(self) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _draw(self, done: int, steps: int) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(self._words, completed=done, total=steps)
        self._bar.start()
