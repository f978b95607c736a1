"""What runs in a worker process: it knows the base once, and is sent settings only."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection

from allocator.errors import Mistake
from allocator.studies.sweep.answer import CaseAnswer
from allocator.studies.sweep.asking import Base
from allocator.studies.sweep.cases import Case

_base: Base


def begin(base: Base, lifeline: Connection) -> None:
    """Keep the base; end at once, whatever is at work, when the other end of `lifeline` is closed.

    The system closes it as well where the parent process is killed. Ctrl-C is the parent's matter.
    """
    global _base
    _base = base
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def ready() -> None:
    """Nothing: a first task, for which the process is started."""


def mistakes(cases: Sequence[Case]) -> list[Mistake]:
    """What is wrong with these cases."""
    return _base.mistakes(cases)


def answers(cases: Sequence[Case]) -> list[CaseAnswer]:
    """The answers to these cases."""
    return _base.answers(cases)


def _end_with(lifeline: Connection) -> None:
    with suppress(EOFError, OSError):
        lifeline.recv_bytes()
    os._exit(0)
