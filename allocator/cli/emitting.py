"""Where a result goes: to a file, to a pipe or to a screen."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from allocator.render import Format, rendered

if TYPE_CHECKING:
    from allocator.errors import NoPlanError
    from allocator.render.terminal import Screen
    from allocator.reports.document import Report


@dataclass(frozen=True, slots=True)
class Destination:
    """The format, and the file (None: standard output)."""

    format: Format
    path: Path | None
    force: bool

    @classmethod
    def asked(cls, format: Format | None, path: Path | None, force: bool) -> Self:
        """A file and the format that is asked for, or else the one that the file's ending says.

        A format that is asked for is written whatever the ending says, and told where that says another.

        Raises:
            InputError: no format is asked for, and the ending is that of none.
        """
        if format is None:
            return cls(_format_by(path), path, force)
        if _BY_ENDING.get(_ending(path), format) is not format:
            sys.stderr.write(f"note: {path}: written as {format}, because --format says so\n")
        return cls(format, path, force)

    def ready(self) -> Destination:
        """Itself, once it is known that nothing stands in the way; raises InputError."""
        from allocator.render.writing import refuse_existing

        if self.is_file and self.path is not None:
            refuse_existing(self.path, force=self.force)
        return self

    @property
    def is_file(self) -> bool:
        """Whether the result goes to a file; `-o -` is standard output as well."""
        return self.path is not None and str(self.path) != "-"

    def emit(self, report: Report, warnings: Iterable[str] = ()) -> None:
        """Write the report; warnings go to standard error where the format has no words for them."""
        self.write(rendered(report, self.format, None if self.is_file else screen()))
        if self.format in (Format.JSON, Format.CSV):
            sys.stderr.writelines(f"warning: {warning}\n" for warning in warnings)

    def tell(self, error: NoPlanError, currency: str) -> None:
        """The contradiction as data where JSON is asked for, on standard output even with `-o`."""
        if self.format is not Format.JSON:
            return
        from allocator.render.json_text import json_text
        from allocator.render.writing import write_out
        from allocator.reports.no_plan import no_plan_data

        write_out(json_text(no_plan_data(error, currency)))

    def write(self, text: str) -> None:
        """Write text as it is."""
        from allocator.render.writing import write_files, write_out

        if self.is_file and self.path is not None:
            write_files({self.path: text}, force=self.force)
        else:
            write_out(text)


_BY_ENDING = {
    ".json": Format.JSON,
    ".csv": Format.CSV,
    ".md": Format.MD,
    ".txt": Format.TABLE,
}
_OF_REPORTS = (".xlsx", ".html")


def _ending(path: Path | None) -> str:
    return "" if path is None else path.suffix.lower()


def _format_by(path: Path | None) -> Format:
    """The format that a file's ending says; a table where it has none, and for standard output."""
    ending = _ending(path)
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    if not ending:
        return Format.TABLE
    from allocator.errors import InputError

    hint = "; `allocator report` writes those" if ending in _OF_REPORTS else ""
    known = f"{', '.join(_BY_ENDING)}, no ending, or a --format"
    raise InputError.single(f"{path}: no format by this ending{hint}", expected=known, found=ending)


def screen() -> Screen | None:
    """The terminal that standard output goes to; None for a file or a pipe, which are the same everywhere."""
    if not sys.stdout.isatty():
        return None
    from allocator.render.terminal import Screen

    terminal = os.environ.get("TERM")
    plain = bool(os.environ.get("NO_COLOR")) or terminal == "dumb"
    unicode = sys.stdout.encoding.lower().startswith("utf") and terminal not in ("dumb", "linux")
    return Screen(shutil.get_terminal_size().columns, styled=not plain, ascii_only=not unicode)
