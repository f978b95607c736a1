"""Which format a result is written in, where a file is named and where not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import IMPOSSIBLE, Run

WITH_OUTPUT: dict[str, list[str]] = {
    "alternatives": [],
    "check": [],
    "compare": ["--set", "budget.total=8000"],
    "curve": ["--no-plan"],
    "cut": ["--percent", "10"],
    "evaluate": ["--spend", "plan.json"],
    "explain": [],
    "frontier": [],
    "goal": ["--target", "lead=10"],
    "next": ["--amount", "100"],
    "solve": [],
    "stress": [],
    "sweep": ["--vary", "budget.total=8000,9000"],
}
"""Commands that take a scenario and write a result, with what else they need."""
BEGINNINGS = {
    "a.json": '{\n  "format": 1,',
    "a.JSON": '{\n  "format": 1,',
    "a.csv": "id,name,kind,",
    "a.md": "# Small\n",
    "a.txt": "Small\n",
    "a": "Small\n",
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_file_is_written_in_the_format_of_its_ending(run: Run, scenario: Path, name: str) -> None:
    ended = run("solve", scenario, "-o", name)
    assert (ended.code, ended.out) == (0, "")
    assert Path(name).read_text(encoding="utf-8").startswith(BEGINNINGS[name])


def test_standard_output_is_a_table_also_as_a_file(run: Run, scenario: Path) -> None:
    assert run("solve", scenario, "-o", "-").out == run("solve", scenario).out
    assert run("solve", scenario).out.startswith("Small")


def test_a_format_that_is_asked_for_is_written_and_the_other_ending_told(run: Run, scenario: Path) -> None:
    ended = run("solve", scenario, "--format", "json", "-o", "a.csv")
    assert ended.code == 0
    assert json.loads(Path("a.csv").read_text(encoding="utf-8"))["name"] == "Small"
    assert ended.err.startswith("note: a.csv: written as json, because --format says so\n")
    assert "note" not in run("solve", scenario, "--format", "json", "-o", "a.xyz").err
    assert "note" not in run("solve", scenario, "--format", "json", "-o", "a.json").err


@pytest.mark.parametrize("command", WITH_OUTPUT)
def test_every_command_refuses_an_ending_of_no_format_before_any_work(
    run: Run, scenario: Path, plan: Path, command: str
) -> None:
    ended = run(command, scenario, *WITH_OUTPUT[command], "-o", "a.xyz")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "error: a.xyz: no format by this ending "
        "(expected .json, .csv, .md, .txt, no ending, or a --format, found .xyz)\n"
    )
    assert not Path("a.xyz").exists()


@pytest.mark.parametrize("command", sorted({*WITH_OUTPUT} - {"evaluate", "stress", "alternatives"}))
def test_every_command_takes_the_format_from_the_ending(
    run: Run, scenario: Path, plan: Path, command: str
) -> None:
    ended = run(command, scenario, *WITH_OUTPUT[command], "-o", "a.json")
    assert (ended.code, ended.out) == (0, "")
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["format"] == 1


def test_a_report_s_endings_are_told_where_they_are_written(run: Run, scenario: Path) -> None:
    assert "`allocator report` writes those" in run("solve", scenario, "-o", "a.xlsx").err


def test_verify_takes_the_format_from_the_ending(run: Run, plan: Path) -> None:
    assert run("verify", plan, "-o", "a.json").code == 0
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["verified"] is True


def test_a_contradiction_is_told_as_data_where_the_file_is_json(run: Run) -> None:
    Path("no.yaml").write_text(IMPOSSIBLE, encoding="utf-8")
    ended = run("solve", "no.yaml", "-o", "a.json")
    assert ended.code == 3
    assert ended.data["cures"]
    assert not Path("a.json").exists()


def test_lines_of_a_sweep_leave_its_summary_on_standard_output(run: Run, scenario: Path) -> None:
    ended = run("sweep", scenario, "--vary", "budget.total=8000,9000", "-o", "a.jsonl")
    assert ended.code == 0
    assert ended.out.startswith("Small")
    assert len(Path("a.jsonl").read_text(encoding="utf-8").splitlines()) == 3
