"""A word on standard error while a search takes long."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SOON = 10.0
WORD = "note: still searching; --gap 0.001 is content with nearly the best, --time-limit 60 with a minute\n"


@contextmanager
def patience(after: float = _SOON) -> Iterator[None]:
    """Say so once if what happens inside takes longer than so many seconds."""
    timer = threading.Timer(after, sys.stderr.write, (WORD,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
