"""Reports as Markdown with GitHub's tables; nothing in a value can break a table or become HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from allocator.render.values import for_people
from allocator.reports.document import Bars, Block, Caution, Cell, Chart, Document, Facts, Line, Note, Table

_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# An underscore inside a word is no markup. Braces and dollars are none either, but for wikis that fill in
# templates and formulas.
_MARKUP = re.compile(r"[\\`*\[\]|~{}$]|(?<![^\W_])_|_(?![^\W_])")
_BEGINS = re.compile(r"^(\d{1,9}(?=[.)]\s)|)([#+=.)-])")
"""With these a heading, a list or a rule begins."""


def markdown_text(document: Document) -> str:
    """The document as Markdown, with a newline at its end."""
    blocks = [f"# {_escaped(document.title)}", *("\n".join(_block(block)) for block in document.blocks)]
    return "\n\n".join(blocks) + "\n"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, (Chart, Bars)):
        yield from _drawing(block)
    elif isinstance(block, Facts):
        yield from _heading(block.title)
        yield from (f"- {_escaped(label)}: {_escaped(value)}" for label, value in block.entries)
    elif isinstance(block, Line):
        yield _paragraph(" ".join(_escaped(part) for part in block.parts))
    elif isinstance(block, Caution):
        yield f"> **Warning:** {_escaped(block.text)}"
    elif isinstance(block, Note):
        yield _paragraph(_escaped(block.text))


def _paragraph(text: str) -> str:
    """The text, which begins no heading, list or rule."""
    return _BEGINS.sub(r"\1\\\2", text)


def _drawing(block: Chart | Bars) -> Iterator[str]:
    """A chart in a block of code, in which nothing is markup; indented, so that no sign can end it."""
    from allocator.render.chart import bar_lines, chart_lines

    yield from _heading(block.title)
    lines = chart_lines(block) if isinstance(block, Chart) else bar_lines(block)
    yield from (f"    {line}".rstrip() for line in lines)


def _table(table: Table) -> Iterator[str]:
    yield from _heading(table.title)
    yield _row(tuple(column.title for column in table.columns))
    yield "| " + " | ".join("---:" if column.numeric else "---" for column in table.columns) + " |"
    yield from (_row(row) for row in table.rows)
    if table.total:
        yield "| " + " | ".join(f"**{_escaped(c)}**" if c is not None else "" for c in table.total) + " |"


def _heading(title: str) -> Iterator[str]:
    if title:
        yield f"## {_escaped(title)}"
        yield ""


def _row(cells: tuple[Cell, ...]) -> str:
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _escaped(cell: Cell) -> str:
    return _MARKUP.sub(r"\\\g<0>", for_people(cell).strip().translate(_HTML))
