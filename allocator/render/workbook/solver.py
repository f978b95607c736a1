"""The sheets Answer and Limits, which finance knows from a spreadsheet's solver."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.plan import PlanLimit
from allocator.problem import lines_of
from allocator.render.workbook.cells import Cell, Fixed, Live, money
from allocator.render.workbook.parts import Parts
from allocator.reports.bounds import least_of, most_of


def answer(parts: Parts) -> None:
    """What each stage reaches and its proven bound; then every rule, how it stands and its slack."""
    page, plan = parts.pages["Answer"], parts.dossier.plan
    page.title("Answer")
    stages = [
        (s.name, s.aim, Fixed(s.value, "rate"), Fixed(s.bound, "rate"), Fixed(s.gap, "exact"))
        for s in plan.stages
    ]
    columns = ("stage", "aim", "reached", "proven bound", "gap")
    page.table("Objective, in the order in which stages are served", columns, stages)
    first = page.next_row
    heads = ("rule", "period", "value", "bound", "distance", "state", "says")
    rows = [tuple(_rule(limit, first + k + 1)) for k, limit in enumerate(plan.limits)]
    page.table("Rules", heads, rows)


def _rule(limit: PlanLimit, line: int) -> Iterator[Cell]:
    style = "money" if limit.unit == "money" else "count"
    yield from (limit.name, limit.period or "whole horizon")
    yield from (Fixed(float(limit.value), style), Fixed(float(limit.bound), style))
    yield Live(f"ABS(D{line}-C{line})", abs(float(limit.bound) - float(limit.value)), style)
    yield "binding" if limit.binding else "not binding"
    yield limit.sentence


def limits(parts: Parts) -> None:
    """How far each item's spend may go by its own bounds, and the plan's return at its lower one."""
    page, plan, area = parts.pages["Limits"], parts.dossier.plan, parts.areas["allocation"]
    page.title("Limits")
    page.note("The return at the lower limit takes the item's average return, all else as planned.")
    lines, rates = lines_of(plan.scenario), parts.areas["rates"]
    whole = f"SUM({area.column('return')})"
    first = page.next_row

    def row(k: int, name: str) -> Iterator[Cell]:
        item, line = plan.items[k], first + k + 1
        least, most = least_of(lines[name], parts.digits), most_of(lines[name], parts.digits)
        rate = float(item.returned / item.spend) if item.spend else 0.0
        yield from (name, Live(area.cell(k, "allocated"), float(item.spend)))
        yield from (money(least), money(most))
        formula = f"{whole}-MAX(0,B{line}-C{line})*{rates.cell(k, 'return per unit of money')}"
        lost = max(0.0, float(item.spend - least)) * rate
        yield Live(formula, float(plan.totals.returned) - lost)

    heads = ("item", "spend", "lower limit", "upper limit", "return at the lower limit")
    page.table("Items", heads, [tuple(row(k, item.id)) for k, item in enumerate(plan.items)])
