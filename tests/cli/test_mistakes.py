"""Every mistake of a user is told in its own words: exit code 2, nothing on standard output, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.cli import ending
from tests.cli.conftest import MISTAKEN, SCENARIO, Run

DEEP = "[" * 100_000


def test_all_mistakes_are_told_at_once_each_with_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(MISTAKEN)
    ended = run("check", "bad.yaml")
    lines = ended.err.splitlines()
    assert (ended.code, ended.out) == (2, "")
    assert 'error: bad.yaml:1:1: budgt: unknown key; did you mean "budget"?' in lines
    assert any(line.startswith("error: bad.yaml:3:7: items.a.kind:") for line in lines)
    assert lines[-1] == f"{len(lines) - 1} mistakes"


def test_a_single_mistake_is_one_line(run: Run) -> None:
    ended = run("solve", "-", stdin=SCENARIO.replace("total: 9000", "total: -1"))
    (line,) = ended.err.splitlines()
    assert line.startswith("error: <stdin>:5:10: budget.total: ")


def test_a_comma_that_cuts_a_name_in_two_is_told(run: Run) -> None:
    ended = run(
        "check", "-", stdin="{budget: 900, name: up to 2,500 leads, items: {a: {kind: ad, price: 400}}}"
    )
    (line,) = ended.err.splitlines()
    cure = "quotes around a text that holds a comma"
    assert line == f"error: <stdin>:1:29: 500 leads: unknown key (expected {cure}, found no value)"


@pytest.mark.parametrize("command", ["check", "solve"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "budget: [",
        DEEP,
        '{"a":' * 5000,
        "budget: .nan",
        "\0",
        b"\xff\xfe",
        "items: !!python/object {}",
        "a",
    ],
)
def test_no_input_brings_a_traceback(run: Run, command: str, text: str | bytes) -> None:
    ended = run(command, "-", stdin=text)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: ")
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("path", ["no-such.yaml", ".", "", "no/such/file.yaml"])
def test_files_that_cannot_be_read_are_told(run: Run, path: str) -> None:
    ended = run("check", path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: ")


def test_output_where_there_is_no_folder(run: Run, scenario: Path) -> None:
    ended = run("check", scenario, "-o", "no/such/file")
    assert (ended.code, ended.err) == (2, "error: no/such/file: there is no folder no/such\n")


def test_text_from_a_file_cannot_steer_the_terminal(run: Run) -> None:
    ended = run("check", "-", stdin='{"budget": 1, "items": {}, "\\u202eevil": 1}')
    assert ended.code == 2
    assert "\u202e" not in ended.err


def test_a_fault_in_the_program_is_one_line_with_a_hint(
    run: Run, scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("two\nlines")

    monkeypatch.setattr("allocator.reports.costs.Costs.of", broken)
    ended = run("check", scenario)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("\n") == 1
    assert ended.err.startswith("internal error: KeyError: ")
    assert "ALLOCATOR_DEBUG=1" in ended.err
    monkeypatch.setenv("ALLOCATOR_DEBUG", "1")
    with pytest.raises(KeyError):
        ending.exit_code_of(KeyError("x"))


def test_too_little_memory_is_no_internal_error(
    run: Run, scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("allocator.reports.costs.Costs.of", broken)
    ended = run("check", scenario)
    assert (ended.code, ended.err) == (1, "error: not enough memory for this input\n")


def test_an_interrupt_ends_with_130(run: Run, scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("allocator.reports.costs.Costs.of", interrupted)
    ended = run("check", scenario, "-o", "out")
    assert (ended.code, ended.out) == (130, "")
