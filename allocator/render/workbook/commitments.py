"""The sheet Commitments: fixed and variable, committed and discretionary."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.plan import PlanItem
from allocator.render.workbook.cells import Cell, Live
from allocator.render.workbook.parts import Parts
from allocator.reports.finance.commitments import COLUMNS, nature

_HEADS = ("item", "status", *COLUMNS, "spend")


def commitments(parts: Parts) -> None:
    """One row per item; what is fixed and what is signed never exceed what it gets."""
    page, plan = parts.pages["Commitments"], parts.dossier.plan
    natures = {item.id: nature(parts.dossier, item) for item in plan.items}
    first = page.next_row

    def row(number: int, item: PlanItem) -> Iterator[Cell]:
        line, parted = first + number + 1, natures[item.id]
        spend = parts.areas["allocation"].cell(number, "allocated")
        yield from (item.id, item.status)
        yield Live(f"MIN({spend},{parted['fixed']})", float(parted["fixed"]))
        yield Live(f"G{line}-C{line}", float(parted["variable"]))
        yield Live(f"MIN({spend},{parted['committed']})", float(parted["committed"]))
        yield Live(f"G{line}-E{line}", float(parted["discretionary"]))
        yield Live(spend, float(item.spend))

    rows = [tuple(row(number, item)) for number, item in enumerate(plan.items)]
    total: list[Cell] = ["TOTAL", None]
    for letter, name in zip("CDEFG", (*COLUMNS, "spend"), strict=True):
        amounts = [natures[i.id][name] if name in COLUMNS else i.spend for i in plan.items]
        formula = f"SUM({letter}{first + 1}:{letter}{first + len(rows)})"
        total.append(Live(formula, float(sum(amounts, Decimal(0)))))
    title = parts.titled("Fixed and variable, committed and discretionary")
    parts.areas["commitments"] = page.table(title, _HEADS, rows, total, freeze=True)
