"""Where a result goes: to a file, to a pipe or to a screen."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.render import Format, rendered

if TYPE_CHECKING:
    from allocator.render.terminal import Screen
    from allocator.reports.document import Report


@dataclass(frozen=True, slots=True)
class Destination:
    """The format asked for, and the file (None: standard output)."""

    format: Format
    path: Path | None
    force: bool

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

    def write(self, text: str) -> None:
        """Write text as it is."""
        from allocator.render.writing import write_files, write_out

        if self.is_file and self.path is not None:
            write_files({self.path: text}, force=self.force)
        else:
            write_out(text)


def screen() -> Screen | None:
    """The terminal that standard output goes to; None for a file or a pipe, which are the same everywhere."""
    if not sys.stdout.isatty():
        return None
    from allocator.render.terminal import Screen

    terminal = os.environ.get("TERM")
    plain = bool(os.environ.get("NO_COLOR")) or terminal == "dumb"
    unicode = sys.stdout.encoding.lower().startswith("utf") and terminal not in ("dumb", "linux")
    return Screen(shutil.get_terminal_size().columns, styled=not plain, ascii_only=not unicode)
