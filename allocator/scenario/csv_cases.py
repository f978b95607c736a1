"""From a sheet of cases (CSV) to settings: one row a case, one column a path; an empty cell sets nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from allocator.errors import InputError, Mark, Mistake
from allocator.scenario.csv_rows import Row, rows_of
from allocator.scenario.gathering import Gathering
from allocator.scenario.textfiles import named, read_text

LABEL = "case"
"""The column that gives a case its name."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: its name, and the text that each path is set to, with the place of each."""

    label: str
    cells: Mapping[str, str]
    marks: Mapping[str, Mark]


def read_cases(path: Path | str) -> tuple[CaseRow, ...]:
    """The cases of a sheet (`-` is standard input); raises `InputError` with every mistake found."""
    rows = rows_of(read_text(named(path)))
    header = next(rows, None)
    if header is None:
        raise InputError.single("the sheet is empty", mark=Mark(named(path).name, 1, 1))
    return _cases(header, list(rows))


def cases_of(table: Sequence[Mapping[str, str]]) -> tuple[CaseRow, ...]:
    """The same from Python data: one mapping of paths to texts for each case."""
    made = []
    for number, cells in enumerate(table, 1):
        marks = {path: Mark("<table>", number, place) for place, path in enumerate(cells, 1)}
        texts = {path: text for path, text in cells.items() if path != LABEL}
        made.append(CaseRow(cells.get(LABEL, ""), texts, marks))
    return tuple(made)


def _cases(header: Row, rows: Sequence[Row]) -> tuple[CaseRow, ...]:
    gathering = Gathering()
    names = [name.strip() for name in header.cells]
    for index, name in enumerate(names):
        if name and name in names[:index]:
            gathering.add(Mistake(f'the column "{name}" is here twice', mark=header.mark(index)))
    if not any(name and name != LABEL for name in names):
        problem, expected = "the sheet has no column that sets anything", "a path such as budget.total"
        gathering.add(Mistake(problem, mark=header.mark(), expected=expected))
    for mistake in _strays(names, rows):
        gathering.add(mistake)
    if not rows:
        gathering.add(Mistake("the sheet has a header and no cases", mark=header.mark()))
    gathering.settle()
    return tuple(_case(names, row) for row in rows)


def _strays(names: Sequence[str], rows: Iterable[Row]) -> Iterator[Mistake]:
    for row in rows:
        for index, cell in enumerate(row.cells):
            if cell.strip() and not (index < len(names) and names[index]):
                problem = "a cell under no column name: put text that holds the delimiter in quotes"
                yield Mistake(problem, mark=row.mark(index), found=f'"{cell.strip()}"')


def _case(names: Sequence[str], row: Row) -> CaseRow:
    filled = [(name, cell.strip(), k) for k, (name, cell) in enumerate(zip(names, row.cells, strict=False))]
    cells = {name: cell for name, cell, _ in filled if cell and name != LABEL}
    marks = {name: row.mark(k) for name, cell, k in filled if cell}
    label = next((cell for name, cell, _ in filled if name == LABEL), "")
    return CaseRow(label, cells, marks or {LABEL: row.mark()})
