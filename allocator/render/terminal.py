"""Reports for the eye: plain text of any width for files and pipes, fitted and styled for a screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocator.render.layout import Grid, fitted, folded, grid_of, lines_of, rule_of
from allocator.render.values import for_people, one_line
from allocator.reports.document import Bars, Block, Caution, Chart, Document, Facts, Line, Note, Table

Styled = tuple[str, str]
"""A line and the name of its style; an empty name is plain text."""
_CODES = {"title": "\x1b[1m", "faint": "\x1b[2m", "caution": "\x1b[33m"}
_RESET = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Screen:
    """A terminal: how many columns it has, whether it shows styles, and whether only ASCII."""

    width: int
    styled: bool
    ascii_only: bool = False


def terminal_text(document: Document, screen: Screen | None = None) -> str:
    """The document as text: as wide as it needs to be, or fitted to a screen."""
    lines = [(one_line(document.title), "title")]
    before: Block | None = None
    for block in document.blocks:
        lines += [("", "")] * (not _joins(block, before))
        lines += _block(block, screen)
        before = block
    codes = _CODES if screen and screen.styled else {}
    return "".join(
        f"{codes[style]}{text}{_RESET}\n" if style in codes else f"{text}\n" for text, style in lines
    )


def _joins(block: Block, before: Block | None) -> bool:
    """Sums and sentences stand together, as do warnings; facts and tables stand alone."""
    if isinstance(block, Caution):
        return isinstance(before, Caution)
    return isinstance(block, (Line, Note)) and isinstance(before, (Line, Note))


def _block(block: Block, screen: Screen | None) -> Iterator[Styled]:
    width = screen.width if screen else None
    if isinstance(block, Table):
        yield from _table(block, width)
    elif isinstance(block, (Chart, Bars)):
        yield from _drawing(block, screen)
    elif isinstance(block, Facts):
        yield from _facts(block)
    else:
        style = "caution" if isinstance(block, Caution) else ""
        text = _sentence(block)
        yield from ((line, style) for line in (folded(text, width) if width else [text]))


def _sentence(block: Line | Note | Caution) -> str:
    if isinstance(block, Line):
        return " ".join(part if isinstance(part, str) else for_people(part) for part in block.parts)
    return "warning: " * isinstance(block, Caution) + one_line(block.text)


def _facts(facts: Facts) -> Iterator[Styled]:
    if facts.title:
        yield facts.title, "title"
    width = max(len(label) for label, _ in facts.entries)
    yield from ((f"{label:<{width}}  {for_people(value)}", "") for label, value in facts.entries)


def _drawing(block: Chart | Bars, screen: Screen | None) -> Iterator[Styled]:
    from allocator.render.chart import WIDTH, bar_lines, chart_lines

    if block.title:
        yield one_line(block.title), "title"
    width, ascii_only = (screen.width, screen.ascii_only) if screen else (WIDTH, False)
    if isinstance(block, Chart):
        yield from ((line, "") for line in chart_lines(block, width, ascii_only=ascii_only))
    else:
        yield from ((line, "") for line in bar_lines(block, width, ascii_only=ascii_only))


def _table(table: Table, width: int | None) -> Iterator[Styled]:
    if table.title:
        yield table.title, "title"
    grid = grid_of(table)
    parts, left_out = fitted(grid, width) if width else ([grid], [])
    for number, part in enumerate(parts):
        if number:
            yield "", ""
        yield from _grid(part)
    if left_out:
        words = f"(left out for this width: {', '.join(left_out)})"
        yield from ((f"  {line}", "faint") for line in folded(words, (width or 0) - 2))


def _grid(grid: Grid) -> Iterator[Styled]:
    yield from ((line, "title") for line in lines_of(tuple(c.title for c in grid.columns), grid))
    yield rule_of(grid), "faint"
    for row in grid.rows:
        yield from ((line, "") for line in lines_of(row, grid))
    if grid.total:
        yield rule_of(grid), "faint"
        yield from ((line, "title") for line in lines_of(grid.total, grid))
