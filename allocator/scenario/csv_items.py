"""From an items sheet (CSV) to nodes: a row an item, a column a place inside it; empty cells are absent."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.errors import InputError, Mark, Mistake
from allocator.scenario.csv_cells import cell_value
from allocator.scenario.csv_columns import Column
from allocator.scenario.csv_header import columns_of, id_position
from allocator.scenario.csv_rows import Row, rows_of
from allocator.scenario.gathering import Gathering
from allocator.scenario.nodes import Node
from allocator.scenario.scalars import ScalarError
from allocator.scenario.textfiles import TextFile


def items_of(file: TextFile) -> Node:
    """A mapping of the sheet's items by their ids; raises `InputError` with every mistake found."""
    rows = rows_of(file)
    header = next(rows, None)
    if header is None:
        raise InputError.single("the sheet is empty", mark=Mark(file.record.name, 1, 1))
    items = _Sheet(header).read(rows)
    if not items:
        raise InputError.single("the sheet has a header and no items", mark=header.mark())
    return Node(items, header.mark())


class _Sheet:
    """The rows below one header, gathering mistakes on the way."""

    def __init__(self, header: Row) -> None:
        self._columns = columns_of(header)
        self._id_position = id_position(self._columns) or 0
        self._width = len(header.cells)
        self._items: dict[str, Node] = {}
        self._gathering = Gathering()

    def read(self, rows: Iterator[Row]) -> dict[str, Node]:
        with self._gathering.catching():  # the reader itself ends at a broken quote
            for row in rows:
                self._add(row)
        self._gathering.settle()
        return self._items

    def _add(self, row: Row) -> None:
        name = row.cells[self._id_position].strip() if self._id_position < len(row.cells) else ""
        mark = row.mark(self._id_position)
        if not name:
            self._gathering.add(Mistake("the row has no id", mark=mark))
        elif name in self._items:
            problem = f'the id "{name}" is here twice; the first is on line {self._items[name].mark.line}'
            self._gathering.add(Mistake(problem, f"items.{name}", mark))
        item = self._item(row, f"items.{name}")
        self._items.setdefault(name, Node(item, mark))

    def _item(self, row: Row, place: str) -> dict[str, Node]:
        if len(row.cells) > self._width:
            problem = "more cells than the header has: put text that holds the delimiter in quotes"
            found, mark = str(len(row.cells)), row.mark(self._width)
            self._gathering.add(Mistake(problem, place, mark, expected=f"at most {self._width}", found=found))
        item: dict[str, Node] = {}
        for index, text in enumerate(row.cells[: self._width]):
            if text.strip() and index != self._id_position:
                self._fill(item, index, text, row.mark(index), place)
        return item

    def _fill(self, item: dict[str, Node], index: int, text: str, mark: Mark, place: str) -> None:
        column = self._columns.get(index)
        if column is None:
            self._gathering.add(
                Mistake("a cell under no column name", place, mark, found=f'"{text.strip()}"')
            )
            return
        try:
            _put(item, column, text, mark)
        except ScalarError as fault:
            path = ".".join((place, *column.place))
            self._gathering.add(Mistake(str(fault), path, mark, found=f'"{text.strip()}"'))


def _put(item: dict[str, Node], column: Column, text: str, mark: Mark) -> None:
    value = cell_value(text, column.cells)
    *around, last = column.place
    for step in around:
        item = item.setdefault(step, Node({}, mark)).entries
    item[last] = Node([Node(word, mark) for word in value] if isinstance(value, list) else value, mark)
