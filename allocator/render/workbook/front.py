"""The sheets that are looked at first: Cover, and Summary with its charts."""

from __future__ import annotations

from typing import Any

from allocator.money import exact
from allocator.render.workbook.page import Live
from allocator.render.workbook.parts import Parts
from allocator.reports.document import Facts
from allocator.reports.finance.cover import cover as cover_blocks
from allocator.reports.finance.cover import sentence

_HEIGHT, _WIDTH = 330, 620


def cover(parts: Parts) -> None:
    """Title, version, currency, names with lines for dates, and the verdict."""
    page = parts.pages["Cover"]
    page.title(parts.dossier.title)
    for block in cover_blocks(parts.dossier):
        if isinstance(block, Facts):
            page.facts("", [(label, str(value)) for label, value in block.entries])
    with exact():
        page.note(sentence(parts.dossier))


def summary(parts: Parts, book: Any) -> None:
    """Totals, and where the money goes and comes back, as charts."""
    page, totals = parts.pages["Summary"], parts.dossier.plan.totals
    area, months = parts.areas["allocation"], parts.areas["monthly"]
    page.title("Summary")
    spent, back = f"SUM({area.column('allocated')})", f"SUM({area.column('return')})"
    net = parts.areas["whole"].cell(0, "value")
    page.facts(
        parts.titled("Totals"),
        [
            ("spend", Live(spent, float(totals.spend))),
            ("return", Live(back, float(totals.returned))),
            ("net return", Live(net, float(totals.net_return))),
        ],
    )
    row = page.next_row
    page.sheet.insert_chart(row, 0, _bars(parts, book))
    page.sheet.insert_chart(row + 18, 0, _lines(parts, book, months))
    page.extend(row + 36, 8)


def _bars(parts: Parts, book: Any) -> Any:
    area = parts.areas["allocation"]
    chart = book.add_chart({"type": "bar"})
    for column, colour in (("allocated", "#0B5394"), ("return", "#93C47D")):
        values = f"={area.column(column)}"
        name = "spend" if column == "allocated" else column
        chart.add_series(
            {
                "name": name,
                "categories": f"={area.column('item')}",
                "values": values,
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": "Spend and return by item"})
    chart.set_y_axis({"reverse": True})
    return _sized(chart)


def _lines(parts: Parts, book: Any, months: Any) -> Any:
    chart = book.add_chart({"type": "line"})
    for column, colour in (("cash out", "#CC4125"), ("cash in", "#6AA84F"), ("cash balance", "#0B5394")):
        series = {
            "name": column,
            "categories": f"={months.column('period')}",
            "values": f"={months.column(column)}",
        }
        chart.add_series({**series, "line": {"color": colour, "width": 2}})
    chart.set_title({"name": "Cash by period"})
    return _sized(chart)


def _sized(chart: Any) -> Any:
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    return chart
