"""The search for a second Python: what does not run is passed over."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import second_interpreter
from tests.second_interpreter import Interpreter, other_interpreter, probed


def fake(folder: Path, script: str) -> Path:
    path = folder / "python3.12"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    "script", ["exit 127", "echo 3 10", "echo 3 99", "echo 2 12", "echo nonsense", "true"]
)
def test_what_does_not_fit_is_passed_over(tmp_path: Path, script: str) -> None:
    assert probed(fake(tmp_path, script)) is None


def test_what_runs_is_found(tmp_path: Path) -> None:
    path = fake(tmp_path, "echo 3 12")
    assert probed(path) == Interpreter(12, str(path))
    assert probed(tmp_path / "missing") is None


def test_an_environment_is_no_interpreter_of_its_own(tmp_path: Path) -> None:
    if sys.prefix != sys.base_prefix:
        assert probed(Path(sys.executable)) is None


@pytest.mark.parametrize(("here", "chosen"), [((3, 11), 13), ((3, 12), 11), ((3, 13), 11)])
def test_the_other_side_of_the_line_is_chosen(
    monkeypatch: pytest.MonkeyPatch, here: tuple[int, int], chosen: int
) -> None:
    monkeypatch.setattr(second_interpreter, "candidates", lambda: map(Path, ["11", "13", "12"]))
    monkeypatch.setattr(second_interpreter, "probed", lambda path: Interpreter(int(str(path)), str(path)))
    monkeypatch.setattr(sys, "version_info", here)
    assert other_interpreter() == Interpreter(chosen, str(chosen))


def test_it_says_plainly_that_there_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(second_interpreter, "candidates", lambda: iter(()))
    assert second_interpreter.main() == 0
    assert "NOTHING was run on a second interpreter" in capsys.readouterr().out
