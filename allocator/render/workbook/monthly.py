"""The sheet Monthly: what is ordered, what leaves and what comes back, by period and by quarter."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from allocator.render.workbook.cells import Cell, Live, money
from allocator.render.workbook.parts import Parts
from allocator.reports.finance.calendar import quarters_of

COLUMNS = (
    *("period", "quarter", "ordered", "cash out", "cash in", "return", "net", "cash balance"),
    *("return less paid so far", "paid earlier or later than ordered"),
)
_SUMMED = ("ordered", "cash out", "cash in", "return", "net")


def monthly(parts: Parts) -> None:
    """One row per period, those after the horizon marked; then one per quarter."""
    page, made = parts.pages["Monthly"], parts.dossier.statement
    named = list(quarters_of(parts.dossier))
    quarter = {t: name for name, periods in named for t in periods}
    first = page.next_row
    values = _values(parts)
    rows = [tuple(_row(parts, t, quarter.get(t, ""), first, values)) for t in range(len(made.labels))]
    sums = {name: sum(values[name]) for name in _SUMMED}
    total: list[Cell] = ["TOTAL", None]
    for k, name in enumerate(COLUMNS[2:], 2):
        letter = "ABCDEFGHIJ"[k]
        span = f"{letter}{first + 1}:{letter}{first + len(rows)}"
        total.append(Live(f"SUM({span})", float(sums[name])) if name in sums else None)
    parts.areas["monthly"] = page.table(parts.titled("Money by period"), COLUMNS, rows, total, freeze=True)
    if named:
        _by_quarter(parts, named, values)


def _values(parts: Parts) -> dict[str, list[Decimal]]:
    """Every column's amounts, which the formulas compute as well."""
    made = parts.dossier.statement
    found = {name: list(made.total(flow)) for name, flow in _FLOWS.items()}
    pairs = zip(found["return"], found["cash out"], strict=True)
    found["net"] = [back - out for back, out in pairs]
    found["cash balance"] = list(
        accumulate(i - o for i, o in zip(found["cash in"], found["cash out"], strict=True))
    )
    found["return less paid so far"] = list(accumulate(found["net"]))
    return found


_FLOWS = {"ordered": "ordered", "cash out": "paid", "cash in": "cash", "return": "returned"}


def _row(parts: Parts, t: int, quarter: str, first: int, values: dict[str, list[Decimal]]) -> Iterator[Cell]:
    made, areas, line = parts.dossier.statement, parts.areas, first + t + 1
    label = made.labels[t]
    yield label + " (later)" * (t >= made.horizon)
    yield quarter
    yield Live(f"D{line}+J{line}", float(values["ordered"][t]))
    spent = f"SUM({areas['spend'].column(label)})" if t < made.horizon else "0"
    yield Live(spent, float(values["cash out"][t]))
    returned = areas["allocation"].column("return")
    for name, flow in (("cash in", "cash"), ("return", "returned")):
        yield Live(f"SUMPRODUCT({returned},{areas[flow].column(label)})", float(values[name][t]))
    yield Live(f"F{line}-D{line}", float(values["net"][t]))
    before = f"H{line - 1}+" if t else ""
    yield Live(f"{before}E{line}-D{line}", float(values["cash balance"][t]))
    before = f"I{line - 1}+" if t else ""
    yield Live(f"{before}G{line}", float(values["return less paid so far"][t]))
    yield money(values["ordered"][t] - values["cash out"][t])


def _by_quarter(parts: Parts, named: list[tuple[str, range]], values: dict[str, list[Decimal]]) -> None:
    """One row per quarter, in the columns of the table above, whose header stays in sight."""
    page, area = parts.pages["Monthly"], parts.areas["monthly"]
    first = page.next_row

    def row(number: int, name: str, periods: range) -> Iterator[Cell]:
        line = first + number + 1
        yield name
        yield Live(f"COUNTIF({area.column('quarter')},$A{line})", float(len(periods)), "count")
        for column in _SUMMED:
            formula = f"SUMIF({area.column('quarter')},$A{line},{area.column(column)})"
            yield Live(formula, float(sum(values[column][t] for t in periods)))
        before = f"H{line - 1}+" if number else ""
        yield Live(f"{before}E{line}-D{line}", float(values["cash balance"][periods[-1]]))

    rows = [tuple(row(number, *one)) for number, one in enumerate(named)]
    total: list[Cell] = ["TOTAL"]
    for letter, column in zip("BCDEFG", ("periods", *_SUMMED), strict=True):
        span = f"{letter}{first + 1}:{letter}{first + len(rows)}"
        amount = sum(values[column]) if column in values else sum(len(periods) for _, periods in named)
        total.append(Live(f"SUM({span})", float(amount), "money" if column in values else "count"))
    columns = ("quarter", "periods", *_SUMMED, "cash balance")
    parts.areas["quarters"] = page.table(parts.titled("Money by quarter"), columns, rows, (*total, None))
