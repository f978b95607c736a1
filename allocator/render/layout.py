"""Tables as lines of text, with columns left out, folded or continued below where a screen is narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from rich.cells import cell_len

from allocator.render.values import for_people
from allocator.reports.document import Column, Table

_Cell = TypeVar("_Cell")
_GAP = "  "
RULE = "─"
_LEAST_FOLD = 26
_NARROWEST = 12


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose cells are text, and the width of each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None
    widths: tuple[int, ...]

    @property
    def width(self) -> int:
        """How many places of a screen a row takes."""
        return sum(self.widths) + len(_GAP) * len(self.widths)

    @property
    def least_width(self) -> int:
        """The same with the column that folds as narrow as it may be."""
        folding = (w - min(w, _LEAST_FOLD) for w, c in zip(self.widths, self.columns, strict=True) if c.folds)
        return self.width - sum(folding)

    def taking(self, places: Sequence[int]) -> Grid:
        """The grid with these columns only."""
        rows = tuple(tuple(row[k] for k in places) for row in self.rows)
        total = tuple(self.total[k] for k in places) if self.total else None
        return Grid(
            tuple(self.columns[k] for k in places), rows, total, tuple(self.widths[k] for k in places)
        )


def grid_of(table: Table) -> Grid:
    """The table's cells as text, each column as wide as its widest cell."""
    rows = tuple(tuple(for_people(cell) for cell in row) for row in table.rows)
    total = tuple("" if cell is None else for_people(cell) for cell in table.total) if table.total else None
    texts = [tuple(column.title for column in table.columns), *rows, *([total] if total else [])]
    widths = tuple(max(map(cell_len, texts_of_column)) for texts_of_column in zip(*texts, strict=True))
    return Grid(table.columns, rows, total, widths)


def fitted(grid: Grid, screen: int) -> tuple[list[Grid], list[str]]:
    """The grid in parts that fit the screen, and the titles of the columns left out."""
    whole = grid
    while grid.least_width > screen and (rank := max(column.rank for column in grid.columns)):
        grid = grid.taking([k for k, column in enumerate(grid.columns) if column.rank < rank])
    left_out = [column.title for column in whole.columns if column not in grid.columns]
    if any(column.folds for column in grid.columns):
        return [_narrowed(grid, screen)], left_out
    return list(_parts(grid, screen)), left_out


def _narrowed(grid: Grid, screen: int) -> Grid:
    """The grid with its folding column as wide as the screen allows."""
    missing = max(0, grid.width - screen)
    folded = (
        max(_NARROWEST, w - missing) if c.folds else w for w, c in zip(grid.widths, grid.columns, strict=True)
    )
    return replace(grid, widths=tuple(folded))


def _parts(grid: Grid, screen: int) -> Iterator[Grid]:
    """The columns in groups that fit side by side, the first column repeated in each."""
    part = [0]
    for place in range(1, len(grid.widths)):
        if len(part) > 1 and grid.taking([*part, place]).width > screen:
            yield grid.taking(part)
            part = [0]
        part.append(place)
    yield grid.taking(part)


def lines_of(cells: tuple[str, ...], grid: Grid) -> Iterator[str]:
    """One row as lines; more than one only where a column folds."""
    shape = list(zip(cells, grid.widths, grid.columns, strict=True))
    texts = [folded(cell, width) if column.folds else [cell] for cell, width, column in shape]
    for number in range(max(map(len, texts))):
        parts = [
            _padded(lines[number] if number < len(lines) else "", width, numeric=column.numeric)
            for lines, (_, width, column) in zip(texts, shape, strict=True)
        ]
        yield (_GAP + _GAP.join(parts)).rstrip()


def rule_of(grid: Grid) -> str:
    """The line under the titles, and above the total."""
    return _GAP + RULE * (grid.width - len(_GAP))


def _padded(text: str, width: int, *, numeric: bool) -> str:
    blank = " " * (width - cell_len(text))
    return blank + text if numeric else text + blank


def folded(text: str, width: int) -> list[str]:
    """The text broken between words into lines of at most `width`; a longer word is broken inside."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        lines += [word] if lines[-1] else []
        lines[-1] = word
        while cell_len(lines[-1]) > width:
            cut = next(k for k in range(len(lines[-1]), 0, -1) if k == 1 or cell_len(lines[-1][:k]) <= width)
            lines[-1:] = [lines[-1][:cut], lines[-1][cut:]]
    return lines
