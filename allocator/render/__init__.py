"""From documents to text, one format per file; nothing is imported before a format is used."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.render.terminal import Screen
    from allocator.reports.document import Report


class Format(StrEnum):
    """The formats that a report can be written in."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"


def rendered(report: Report, format: Format, screen: Screen | None = None) -> str:
    """The report as text; `screen` is the terminal that will show it, None for files and pipes."""
    if format is Format.JSON:
        from allocator.render.json_text import json_text

        return json_text(report.data())
    if format is Format.CSV:
        from allocator.render.csv_text import csv_text

        return csv_text(report.sheet())
    if format is Format.MD:
        from allocator.render.markdown import markdown_text

        return markdown_text(report.document())
    from allocator.render.terminal import terminal_text

    return terminal_text(report.document(), screen)
