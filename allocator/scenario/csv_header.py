"""The first row of an items sheet: which column fills which place of an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from allocator.errors import Mistake
from allocator.scenario.csv_columns import Column, column_for
from allocator.scenario.csv_rows import Row
from allocator.scenario.gathering import Gathering


def columns_of(header: Row) -> dict[int, Column]:
    """The named columns by their position; raises `InputError` with every mistake found."""
    gathering = Gathering()
    columns: dict[int, Column] = {}
    for index, name in enumerate(header.cells):
        if name.strip():
            with gathering.catching():
                columns[index] = column_for(name, header.mark(index))
    for index, first in _clashes(columns):
        problem = f'column "{header.cells[index].strip()}" fills the same place as "{first.name}"'
        gathering.add(Mistake(problem, mark=header.mark(index)))
    if id_position(columns) is None:
        problem, found = "the sheet has no column for ids", ", ".join(header.cells)
        gathering.add(Mistake(problem, mark=header.mark(), expected='"id"', found=f'"{found}"'))
    gathering.settle()
    return columns


def id_position(columns: Mapping[int, Column]) -> int | None:
    """Where the column of ids stands."""
    return next((index for index, column in columns.items() if column.name == "id"), None)


def _clashes(columns: Mapping[int, Column]) -> Iterator[tuple[int, Column]]:
    """Each column that fills the place of an earlier one, or a place inside or around it."""
    filled: dict[tuple[str, ...], Column] = {}
    around: dict[tuple[str, ...], Column] = {}
    for index, column in columns.items():
        enclosing = [column.place[:length] for length in range(1, len(column.place))]
        earlier = (filled.get(place) for place in (*enclosing, column.place))
        if first := next(filter(None, earlier), None) or around.get(column.place):
            yield index, first
        filled.setdefault(column.place, column)
        around |= {place: column for place in enclosing if place not in around}
