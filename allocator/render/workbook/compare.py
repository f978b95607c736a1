"""The sheets Scenarios and Bridge: the plan beside others, and what leads from its return to theirs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from allocator.render.workbook.cells import Area, Cell, Fixed, Live, money
from allocator.render.workbook.parts import Parts, TieOut
from allocator.render.workbook.tables import show
from allocator.reports.compare import CompareReport, because
from allocator.reports.document import Table
from allocator.studies.compare import Bridge, Case

_HEADS = ("step", "because", "spend", "net return", "return", "return so far", "under", "up", "down")
_GRID = {"visible": True, "line": {"color": "#D5DDE6", "width": 0.75}}
_COLOURS = {"under": None, "up": "#6AA84F", "down": "#CC4125"}


def compare(parts: Parts, book: Any) -> None:
    """Side by side; then one bridge for each other scenario that has a plan."""
    report = parts.studied.compared
    if report is None:
        return
    page = parts.pages["Scenarios"]
    page.title("Scenarios")
    blocks = report.document().blocks
    bridges = {one.case: one for one in report.answer.bridges}
    shown = [b for b in blocks if not (isinstance(b, Table) and b.title.startswith("From the base to"))]
    show(page, (block for block in shown))
    parts.pages["Bridge"].title("Bridge")
    starts = []
    for case in report.answer.cases[1:]:
        if case.name in bridges:
            starts.append(parts.pages["Bridge"].row)
            _bridge(parts, book, report, case, bridges[case.name])
    parts.pages["Bridge"].sheet.set_h_pagebreaks(starts[1:])


def _bridge(parts: Parts, book: Any, report: CompareReport, case: Case, one: Bridge) -> None:
    """A waterfall as a table: the base's return, each step, and where they lead."""
    page, base = parts.pages["Bridge"], report.answer.cases[0]
    before, after = base.returned or Decimal(0), case.returned or Decimal(0)
    first = page.next_row
    rows: list[tuple[Cell, ...]] = [_end(first, base.name, before)]
    running = before
    for step in one.steps:
        line, told = first + len(rows) + 1, step.item or "the plan as a whole"
        start, running = running, running + step.returned
        amounts = (money(step.spend), money(step.net_return), money(step.returned))
        rows.append((told, because(step), *amounts, *_drawn(line, start, running)))
    rows.append(_end(first + len(rows), case.name, after))
    title = parts.titled(f"From {base.name} to {case.name}")
    area = page.table(title, _HEADS, rows)
    last = len(rows) - 1
    steps = f"SUM({area.row(0, 'return', 'return')}:{area.cell(last - 1, 'return').split('!')[1]})"
    tie = (steps, area.cell(last, "return"))
    parts.bridged.append(TieOut(f"bridge to {case.name}", tie, (before + one.returned, after)))
    _waterfall(parts, book, area)


def _end(row: int, name: str, amount: Decimal) -> tuple[Cell, ...]:
    """One of the two returns, drawn from nothing."""
    line = row + 1
    up = Live(f"MAX(0,E{line})", max(0.0, float(amount)))
    down = Live(f"MAX(0,-E{line})", max(0.0, -float(amount)))
    so_far = Live(f"E{line}", float(amount))
    return (name, "return", None, None, Fixed(float(amount)), so_far, Fixed(0.0), up, down)


def _drawn(line: int, start: Decimal, end: Decimal) -> tuple[Cell, ...]:
    """How a step is drawn: an unseen part under it, and what it adds or takes."""
    under, change = float(min(start, end)), float(end - start)
    return (
        Live(f"F{line - 1}+E{line}", float(end)),
        Live(f"MIN(F{line - 1},F{line})", under),
        Live(f"MAX(0,E{line})", max(0.0, change)),
        Live(f"MAX(0,-E{line})", max(0.0, -change)),
    )


def _waterfall(parts: Parts, book: Any, area: Area) -> None:
    page = parts.pages["Bridge"]
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for name, colour in _COLOURS.items():
        fill = {"fill": {"color": colour}} if colour else {"fill": {"none": True}, "border": {"none": True}}
        categories, values = f"={area.column('step')}", f"={area.column(name)}"
        chart.add_series({"name": name, "categories": categories, "values": values, "gap": 40, **fill})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": {"size": 9, "rotation": -45}})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": _GRID})
    chart.set_title({"name": "Return, step by step", "name_font": {"size": 12}})
    chart.set_size({"width": 900, "height": 320})
    page.sheet.insert_chart(page.row, 0, chart, {"object_position": 3})
    page.skip(18)
