"""Does a report still say what the plan inside it says? Every amount of three sheets, cell by cell."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from allocator.importers.workbook.names import (
    ALLOCATION,
    AVERAGE,
    DISCOUNT_RATE,
    FREE,
    INPUTS,
    ITEM,
    RATES,
    SOURCES,
    TOTAL_ROW,
    WHOLE,
)
from allocator.importers.workbook.reading import SavedReport, Value
from allocator.money import money_text
from allocator.plan import Plan, PlanItem

Expected = Mapping[str, Decimal | float | None]
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Compared:
    """How many amounts were compared, and each that differs, with its sheet and cell."""

    count: int
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """One comparison: where, what it is, what stands there, and what the plan has."""

    place: str
    what: str
    found: Value
    expected: Decimal | float | None


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a sheet: the columns by which it is known, and the plan's amounts by row and column.

    `totals` are those of the row at its foot; None where it has none.
    """

    sheet: str
    needed: tuple[str, ...]
    rows: Mapping[str, Expected]
    totals: Expected | None


def compared(report: SavedReport, plan: Plan) -> Compared:
    """Compare the amounts on Inputs, Rates and Allocation with the plan; rows and columns may have moved."""
    findings: list[str] = []
    looks: list[_Look] = []
    for table in (_inputs(plan), _averages(plan), _allocation(plan)):
        rows = report.sheets[table.sheet]
        header = _header(rows, table.needed)
        if header is None:
            findings.append(f"{table.sheet}: no table with the columns {', '.join(table.needed[:4])}")
            continue
        body, foot = _body(rows, header, totalled=table.totals is not None)
        mine = [*_looks(table.sheet, rows, header, [(n, name, table.rows.get(name, {})) for n, name in body])]
        mine += _looks(table.sheet, rows, header, [(n, TOTAL_ROW, table.totals or {}) for n in foot])
        findings += _misplaced(table, body, foot)
        empty = [look for look in mine if look.found is None and look.expected is not None]
        if len(empty) > _FEW:
            findings.append(f"{empty[0].place} and {len(empty) - 1} further cells: {_UNCALCULATED}")
            mine = [look for look in mine if look not in empty]
        looks += mine
    looks += _facts(report.sheets[RATES], plan)
    findings += [text for look in looks if (text := _difference(look, plan.scenario.digits))]
    return Compared(len(looks), tuple(findings))


_FEW = 5
_UNCALCULATED = "no values are stored; open the file in a spreadsheet program, and save it there"


def _inputs(plan: Plan) -> _Table:
    labels = [period.label for period in plan.periods]
    rows: dict[str, Expected] = {
        item.id: {**dict(zip(labels, item.by_period, strict=True)), WHOLE: item.spend} for item in plan.items
    }
    totals = {period.label: period.spend for period in plan.periods} | {WHOLE: plan.totals.spend}
    return _Table(INPUTS, (ITEM, *labels), rows, totals)


def _averages(plan: Plan) -> _Table:
    rows: dict[str, Expected] = {
        item.id: {
            AVERAGE: float(item.returned / item.spend) if item.spend else 0.0,
            FREE: Decimal(0) if item.spend else item.returned,
        }
        for item in plan.items
    }
    return _Table(RATES, (ITEM, AVERAGE, FREE), rows, None)


def _allocation(plan: Plan) -> _Table:
    before = {item.id: plan.scenario.items[item.id].baseline for item in plan.items}
    told = any(amount is not None for amount in before.values())

    def row(item: PlanItem) -> Expected:
        known = before[item.id]
        change = None if known is None else item.spend - known
        return {
            **({"baseline": known, "change": change} if told else {}),
            "allocated": item.spend,
            "share": float(item.spend / plan.totals.spend) if item.spend else 0.0,
            "return": item.returned,
            "net return": item.returned - item.spend,
            "marginal return": item.marginal_return,
        }

    totals: Expected = {
        "allocated": plan.totals.spend,
        "return": plan.totals.returned,
        "net return": plan.totals.returned - plan.totals.spend,
    }
    rows = {item.id: row(item) for item in plan.items}
    return _Table(ALLOCATION, (ITEM, "allocated", "return"), rows, totals)


