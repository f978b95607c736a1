"""Charts as SVG by Vega-Lite, drawn when the page is made, so that they print and need no script.

Colours are variables of the page's style, so that light, dark and print each have their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import vl_convert
from markupsafe import Markup

from allocator.render.values import for_people, one_line
from allocator.render.web_page.svg import finished
from allocator.reports.document import Bars, Chart, Money, Number, Percent

WIDTH = 640
"""The width of what is drawn inside the axes of a chart of lines."""
_VEGA_LITE = "v6.4"
_COLOURS = 6
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_BAR = 22
_HEIGHT = 280
_PADDING = {"left": 44, "right": 52, "top": 8, "bottom": 8}
"""Room for readers' fonts that are wider than the one that texts are measured with."""
_APART = {"labelOverlap": "parity", "labelSeparation": 16}
_INK, _QUIET = "var(--ink)", "var(--line)"
_CONFIG = {
    "font": "Liberation Sans, Arial, Helvetica, sans-serif",
    "background": None,
    "view": {"stroke": None},
    "text": {"color": _INK, "fontSize": 12},
    "legend": {
        "title": None,
        "orient": "top",
        "labelColor": _INK,
        "labelFontSize": 12,
        "symbolSize": 80,
        "columnPadding": 24,
    }
    | {"labelLimit": 400, "symbolStrokeWidth": 2},
    "axis": {"labelColor": _INK, "titleColor": _INK, "gridColor": _QUIET, "domainColor": _QUIET}
    | {"tickColor": _QUIET, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    | {"labelLimit": 220},
}


def bars_drawn(bars: Bars) -> Markup:
    """One bar for each entry, with its value at its end."""
    rows = [
        {"place": k, "label": one_line(label), "value": _amount(value), "shown": for_people(value)}
        for k, (label, value) in enumerate(bars.entries)
    ]
    for row in rows:
        row["told"] = f"{row['label']}: {row['shown']}"
    amounts = [_amount(value) for _, value in bars.entries]
    full = bars.full or max([*amounts, 0.0]) or 1.0
    low = min([*amounts, 0.0])
    x: dict[str, Any] = {"field": "value", "type": "quantitative", "axis": None}
    x |= {"scale": {"domain": [low, full], "nice": False}}
    # By place, since two entries may have the same label.
    axis = {"labelExpr": "data('bars')[datum.value].label", "domain": False, "ticks": False}
    y: dict[str, Any] = {"field": "place", "type": "ordinal", "title": None, "scale": {"paddingInner": 0.25}}
    y |= {"axis": axis | {"labelPadding": 8}}
    spec = {
        "width": 300,
        "height": {"step": _BAR},
        "data": {"name": "bars", "values": rows},
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "bar", "color": "var(--c1)"}, "encoding": {"description": {"field": "told"}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "aria": False},
                "encoding": {"text": {"field": "shown"}},
            },
        ],
    }
    return _svg(spec, bars.title)


def chart_drawn(chart: Chart, cursor: float | None = None) -> Markup:
    """The lines with a dot at each point; `cursor` is where a line stands upright that a script moves."""
    x = _x_axis(chart, bounded=cursor is not None)
    layers = [*_lines(chart), *_marks(chart)]
    if cursor is not None:
        layers.append(
            {
                "name": "cursor",
                "data": {"values": [{"x": cursor}]},
                "mark": {"type": "rule", "color": _INK, "strokeWidth": 2, "aria": False},
                "encoding": {"x": {"field": "x", "type": "quantitative"}},
            }
        )
    spec = {"width": WIDTH, "height": _HEIGHT, "encoding": {"x": x}, "layer": layers}
    return _svg(spec, chart.title)


def _x_axis(chart: Chart, *, bounded: bool) -> dict[str, Any]:
    x: dict[str, Any] = {"field": "x", "title": one_line(chart.x_label)}
    if chart.x_names:
        axis = {"labelAngle": 0, "grid": False} | _APART
        return x | {"type": "ordinal", "sort": None, "axis": axis}
    places = [place for series in chart.series for place, _ in series.points]
    scale: dict[str, Any] = {"zero": False, "nice": not bounded}
    if bounded:
        scale["domain"] = [min(places), max(places)]
    return x | {"type": "quantitative", "scale": scale, "axis": {"grid": False} | _APART}


def _lines(chart: Chart) -> Iterator[dict[str, Any]]:
    names = [one_line(series.name) for series in chart.series]
    rows = [
        {
            "x": one_line(chart.x_names[int(x)]) if chart.x_names else x,
            "y": y,
            "series": name,
            "told": _told(chart, name, x, y),
        }
        for name, series in zip(names, chart.series, strict=True)
        for x, y in series.points
    ]
    colours = [f"var(--c{k % _COLOURS + 1})" for k in range(len(names))]
    shapes = [_SHAPES[k % len(_SHAPES)] for k in range(len(names))]
    legend = {} if len(names) > 1 else {"legend": None}
    shared = {
        "y": {"field": "y", "type": "quantitative", "title": one_line(chart.y_label)},
        "color": {"field": "series", "sort": None, "scale": {"domain": names, "range": colours}} | legend,
    }
    shape = {"field": "series", "sort": None, "scale": {"domain": names, "range": shapes}} | legend
    told = {"description": {"field": "told"}, "shape": shape}
    yield {
        "data": {"values": rows},
        "encoding": shared,
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2, "aria": False}},
            {"mark": {"type": "point", "filled": True, "size": 45, "opacity": 1}, "encoding": told},
        ],
    }


def _marks(chart: Chart) -> Iterator[dict[str, Any]]:
    rows = [{"x": mark.x, "y": mark.y, "label": one_line(mark.label)} for mark in chart.marks]
    if rows:
        yield {
            "data": {"values": rows},
            "encoding": {"y": {"field": "y", "type": "quantitative"}},
            "layer": [
                {
                    "mark": {"type": "point", "shape": "diamond", "size": 160, "strokeWidth": 2}
                    | {"color": _INK},
                    "encoding": {"description": {"field": "label"}},
                },
                {
                    "mark": {"type": "text", "align": "right", "dx": -7, "dy": -13, "aria": False},
                    "encoding": {"text": {"field": "label"}},
                },
            ],
        }


def _told(chart: Chart, name: str, x: float, y: float) -> str:
    place = one_line(chart.x_names[int(x)]) if chart.x_names else for_people(Number(x))
    return f"{place}, {name}: {for_people(Number(y))}"


def _svg(spec: dict[str, Any], title: str) -> Markup:
    drawn = vl_convert.vegalite_to_svg(
        {**spec, "config": _CONFIG, "padding": _PADDING}, vl_version=_VEGA_LITE, format_locale=_separators()
    )
    return Markup(finished(drawn, one_line(title)))


def _separators() -> dict[str, Any]:
    """How axes write numbers: as values read for people."""
    shown = for_people(Number(1_111_111.5, 1, fixed=True))
    return {"decimal": shown[-2], "thousands": shown[1], "grouping": [3], "currency": ["", ""]}


def _amount(value: Money | Percent | Number) -> float:
    if isinstance(value, Money):
        return float(value.amount)
    return value.share if isinstance(value, Percent) else float(value.value)
