"""The sheet Commitments: fixed and variable, committed and discretionary, and what notice can save."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.plan import PlanItem
from allocator.render.workbook.cells import Cell, Live
from allocator.render.workbook.parts import Parts
from allocator.reports.cells import total_of
from allocator.reports.finance.commitments import COLUMNS, cancellable, nature, notice, saved

_NOTE = (
    "Fixed is what has a price, a tier or a fee; money and units in any number vary. What is committed is "
    "signed: from when it can be cancelled is told, and what that saves. All else can be cut until ordered."
)
_HEADS = ("item", "status", *COLUMNS, "spend", "cancellable", "notice saves")


def commitments(parts: Parts) -> None:
    """One row per item; what is fixed and what is signed never exceed what it gets."""
    page, plan, dossier = parts.pages["Commitments"], parts.dossier.plan, parts.dossier
    natures = {item.id: nature(dossier, item) for item in plan.items}
    page.title("Commitments")
    first = page.next_row
    rows = [
        tuple(_row(parts, number, item, natures[item.id], first + number + 1))
        for number, item in enumerate(plan.items)
    ]
    sums = [total_of(one[name] for one in natures.values()) for name in COLUMNS]
    sums += [plan.totals.spend]
    total: list[Cell] = ["TOTAL", None]
    total += [_sum(letter, first, len(rows), amount) for letter, amount in zip("CDEFG", sums, strict=True)]
    total += [None, _sum("I", first, len(rows), total_of(saved(dossier, item) for item in plan.items))]
    title = parts.titled("Fixed and variable, committed and discretionary")
    parts.areas["commitments"] = page.table(title, _HEADS, rows, total, freeze=True)
    page.note(_NOTE)


def _row(parts: Parts, number: int, item: PlanItem, parted: dict[str, Decimal], line: int) -> Iterator[Cell]:
    spend = parts.areas["allocation"].cell(number, "allocated")
    yield from (item.id, item.status)
    yield Live(f"MIN({spend},{parted['fixed']})", float(parted["fixed"]))
    yield Live(f"G{line}-C{line}", float(parted["variable"]))
    yield Live(f"MIN({spend},{parted['committed']})", float(parted["committed"]))
    yield Live(f"G{line}-E{line}", float(parted["discretionary"]))
    yield Live(spend, float(item.spend))
    yield cancellable(parts.dossier, item)
    yield Live(f"MAX(0,E{line}-{_before(parts, number, item, line)})", float(saved(parts.dossier, item)))


def _before(parts: Parts, number: int, item: PlanItem, line: int) -> str:
    """What is paid before notice can save anything; without notice that is all that is signed."""
    ends, periods = notice(parts.dossier, item), parts.dossier.plan.periods
    if ends is None:
        return f"E{line}"
    if ends == 0:
        return "0"
    return f"SUM({parts.areas['spend'].row(number, periods[0].label, periods[ends - 1].label)})"


def _sum(letter: str, first: int, count: int, amount: Decimal) -> Live:
    return Live(f"SUM({letter}{first + 1}:{letter}{first + count})", float(amount))