def _header(rows: Sequence[Sequence[Value]], needed: Sequence[str]) -> int | None:
    """The row that has all these titles."""
    for number, row in enumerate(rows):
        if row and row[0] == ITEM and set(needed) <= {str(cell) for cell in row}:
            return number
    return None


_Places = list[tuple[int, str]]


def _body(rows: Sequence[Sequence[Value]], header: int, *, totalled: bool) -> tuple[_Places, list[int]]:
    """The rows under a header, as far as the first cell is filled, by number and item; and the total row."""
    found: _Places = []
    for number in range(header + 1, len(rows)):
        first = rows[number][0] if rows[number] else None
        if first is None:
            break
        found.append((number, str(first)))
    if totalled and found and found[-1][1] == TOTAL_ROW:
        return found[:-1], [found[-1][0]]
    return found, []


def _looks(
    sheet: str,
    rows: Sequence[Sequence[Value]],
    header: int,
    places: Sequence[tuple[int, str, Expected]],
) -> Iterator[_Look]:
    # The last of two columns of a name: a user's own column stands before those of the report.
    columns = {str(title): k for k, title in enumerate(rows[header]) if title is not None}
    for number, item, expected in places:
        for key, amount in expected.items():
            k = columns.get(key)
            found = None if k is None or k >= len(rows[number]) else rows[number][k]
            place = sheet if k is None else f"{sheet}!{_letters(k)}{number + 1}"
            yield _Look(place, f"{item}, {key}", found, amount)


def _misplaced(table: _Table, body: _Places, foot: Sequence[int]) -> Iterator[str]:
    """Rows that are missing, unknown, or there more than once."""
    times = Counter(name for _, name in body)
    yield from (f"{table.sheet}: no row for {name}" for name in table.rows if not times[name])
    if table.totals is not None and not foot:
        yield f"{table.sheet}: no row for {TOTAL_ROW}"
    for number, name in body:
        if name not in table.rows:
            yield f"{table.sheet}!A{number + 1}: {name[:60]} is no item of the plan"
        elif times[name] > 1:
            yield f"{table.sheet}!A{number + 1}: {name} has more than one row"


def _facts(rows: Sequence[Sequence[Value]], plan: Plan) -> Iterator[_Look]:
    known: dict[str, Decimal | float] = {
        name: getattr(plan.totals, name.replace(" ", "_")) for name in SOURCES
    }
    known[DISCOUNT_RATE] = float(plan.scenario.report.discount_rate)
    seen = {str(row[0]): number for number, row in reversed(tuple(enumerate(rows))) if row}
    for name, amount in known.items():
        number = seen.get(name, 0)
        found = rows[number][1] if name in seen and len(rows[number]) > 1 else None
        yield _Look(f"{RATES}!B{number + 1}", name, found, amount)


def _difference(look: _Look, digits: int) -> str:
    """What differs, as a sentence; empty where nothing does."""
    if look.expected is None and look.found in (None, ""):
        return ""
    if isinstance(look.found, (int, float)) and not isinstance(look.found, bool):
        near = look.expected is not None and _same(float(look.found), look.expected, digits)
        return "" if near else _told(look, digits)
    return _told(look, digits)


def _same(found: float, expected: Decimal | float, digits: int) -> bool:
    if isinstance(expected, Decimal):
        return math.isfinite(found) and abs(found - float(expected)) < 10.0**-digits / 2
    return math.isclose(found, expected, rel_tol=_CLOSE, abs_tol=_CLOSE)


def _told(look: _Look, digits: int) -> str:
    found, expected = (_shown(value, look.expected, digits) for value in (look.found, look.expected))
    return f"{look.place}: {look.what}: it says {found}, the plan has {expected}"


def _shown(value: Value, beside: Decimal | float | None, digits: int) -> str:
    if value is None:
        return "nothing"
    if isinstance(beside, Decimal) and isinstance(value, (int, float, Decimal)) and math.isfinite(value):
        return money_text(Decimal(repr(value) if isinstance(value, float) else value), digits)
    return repr(value)[:60]


def _letters(column: int) -> str:
    """A column's name: A to Z, then AA."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
