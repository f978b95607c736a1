"""Ctrl-C that works while the solver runs: compiled code does not look for it by itself."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTED = 130
_GRACE = 0.5


@contextmanager
def interruptible() -> Iterator[None]:
    """End with code 130 where an interrupt is not taken up at once, or is swallowed; write nothing inside."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    watch = _Watch()
    try:
        yield
    finally:
        if watch.ended_with_interrupt():
            raise KeyboardInterrupt


class _Watch:
    """A thread that is told the number of every signal that arrives."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self._done, self._interrupted = threading.Event(), False
        self._before = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def ended_with_interrupt(self) -> bool:
        """Stop; says whether an interrupt came, even if some library has caught the exception."""
        self._done.set()
        signal.set_wakeup_fd(self._before)
        os.close(self._writer)
        self._thread.join()
        os.close(self._reader)
        return self._interrupted

    def _listen(self) -> None:
        while number := os.read(self._reader, 1):
            if number[0] == signal.SIGINT:
                self._interrupted = True
                if not self._done.wait(_GRACE):
                    os._exit(INTERRUPTED)
