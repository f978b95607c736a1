"""Where a sweep's lines go as they come: a file that can be gone on with, or standard output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from allocator.errors import InputError

if TYPE_CHECKING:
    from allocator.studies.sweep import CaseAnswer, Sweep

SUFFIX = ".jsonl"


@dataclass(frozen=True, slots=True)
class Lines:
    """A file (None: standard output), and whether to go on with what it holds."""

    path: Path | None
    resume: bool
    force: bool

    def ready(self) -> Lines:
        """Itself, once it is known that nothing stands in the way; raises InputError."""
        from allocator.render.writing import refuse_existing

        if self.path is None:
            return self
        refuse_existing(self.path, force=True)
        if not (self.force or self.resume) and self.path.is_file():
            problem = "the file exists already; --resume goes on with it, --force replaces it"
            raise InputError.single(f"{self.path}: {problem}")
        return self

    def told(self, sweep: Sweep) -> tuple[list[CaseAnswer], int]:
        """The answers that the file holds, and the bytes of its whole lines.

        Raises InputError where they are of another sweep.
        """
        from allocator.studies.sweep.journal import header_line, journal_of, refuse_another

        if self.path is None or not self.resume or not self.path.exists():
            return [], 0
        name, data = str(self.path), self._read(self.path)
        journal = journal_of(data, name)
        if journal is None:
            if not header_line(sweep).encode().startswith(data):
                raise InputError.single(f"{name}: these are no lines of a sweep; --force replaces them")
            return [], 0
        refuse_another(journal, sweep, name)
        return list(journal.answers), journal.size

    @contextmanager
    def growing(self, sweep: Sweep, keep: int) -> Iterator[Callable[[CaseAnswer], bool]]:
        """Something that adds a case's line, and says whether anybody still reads; the header comes first."""
        from allocator.render.journal import GrowingFile
        from allocator.render.writing import write_out
        from allocator.studies.sweep.journal import case_line, header_line

        if self.path is None:
            write_out(header_line(sweep))
            yield lambda answer: write_out(case_line(answer))
            return
        with GrowingFile(self.path, keep=keep) as file:
            if not keep:
                file.add(header_line(sweep))
            yield lambda answer: file.add(case_line(answer))

    @staticmethod
    def _read(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InputError.single(f"{path}: cannot be read: {reason}") from None


def lines_for(output: Path | None, *, every_case: bool, resume: bool, force: bool) -> Lines | None:
    """The lines that are asked for: by the format, or by the name of the output file."""
    path = None if output is None or str(output) == "-" else output
    if resume and path is None:
        raise typer.BadParameter("--resume needs the file to go on with: -o results.jsonl --resume")
    if resume and force:
        raise typer.BadParameter("either --resume or --force")
    if every_case or (path is not None and path.suffix == SUFFIX):
        return Lines(path, resume, force).ready()
    if resume:
        raise typer.BadParameter(f"--resume goes on with lines: name a {SUFFIX} file, or add --format jsonl")
    return None
