"""Time and memory of whole processes, as the operating system accounts for them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

MEGABYTE = 1 << 20
PER_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall seconds and peak memory in MB."""

    seconds: float
    megabytes: float


def measured(command: Sequence[str]) -> Run:
    """Run a command to its end; raises CalledProcessError where it fails."""
    # Without written bytecode every start would compile the package anew, which no installed copy does.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return Run(seconds, usage.ru_maxrss * PER_UNIT / MEGABYTE)


def paired(first: Sequence[str], second: Sequence[str], rounds: int) -> tuple[list[Run], list[Run], float]:
    """Both commands in turn, after a warm-up; the runs, and the median of the ratios pair by pair."""
    measured(first), measured(second)
    pairs = [(measured(first), measured(second)) for _ in range(rounds)]
    ratio = median(one.seconds / other.seconds for one, other in pairs)
    return [one for one, _ in pairs], [other for _, other in pairs], ratio
