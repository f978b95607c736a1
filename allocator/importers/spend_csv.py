"""A split of the money from a CSV file: one row an item, with its spend in total or period by period.

Columns: `id` (or `item`), `spend` (or `total`, `amount`), one for each period by its label, with or without
`spend:` before it, and `units` and `tier` where an item has them. What `allocator solve --format csv` writes
can be read as it is; its other columns are passed over, and so is any name that is not like one of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from allocator.errors import InputError, Mark, Mistake
from allocator.money import LARGEST
from allocator.nearby.split import ItemSplit, faults
from allocator.problem import Problem, settle
from allocator.scenario import Scenario
from allocator.scenario.csv_cells import cell_value
from allocator.scenario.csv_columns import Cells
from allocator.scenario.csv_rows import Row, rows_of
from allocator.scenario.gathering import Gathering
from allocator.scenario.scalars import ScalarError
from allocator.scenario.textfiles import NamedFile, named, read_text

_NAMES = {"id": "id", "item": "id", "spend": "spend", "total": "spend", "amount": "spend"}
_NAMES |= {"units": "units", "tier": "tier"}
_LABEL = "spend:"
_SUMS = {"total", "sum"}


def read_split(path: Path | str | NamedFile, scenario: Scenario) -> dict[str, ItemSplit]:
    """The split in a file (`-` is standard input); raises `InputError` with every mistake and its place."""
    file = read_text(named(path))
    rows = rows_of(file)
    header = next(rows, None)
    if header is None:
        raise InputError.single("the sheet is empty", mark=Mark(file.record.name, 1, 1))
    sheet = _Sheet(header, settle(scenario))
    for row in rows:
        sheet.add(row)
    return sheet.settled()


class _Sheet:
    """The rows below one header, gathering mistakes on the way."""

    def __init__(self, header: Row, problem: Problem) -> None:
        self._problem, self._gathering = problem, Gathering()
        self._columns = dict(self._named(header))
        self._header = header
        self._split: dict[str, ItemSplit] = {}
        self._rows: dict[str, Row] = {}
        known = {*self._columns.values()}
        if "id" not in known:
            self._refuse(header, 0, "the sheet has no column for ids", '"id"')
        elif not known - {"id", "units", "tier"}:
            self._refuse(header, 0, "the sheet has no column for money", '"spend", or one for each period')
        self._gathering.settle()

    def add(self, row: Row) -> None:
        """Take one more row."""
        with self._gathering.catching():
            cells = self._cells(row)
            name = cells.pop("id", "")
            if not name or (name.lower() in _SUMS and name not in self._problem.lines):
                self._add_up(row, cells)
            elif name in self._split:
                problem = f'the id "{name}" is here twice; the first is on line {self._rows[name].line}'
                self._refuse(row, self._at("id"), problem)
            else:
                self._rows[name] = row
                self._split[name] = self._item(row, cells)

    def settled(self) -> dict[str, ItemSplit]:
        """The split; raises everything that is wrong with it."""
        for name, field, mistake in faults(self._problem, self._split):
            row = self._rows[name]
            self._gathering.add(replace(mistake, mark=row.mark(self._at(field))))
        self._gathering.settle()
        return self._split

    def _named(self, header: Row) -> Iterator[tuple[int, str]]:
        """The columns that mean something here, by their position."""
        seen: dict[str, str] = {}
        for index, cell in enumerate(header.cells):
            name = cell.strip()
            field = _field(name, self._problem.frame.labels)
            if field in seen:
                self._refuse(header, index, f'column "{name}" says the same as "{seen[field]}"')
            elif field:
                seen[field] = name
                yield index, field
            elif near := get_close_matches(name.lower(), _NAMES, n=1, cutoff=0.8):
                mark = header.mark(index)
                self._gathering.add(Mistake(f'unknown column "{name}"', mark=mark, suggestion=near[0]))
            elif name.startswith(_LABEL):
                labels = ", ".join(self._problem.frame.labels[:3])
                self._refuse(header, index, f'column "{name}" names no period', f"{labels}, …")

    def _at(self, field: str) -> int:
        """Where the column of a field stands; the first one with money where there is none."""
        positions = {name: index for index, name in self._columns.items()}
        money = next((k for k, name in self._columns.items() if name not in ("id", "units", "tier")), 0)
        return positions.get(field, money)

    def _cells(self, row: Row) -> dict[str, str]:
        if len(row.cells) > len(self._header.cells):
            problem = "more cells than the header has: put text that holds the delimiter in quotes"
            self._refuse(row, len(self._header.cells), problem, f"at most {len(self._header.cells)}")
        filled = {self._columns[k]: cell.strip() for k, cell in enumerate(row.cells) if k in self._columns}
        return {field: cell for field, cell in filled.items() if cell}

    def _add_up(self, row: Row, cells: dict[str, str]) -> None:
        """A row without an id may be one of sums; anything else with money in it is a mistake."""
        if cells and not any(cell.strip().lower() in _SUMS for cell in row.cells):
            self._refuse(row, self._at("id"), "the row has no id")

    def _item(self, row: Row, cells: dict[str, str]) -> ItemSplit:
        labels = self._problem.frame.labels
        amounts = [self._money(row, label, cells.get(label)) for label in labels]
        total = self._money(row, "spend", cells.get("spend"))
        by_period = None
        if any(label in cells for label in labels):
            by_period = tuple(amount or Decimal(0) for amount in amounts)
            if total is not None and sum(by_period) != total:
                problem = "a total that the periods do not add up to"
                self._refuse(row, self._at("spend"), problem, f"{sum(by_period):f}", f"{total:f}")
        units = self._number(row, "units", cells.get("units"))
        return ItemSplit(total=total, by_period=by_period, units=units, tier=cells.get("tier"))

    def _money(self, row: Row, field: str, cell: str | None) -> Decimal | None:
        amount, digits = self._number(row, field, cell), self._problem.digits
        if amount is None:
            return None
        if amount != round(amount, digits) or amount > LARGEST:
            expected = f"at most {digits} decimals, and at most 1e15"
            self._refuse(row, self._at(field), "not an amount of this currency", expected, f'"{cell}"')
        return amount

    def _number(self, row: Row, field: str, cell: str | None) -> Decimal | None:
        if cell is None:
            return None
        try:
            value = cell_value(cell, Cells.NUMBER)
        except ScalarError as fault:
            self._refuse(row, self._at(field), str(fault), found=f'"{cell}"')
            return None
        if not isinstance(value, (int, Decimal)) or value < 0:
            self._refuse(row, self._at(field), "not an amount", "a number, 0 or more", f'"{cell}"')
            return None
        return Decimal(value)

    def _refuse(self, row: Row, index: int, problem: str, expected: str = "", found: str = "") -> None:
        self._gathering.add(Mistake(problem, "", row.mark(index), expected, found))


def _field(name: str, labels: Sequence[str]) -> str:
    """What a column says: a field, or a period's label; empty where it says nothing here."""
    label = name.removeprefix(_LABEL).strip()
    return label if label in labels else _NAMES.get(name.lower(), "")
