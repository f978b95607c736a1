"""The sheet Frontier: the best plan at every budget of a range, as a table and a chart."""

from __future__ import annotations

from typing import Any

from allocator.render.workbook.cells import Area, Fixed, money
from allocator.render.workbook.parts import Parts
from allocator.render.workbook.tables import show
from allocator.reports.document import Chart

_HEADS = ("budget", "spend", "return", "net return")
_ROWS = 18


def frontier(parts: Parts, book: Any) -> None:
    """The chart; what changes between which budgets; and what each item gets at them."""
    report = parts.studied.frontier
    if report is None:
        return
    page, names = parts.pages["Frontier"], list(parts.dossier.plan.scenario.items)
    page.title("Frontier")
    top = page.row
    page.skip(_ROWS)
    show(page, (block for block in report.document().blocks if not isinstance(block, Chart)))
    rows = [
        (
            *(Fixed(float(amount)) for amount in (one.budget, one.spend, one.returned, one.net_return)),
            *(money(one.items[name]) for name in names),
        )
        for one in report.answer.points
    ]
    title, keys = parts.titled("Best plans by budget"), (*_HEADS, *(f"item:{name}" for name in names))
    area = page.table(title, (*_HEADS, *names), rows, keys=keys)
    page.sheet.insert_chart(top, 0, _chart(book, area), {"object_position": 3})


def _chart(book: Any, area: Area) -> Any:
    chart = book.add_chart({"type": "scatter", "subtype": "straight"})
    for name, colour in (("return", "#6AA84F"), ("net return", "#0B5394")):
        series = {"name": name, "categories": f"={area.column('budget')}", "values": f"={area.column(name)}"}
        chart.add_series({**series, "line": {"color": colour, "width": 2}})
    grid = {"visible": True, "line": {"color": "#D5DDE6", "width": 0.75}}
    chart.set_x_axis({"name": "budget", "num_format": "#,##0", "major_gridlines": grid})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": grid})
    chart.set_title({"name": "Best return by budget", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 820, "height": 340})
    return chart
