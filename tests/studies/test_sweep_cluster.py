"""A sweep on a real cluster of this machine: the same answers, each case once."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_processes import environment, posix
from tests.studies.families import FOLDER
from tests.studies.sweeping import COUNT, SOME, awaited, begun, ended, lines

missing = importlib.util.find_spec("distributed") is None
needs_dask = pytest.mark.skipif(missing, reason="the extra `cluster` (distributed) is not installed")
UNITS = FOLDER / "units_and_tiers.yaml"
OTHER = """\
from importlib import metadata
found = metadata.version
metadata.version = lambda name: "0.0.7" if name == "allocator" else found(name)
"""


@dataclass(frozen=True)
class Cluster:
    """A scheduler, and the workers that are started for it."""

    folder: Path
    stack: ExitStack
    address: str

    def worker(self, name: str, *more: str) -> subprocess.Popen[bytes]:
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        command = ["dask_worker", self.address, *options, "--local-directory", str(self.folder), *more]
        return _started(self.stack, self.folder, name, command)

    def has(self, name: str) -> bool:
        """Whether that worker is at work for the scheduler."""
        return b"Registered to" in (self.folder / f"{name}.log").read_bytes()


def _started(stack: ExitStack, folder: Path, name: str, command: list[str]) -> subprocess.Popen[bytes]:
    """A process that is ended with the stack, whatever happens; its words go to a file."""
    log = stack.enter_context((folder / f"{name}.log").open("wb"))
    module, *arguments = command
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *arguments],
        cwd=folder,
        env=environment(),
        stdout=log,
        stderr=log,
    )
    stack.callback(process.wait, 20)
    stack.callback(process.kill)
    return process


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        folder = tmp_path / "cluster"
        folder.mkdir()
        told = folder / "scheduler.json"
        options = [
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--dashboard-address",
            "127.0.0.1:0",
        ]
        _started(stack, folder, "scheduler", ["dask_scheduler", *options, "--scheduler-file", str(told)])
        awaited(lambda: told.exists() and told.read_text().endswith("}"))
        yield Cluster(folder, stack, json.loads(told.read_text())["address"])


@posix
@needs_dask
def test_every_case_is_answered_once_though_a_worker_is_killed(cluster: Cluster, tmp_path: Path) -> None:
    doomed, _ = cluster.worker("doomed"), cluster.worker("other")
    awaited(lambda: cluster.has("doomed") and cluster.has("other"))
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    process = begun(there, "--jobs", "1", "--cluster", cluster.address)
    awaited(lambda: len(lines(there)) >= SOME or process.poll() is not None)
    assert process.poll() is None
    doomed.kill()
    assert len(lines(there)) < COUNT, "the worker was to be killed in mid-run"
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err.decode()
    assert out.decode() == ended(here, "--jobs", "1")
    assert sorted(lines(there)) == sorted(lines(here))
    assert len(lines(there)) == COUNT


@needs_dask
def test_a_worker_with_another_version_is_told(cluster: Cluster, run: Run) -> None:
    (cluster.folder / "other_version.py").write_text(OTHER)
    cluster.worker("old", "--preload", str(cluster.folder / "other_version.py"))
    ended = run("sweep", UNITS, "--vary", "budget.total=20000", "--cluster", cluster.address)
    assert (ended.code, ended.out) == (2, "")
    assert "has another version of allocator" in ended.err
    assert "found 0.0.7" in ended.err


@needs_dask
def test_an_address_where_nobody_answers_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from allocator.studies.sweep import cluster

    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    options = ("--vary", "budget.total=20000", "-o", "r.jsonl", "--cluster")
    for address in ("tcp://127.0.0.1:9", "nonsense://there"):
        ended = run("sweep", UNITS, *options, address)
        assert (ended.code, ended.out) == (2, "")
        assert f"no cluster answers at {address}" in ended.err
        assert not Path("r.jsonl").exists()


@needs_dask
def test_a_cluster_without_workers_is_told(
    cluster: Cluster, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allocator.studies.sweep.cluster._PATIENCE", 1)
    ended = run("sweep", UNITS, "--vary", "budget.total=20000", "--cluster", cluster.address)
    assert (ended.code, ended.out) == (2, "")
    assert "expected one worker or more" in ended.err


def test_without_the_extra_the_cure_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ended = run("sweep", UNITS, "--vary", "budget.total=20000", "--cluster", "tcp://127.0.0.1:9")
    assert (ended.code, ended.out) == (2, "")
    assert "allocator[cluster]" in ended.err
