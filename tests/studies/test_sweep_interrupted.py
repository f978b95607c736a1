"""An interrupted sweep leaves whole lines and no process, and goes on without losing or repeating a case."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from tests.cli.test_processes import posix
from tests.studies.sweeping import COUNT, SOME, alive, awaited, begun, children, descendants, ended, lines

pytestmark = [posix, children]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[bytes]]:
    """What the sweep prints and writes on one core, without an interruption."""
    folder = tmp_path_factory.mktemp("undisturbed")
    return ended(folder, "--jobs", "1"), lines(folder)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_it_at_once_and_it_goes_on(
    tmp_path: Path, undisturbed: tuple[str, list[bytes]], jobs: str
) -> None:
    process = begun(tmp_path, "--jobs", jobs)
    awaited(lambda: len(lines(tmp_path)) >= SOME)
    workers = descendants(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    awaited(lambda: not alive(workers), 20)
    gone_on(tmp_path, undisturbed)


def test_a_kill_leaves_no_worker_and_it_goes_on(tmp_path: Path, undisturbed: tuple[str, list[bytes]]) -> None:
    process = begun(tmp_path, "--jobs", "2")
    awaited(lambda: len(lines(tmp_path)) >= SOME)
    workers = descendants(process.pid)
    assert len(alive(workers)) >= 2
    process.kill()
    process.communicate(timeout=20)
    awaited(lambda: not alive(workers), 20)
    gone_on(tmp_path, undisturbed)


def test_a_worker_that_is_killed_is_told_and_it_goes_on(
    tmp_path: Path, undisturbed: tuple[str, list[bytes]]
) -> None:
    process = begun(tmp_path, "--jobs", "2")
    awaited(lambda: len(lines(tmp_path)) >= SOME)
    workers = descendants(process.pid)
    os.kill(workers[-1], signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, b"")
    assert b"a worker process was ended from outside" in err
    awaited(lambda: not alive(workers), 20)
    gone_on(tmp_path, undisturbed)


def gone_on(folder: Path, undisturbed: tuple[str, list[bytes]]) -> None:
    """The file has whole lines, not all; going on adds the rest, each once, as in an undisturbed run."""
    printed, whole = undisturbed
    before = lines(folder)
    assert SOME <= len(before) < COUNT
    assert all(line.endswith(b"\n") and json.loads(line)["case"] for line in before)
    assert ended(folder, "--jobs", "2", "--resume") == printed
    after = lines(folder)
    assert after[: len(before)] == before
    assert sorted(after) == sorted(whole)
    assert len(after) == COUNT
