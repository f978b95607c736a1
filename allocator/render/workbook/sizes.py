"""How much room text takes: widths in characters, heights in lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from allocator.render.workbook.cells import Cell, Live, is_number

LINE = 15.0
"""Height of a line, in points."""
_HIGHEST = 400.0
_NARROWEST, _WIDEST = 9, 48
_DECIMALS = {"exact": 6, "share": 2, "count": 0}
_MANY = 2_000
"""Characters after which the height of a cell is at its largest anyway."""


def width_of(cell: Cell) -> int:
    """The room that a cell asks for in its column; long text asks for a readable width, and is wrapped."""
    if cell is None:
        return 0
    if isinstance(cell, str) or not is_number(cell):
        text = cell if isinstance(cell, str) else str(cell.value)
        return min(_WIDEST, max(map(len, text[:_MANY].splitlines() or [""])) + 4)
    decimals = _DECIMALS.get(cell.style, 2)
    return len(f"{cell.value:,.{decimals}f}") + (4 if isinstance(cell, Live) else 3)


def header_width(title: str) -> int:
    """The room for a column's title in two lines."""
    words = title.split()
    return max(_NARROWEST, *(len(word) + 2 for word in words), -(-len(title) // 2) + 3)


def height_of(texts: Iterable[tuple[str, float]]) -> float:
    """The height of a row from its texts and the widths that they have."""
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return min(_HIGHEST, LINE * lines)


def _lines(text: str, width: float) -> int:
    room = max(4, int(width * 1.08) - 1)
    return sum(max(1, len(textwrap.wrap(line, room))) for line in text[:_MANY].splitlines() or [""])
