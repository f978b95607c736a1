"""The sheet Summary: totals, and where the money goes and comes back, in tables and charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from allocator.plan import PlanItem
from allocator.render.workbook.cells import Area, Cell, Live
from allocator.render.workbook.parts import Parts

_WIDTH, _HEIGHT = 560, 325
_COLUMNS, _WIDE = 12, 13
"""Columns under the charts, and how wide they are at least."""
_ROWS = 17
"""Rows that a chart covers."""
_BARS = 20
"""Items that still can be read as bars."""
_LABELS = 14
"""Periods that can be named along an axis."""
_GROUPS = ("time frame", "kind", "channel")
_SPENT, _BACK = "#0B5394", "#93C47D"


def summary(parts: Parts, book: Any) -> None:
    """Totals; spend and return by time frame, kind and channel; four charts side by side."""
    page, totals = parts.pages["Summary"], parts.dossier.plan.totals
    area = parts.areas["allocation"]
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
    top = page.row
    page.skip(2 * _ROWS)
    page.widen(_COLUMNS, _WIDE)
    page.sheet.set_h_pagebreaks([page.row])
    found = {group: _grouped(parts, group) for group in _GROUPS}
    items = len(parts.dossier.plan.items) <= _BARS
    first = (area, "item", "allocated") if items else (found["kind"], "kind", "spend")
    charts = (
        _bars(book, f"Spend and return by {first[1]}", *first),
        _lines(book, parts.areas["monthly"]),
        _bars(book, "Spend and return by channel", found["channel"], "channel", "spend"),
        _bars(book, "Spend and return by time frame", found["time frame"], "time frame", "spend"),
    )
    for k, chart in enumerate(charts):
        place = {"object_position": 3, "x_offset": (k % 2) * (_WIDTH + 10)}
        page.sheet.insert_chart(top + (k // 2) * _ROWS, 0, chart, place)


def _grouped(parts: Parts, group: str) -> Area:
    """One row per group, summed from Allocation; text is compared as it is, with no wildcards."""
    page, area, plan = parts.pages["Summary"], parts.areas["allocation"], parts.dossier.plan
    names = list(dict.fromkeys(_group_of(item, group) for item in plan.items))
    first = page.next_row

    def row(line: int, name: str) -> Iterator[Cell]:
        members = [item for item in plan.items if _group_of(item, group) == name]
        yield name or "(none)"
        same = f"EXACT({area.column(group)},{f'$A{line}' if name else _NOTHING})"
        for column, field in (("allocated", "spend"), ("return", "returned")):
            amount = sum((getattr(item, field) for item in members), Decimal(0))
            yield Live(f"SUMPRODUCT({same}*{area.column(column)})", float(amount))
        yield Live(f"C{line}-B{line}", float(sum((i.returned - i.spend for i in members), Decimal(0))))

    rows = [tuple(row(first + k + 1, name)) for k, name in enumerate(names)]
    return page.table(
        parts.titled(f"By {group}"),
        (group, "spend", "return", "contribution"),
        rows,
        tuple(_totals(rows, first)),
    )


_NOTHING = '""'


def _group_of(item: PlanItem, group: str) -> str:
    return {"time frame": item.time_frame, "kind": item.kind, "channel": item.channel or ""}[group]


def _totals(rows: Sequence[tuple[Cell, ...]], first: int) -> Iterator[Cell]:
    yield "TOTAL"
    for k, letter in enumerate("BCD", 1):
        cells = [row[k] for row in rows]
        amount = sum(Decimal(repr(cell.value)) for cell in cells if isinstance(cell, Live))
        yield Live(f"SUM({letter}{first + 1}:{letter}{first + len(rows)})", float(amount))


def _bars(book: Any, title: str, area: Area, group: str, spend: str) -> Any:
    chart = book.add_chart({"type": "bar"})
    for column, name, colour in ((spend, "spend", _SPENT), ("return", "return", _BACK)):
        series = {
            "name": name,
            "categories": f"={area.column(group)}",
            "values": f"={area.column(column)}",
        }
        chart.add_series({**series, "fill": {"color": colour}, "gap": 60})
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 9}, "line": {"none": True}})
    chart.set_x_axis({"num_format": "#,##0", "major_gridlines": _GRID, "num_font": {"size": 9}})
    return _sized(chart, title)


_GRID = {"visible": True, "line": {"color": "#D5DDE6", "width": 0.75}}


def _lines(book: Any, months: Area) -> Any:
    chart = book.add_chart({"type": "line"})
    for column, colour in (("cash out", "#CC4125"), ("cash in", "#6AA84F"), ("cash balance", _SPENT)):
        series = {
            "name": column,
            "categories": f"={months.column('period')}",
            "values": f"={months.column(column)}",
        }
        chart.add_series({**series, "line": {"color": colour, "width": 2}})
    each = -(-(months.last - months.first + 1) // _LABELS)
    font = {"size": 9, "rotation": -45}
    chart.set_x_axis({"num_font": font, "label_position": "low", "interval_unit": each})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": _GRID, "num_font": {"size": 9}})
    return _sized(chart, "Cash by period")


def _sized(chart: Any, title: str) -> Any:
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    return chart
