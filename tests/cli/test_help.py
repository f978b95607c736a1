from __future__ import annotations

from pathlib import Path

import pytest

import allocator.cli
from tests.cli.conftest import Run

COMMANDS = [
    "init",
    "check",
    "solve",
    "goal",
    "report",
    "curve",
    "sweep",
    "frontier",
    "compare",
    "next",
    "cut",
    "evaluate",
    "explain",
    "stress",
    "alternatives",
    "verify",
    "schema",
]


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=["allocator", *COMMANDS])
def test_every_help_ends_with_an_example(run: Run, command: list[str]) -> None:
    ended = run(*command, "--help")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    examples = lines[lines.index("  Examples:") + 1 :]
    assert examples
    assert all(" ".join(["allocator", *command]) in line for line in examples)
    assert run(*command, "-h").out == ended.out


def test_the_list_of_commands_says_what_each_is_for(run: Run) -> None:
    out = run("--help").out
    assert all(f"\n  {name}" in out for name in COMMANDS)
    assert not any(line.endswith("...") for line in out.splitlines()[1:])


def test_every_command_with_a_file_is_in_the_list() -> None:
    files = Path(allocator.cli.__file__).parent.glob("*.py")
    functions = {path.stem for path in files if "\nEXAMPLES = " in path.read_text(encoding="utf-8")}
    assert functions == {"next_money" if name == "next" else name for name in COMMANDS}


def test_the_version_is_told(run: Run) -> None:
    ended = run("--version")
    assert ended.code == 0
    assert ended.out.startswith("allocator")


def test_an_unknown_command_is_bad_usage(run: Run) -> None:
    ended = run("slove")
    assert (ended.code, ended.out) == (2, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_commands(run: Run, monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    monkeypatch.setenv("_ALLOCATOR_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("COMP_WORDS", "allocator so")
    monkeypatch.setenv("COMP_CWORD", "1")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "allocator so")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    assert "solve" in run().out
