"""Runs every block of a document in one temporary folder, in order, and says what is not as written.

How documents are written so that they run (`pytest --update-docs` fills in the outputs):

- `console`: lines `$ command`, each followed by what it prints in a terminal of 100 columns (standard output
  and error together). Shown lines `...` stand for any number of lines, and stay where outputs are filled in;
  a command that shows no output may print anything. The folder
  holds a copy of `scenarios/`; the current folder and `$?` live on from one command to the next.
- `console exit=3`: the block's last command ends with status 3.
- `yaml file=mine.yaml`, `csv file=items.csv`, `json file=x.json`: written into the folder.
- `yaml` without `file=`: a fragment, which must fit a small base scenario (`tests/docs/fragments.py`).
- `python`: executed; all of a document share one namespace; lines `>>>` are checked as doctests.
- `sh`: set-up commands, not executed; each must start with one of `SETUP`, and name an existing make target.
- `json` must parse, `csv` must have equal rows; `make`, `math` and `text` are only shown.
"""

from __future__ import annotations

import contextlib
import csv
import difflib
import doctest
import io
import json
import re
import shutil
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.docs.blocks import Block, Command, DocumentError, abridged, alike, blocks, commands
from tests.docs.fragments import check_fragment
from tests.docs.shell import Shell

ROOT = Path(__file__).resolve().parents[2]
SETUP = ("make", "pip", "pipx", "python -m pip", "python -m venv", "python3 -m venv", "source")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in a document that is not as written; `line` counts from 1."""

    line: int
    problem: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines of a document, from index `start` up to `stop`, and what should stand there."""

    start: int
    stop: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has found, and the edits that would make the shown outputs right."""

    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))


@dataclass
class Run:
    """A document under way: its shell, the names its Python blocks share, and what has come to light."""

    shell: Shell
    update: bool = False
    names: dict[str, object] = field(default_factory=lambda: {"__name__": "__document__"})
    findings: list[Finding] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    def report(self, line: int, problem: str) -> None:
        """Note something that is not as written."""
        self.findings.append(Finding(line, problem.rstrip()))


def run_document(text: str, folder: Path, *, update: bool = False) -> Report:
    """Run a document's blocks in `folder`; with `update`, outputs that differ become edits, not findings."""
    run = Run(Shell(folder), update)
    try:
        for block in blocks(text):
            RUNNERS[block.language](run, block)
    except DocumentError as error:
        raise AssertionError(str(error)) from None
    return Report(tuple(run.findings), tuple(run.edits))


def updated(text: str, edits: tuple[Edit, ...]) -> str:
    """The document with its outputs replaced."""
    lines = text.splitlines()
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        lines[edit.start : edit.stop] = edit.lines
    return "\n".join(lines) + "\n"


def folder_for_documents(folder: Path) -> Path:
    """Lay out the folder in which a document runs: a copy of the scenarios."""
    if (ROOT / "scenarios").is_dir():
        shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    return folder


def run_console(run: Run, block: Block) -> None:
    """Run the commands one by one."""
    listed = commands(block)
    followers: list[Command | None] = [*listed[1:], None]
    for command, follower in zip(listed, followers, strict=True):
        output = run.shell.run(command.text)
        asked = follower is not None and follower.text.startswith("echo $?")
        if run.shell.status != command.status and not asked:
            problem = f"`{command.text}` ended with {run.shell.status}, not {command.status}"
            run.report(command.number, "\n".join([problem, *output]))
        elif command.expected and not alike(command.expected, output):
            _differs(run, command, output)


def _differs(run: Run, command: Command, output: tuple[str, ...]) -> None:
    if run.update:
        shown = abridged(command.expected, output)
        lines = tuple((command.indent + line).rstrip() for line in shown)
        run.edits.append(Edit(command.start, command.stop, lines))
        return
    changes = difflib.unified_diff(command.expected, output, "as written", "as it is", lineterm="")
    run.report(command.number, "\n".join([f"`{command.text}` prints something else", *changes]))


def run_setup(run: Run, block: Block) -> None:
    """Look over set-up commands without running them."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for number, line in enumerate(block.lines, block.start + 1):
        command = line.partition("#")[0].strip()
        if command and not command.startswith(tuple(f"{start} " for start in SETUP)):
            run.report(number, f"`{command}` is no set-up command: show it in a console block, which runs")
        for target in re.findall(r"^make (\w+)", command):
            if not re.search(rf"^{target}:", makefile, re.MULTILINE):
                run.report(number, f"the Makefile has no target `{target}`")


def run_python(run: Run, block: Block) -> None:
    """Execute the block, or check it as a doctest, with the folder as the current one."""
    with contextlib.chdir(run.shell.here):
        if any(line.startswith(">>> ") for line in block.lines):
            _run_doctest(run, block)
            return
        try:
            code = compile("\n" * block.start + block.text, "<document>", "exec")
            exec(code, run.names)
        except Exception:  # noqa: BLE001 (a document may raise anything)
            run.report(block.start, f"this Python fails:\n{traceback.format_exc(limit=-3)}")


def _run_doctest(run: Run, block: Block) -> None:
    told: list[str] = []
    test = doctest.DocTestParser().get_doctest(block.text, run.names, "document", None, block.start)
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append, clear_globs=False)
    run.names.update(test.globs)
    if told:
        run.report(block.start, "".join(told))


def run_yaml(run: Run, block: Block) -> None:
    """Write the file, or check the fragment."""
    if not written(run, block):
        _try(run, block, check_fragment)


def run_csv(run: Run, block: Block) -> None:
    """Check that all rows are of one length, and write the file."""
    lengths = {len(row) for row in csv.reader(io.StringIO(block.text))}
    if len(lengths) != 1:
        run.report(block.start, f"the rows of this CSV have different lengths: {sorted(lengths)}")
    written(run, block)


def run_json(run: Run, block: Block) -> None:
    """Parse, and write the file."""
    _try(run, block, json.loads)
    written(run, block)


def show(run: Run, block: Block) -> None:
    """Nothing to run."""


def _try(run: Run, block: Block, check: Callable[[str], object]) -> None:
    try:
        check(block.text)
    except Exception as error:  # noqa: BLE001 (so may what it shows)
        run.report(block.start, f"this {block.language} is not right: {error}")


def written(run: Run, block: Block) -> bool:
    """Write a block that names a file into the folder; whether it does."""
    name = block.option("file")
    if name is None:
        return False
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise DocumentError(f"line {block.start}: file={name} leaves the folder")
    path = run.shell.here / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")
    return True


RUNNERS: dict[str, Callable[[Run, Block], None]] = {
    "console": run_console,
    "csv": run_csv,
    "json": run_json,
    "make": show,
    "math": show,
    "python": run_python,
    "sh": run_setup,
    "text": show,
    "yaml": run_yaml,
}
