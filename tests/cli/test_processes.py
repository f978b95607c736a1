"""What only a process of its own can show: the same bytes, closed pipes, interrupts, what is imported."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

PYTHON = (sys.executable, "-m", "allocator")
ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="signals and pipes as on POSIX")


def environment(**changes: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": ""} | changes


def slow_scenario(path: Path) -> None:
    """Whole purchases under many limits: a search that takes far longer than any test."""
    chance = random.Random(3)
    tags = [f"t{k}" for k in range(25)]
    items = {
        f"i{k}": {
            "kind": "ad",
            "time_frame": "fast",
            "tags": [tag for tag in tags if chance.random() < 0.5],
            "price": chance.randint(1000, 9999),
            "returns": {"roi": round(chance.uniform(0.2, 0.4), 4)},
        }
        for k in range(120)
    }
    limits = [{"name": tag, "on": {"tag": tag}, "max_total": 90000 + chance.randint(0, 999)} for tag in tags]
    path.write_text(json.dumps({"budget": 1_000_000, "items": items, "limits": limits}))


def test_the_same_input_gives_the_same_bytes(scenario: Path) -> None:
    outputs = set()
    for seed in ("0", "1"):
        command = [*PYTHON, "solve", str(scenario), "--format", "json"]
        outputs.add(
            subprocess.run(
                command,
                env=environment(PYTHONHASHSEED=seed, COLUMNS=seed * 2),
                capture_output=True,
                check=True,
            ).stdout
        )
    assert len(outputs) == 1


@posix
def test_a_reader_that_goes_away_is_no_fault(scenario: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [*PYTHON, "check", str(scenario)],
        env=environment(),
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(scenario: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*PYTHON, "check", str(scenario)],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (1, b"error: standard output: no space left on device\n")


@posix
def test_an_interrupt_ends_a_slow_solve_and_leaves_nothing(tmp_path: Path) -> None:
    slow_scenario(tmp_path / "slow.json")
    begin = time.monotonic()
    subprocess.run([*PYTHON, "check", "slow.json"], cwd=tmp_path, env=environment(), check=True)
    to_begin = time.monotonic() - begin
    process = subprocess.Popen(
        [*PYTHON, "solve", "slow.json", "-o", "plan.txt"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(1 + 2 * to_begin)
    assert process.poll() is None, "the solve was to be slow"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["slow.json"]


def imported(*command: str) -> set[str]:
    """The modules that a command has imported when it ends."""
    code = "import sys; from allocator.cli import main\n"
    code += "try: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    ended = subprocess.run(
        [sys.executable, "-c", code, *command], env=environment(), capture_output=True, text=True, check=True
    )
    return set(ended.stderr.split())


def test_help_imports_nothing_heavy() -> None:
    loaded = {name.partition(".")[0] for name in imported("--help")}
    assert loaded.isdisjoint({"pulp", "highspy", "numpy", "pandas", "ruamel"})


def test_a_solve_imports_no_other_command_and_no_study(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text("budget: 100\nitems: {a: {kind: ad, spend: {max_total: 50}, returns: {roas: 2}}}\n")
    loaded = imported("solve", str(path))
    assert "allocator.cli.solve" in loaded
    others = {f"allocator.cli.{other.stem}" for other in (ROOT / "allocator/cli").glob("*.py")}
    commands = {name for name in others & loaded if hasattr(import_module(name), "EXAMPLES")}
    assert commands == {"allocator.cli.solve"}
    unused = ("allocator.studies", "allocator.importers", "allocator.scenario.csv", "pandas", "openpyxl")
    assert not [name for name in loaded if name.startswith(unused)]
