"""Peers side by side, each in a process of its own, asked in turn, and stopped where they take too long."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import NamedTuple, Self

from tests.bench.curves.problems import Asked
from tests.bench.processes import MEGABYTE, PER_UNIT

LIMIT = 60
"""Seconds after which a peer is stopped."""
TOO_SLOW = f"over {LIMIT} s"
_ENDS: dict[int, str] = {signal.SIGALRM: TOO_SLOW, signal.SIGKILL: "stopped"}
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Answer(NamedTuple):
    """What a peer reached: net return, proven bound, CPU seconds, and the shares of its phases."""

    net: float
    bound: float | None
    seconds: float
    phases: dict[str, float]


class Refusal(NamedTuple):
    """Why there is no answer."""

    why: str


class Worker:
    """A peer's process, of one thread; once it is stopped it gives the same refusal to every question."""

    def __init__(self, peer: str) -> None:
        self.megabytes = 0.0
        self._gone: Refusal | None = None
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.curves.worker", peer],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **dict.fromkeys(_THREADS, "1")},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ask(self, problem: Asked) -> Answer | Refusal:
        """What the peer says to a problem."""
        if self._gone is not None:
            return self._gone
        given, told = self._process.stdin, self._process.stdout
        assert given is not None
        assert told is not None
        with suppress(BrokenPipeError):  # one that has ended says nothing below
            print(json.dumps(problem), file=given, flush=True)
        if not (line := told.readline()):
            return self._ended()
        answer = json.loads(line)
        if "why" in answer:
            return Refusal(answer["why"])
        return Answer(answer["net"], answer["bound"], answer["seconds"], answer.get("phases", {}))

    def stop(self) -> None:
        """End the process; its peak memory, all that it has imported included, is known from then on."""
        if self._gone is None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._ended()

    def _ended(self) -> Refusal:
        """Why the process is no more: it was stopped, has had its time, or has failed."""
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.megabytes = usage.ru_maxrss * PER_UNIT / MEGABYTE
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._gone = Refusal(_ENDS.get(-self._process.returncode, "failed"))
        return self._gone
