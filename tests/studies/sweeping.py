"""Sweeps as processes of their own, to be interrupted while they run."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cli.test_processes import environment
from tests.studies.families import FOLDER

COUNT = 80
SWEEP = (
    *("sweep", str(FOLDER / "units_and_tiers.yaml")),
    *("--vary", f"budget.total=20000..{20000 + 250 * (COUNT - 1)}..250"),
    *("-o", "results.jsonl"),
)
SOME = 6
"""So many lines there are before anything is interrupted."""
children = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="reads from /proc which processes are left"
)


def begun(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """The sweep in a process group of its own, as a terminal would start it."""
    return subprocess.Popen(
        [sys.executable, "-m", "allocator", *SWEEP, *more],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def ended(folder: Path, *more: str) -> str:
    """The sweep to its end; what it prints."""
    process = begun(folder, *more)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err.decode()
    return out.decode()


def lines(folder: Path) -> list[bytes]:
    """The lines of the file so far, but its header."""
    path = folder / "results.jsonl"
    return path.read_bytes().splitlines(keepends=True)[1:] if path.exists() else []


def awaited(condition: Callable[[], object], seconds: float = 120) -> None:
    """Return once the condition holds; fail after so many seconds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.01)


def descendants(process: int) -> list[int]:
    """The processes that this one has started, and theirs."""
    told = Path(f"/proc/{process}/task/{process}/children")
    own = [int(word) for word in told.read_text().split()]
    return own + [below for one in own for below in descendants(one)]


def alive(processes: Sequence[int]) -> list[int]:
    """Those that still run; one that only waits to be collected does not."""
    return [one for one in processes if _state(one) not in ("", "Z", "X")]


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
