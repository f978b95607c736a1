"""Charts as text, against places computed by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from rich.cells import cell_len

from allocator.render.chart import WIDTH, bar_lines, chart_lines
from allocator.render.markdown import markdown_text
from allocator.render.terminal import Screen, terminal_text
from allocator.reports.document import Bars, Chart, Document, Marked, Number, Percent, Series

LINE = Series("line", tuple((float(x), 2.0 * x) for x in range(11)))
FALLING = Series("falling", ((0.0, 20.0), (10.0, 0.0)))


def _chart(*series: Series, marks: tuple[Marked, ...] = ()) -> Chart:
    return Chart("title", "spend", "value", series or (LINE,), marks)


def _plot(lines: list[str]) -> list[str]:
    """What stands to the right of the axis, from top to bottom."""
    return [line.split("+", 1)[1] if "+" in line else line.split("|", 1)[1] for line in lines[1:15]]


def test_a_straight_line_runs_from_corner_to_corner() -> None:
    plot = _plot(list(chart_lines(_chart(), 60, ascii_only=True)))
    assert plot[-1].startswith("*")
    assert plot[0].endswith("*")
    firsts = [row.index("*") for row in plot]
    assert firsts == sorted(firsts, reverse=True)


def test_a_level_line_stands_at_the_height_of_its_value() -> None:
    level = Series("level", ((0.0, 10.0), (10.0, 10.0)))
    top = Series("top", ((0.0, 20.0), (10.0, 20.0)))
    lines = list(chart_lines(_chart(level, top), 60, ascii_only=True))
    rows = [line for line in lines if "***" in line]
    assert len(rows) == 1
    assert rows[0].split() == ["10", "+" + "*" * rows[0].count("*")]


def test_several_lines_are_told_apart_and_named() -> None:
    text = "\n".join(chart_lines(_chart(LINE, FALLING)))
    assert "*  line" in text
    assert "+  falling" in text


def test_marks_are_letters_at_their_places_and_explained_below() -> None:
    marks = (Marked(5.0, 10.0, "the plan stands here"), Marked(5.0, 10.0, "as does this"))
    lines = list(chart_lines(_chart(marks=marks), 60, ascii_only=True))
    row = next(line for line in lines if "AB" in line or "BA" in line)
    places = [k for k, line in enumerate(_plot(lines)) if "A" in line]
    assert places == [14 - 1 - round(10 / 20 * 13)]
    plot = row.split("|", 1)[-1].split("+", 1)[-1]
    assert abs(plot.index("A") - (len(_plot(lines)[0]) - 1) / 2) <= 1
    assert lines[-2:] == ["  A  the plan stands here", "  B  as does this"]


def test_long_words_about_a_chart_are_folded() -> None:
    chart = Chart("", "x " * 60, "y " * 60, (LINE,), (Marked(5.0, 10.0, "word " * 30),))
    assert max(map(cell_len, chart_lines(chart, 50))) <= 50


def test_dots_of_braille_hold_the_whole_line() -> None:
    lines = list(chart_lines(_chart(FALLING), WIDTH))
    dots = sum(
        (ord(sign) - 0x2800).bit_count() for line in lines for sign in line if 0x2800 <= ord(sign) < 0x2900
    )
    across = len(lines[15].split("└")[1])
    assert dots == 2 * across  # flatter than 45 degrees: one dot in each column of dots


@pytest.mark.parametrize("width", [20, 40, 57, 80, 100, 300])
def test_a_chart_fits_its_width(width: int) -> None:
    widths = [cell_len(line) for line in chart_lines(_chart(LINE, FALLING), width)]
    assert max(widths) == min(100, max(40, width))


@pytest.mark.parametrize("scale", [1e-9, 1e-3, 1.0, 37.0, 1e6, 1e15])
def test_ticks_are_round_numbers_that_name_their_places(scale: float) -> None:
    points = tuple((x * scale, 0.7 * x * scale) for x in range(11))
    lines = list(chart_lines(_chart(Series("s", points)), 80, ascii_only=True))
    ticks = [line.split("+")[0].strip() for line in lines[1:15] if line.split("+")[0].strip()]
    values = [float(tick.replace(",", "")) for tick in ticks if "|" not in tick]
    steps = {round((high - low) / (values[0] - values[1]), 6) for high, low in pairwise(values)}
    assert steps == {1.0}
    assert values[-1] == 0
    assert values[0] >= 7 * scale * (1 - 1e-9)
    assert f"{values[0] - values[1]:.3e}"[0] in "125"


def test_values_below_zero_and_a_single_point_have_a_chart() -> None:
    low = "\n".join(chart_lines(_chart(Series("loss", ((0.0, 0.0), (1.0, -3.0)))), 60))
    assert "-3 ┤" in low
    assert list(chart_lines(_chart(Series("dot", ((5.0, 0.0),))), 60))


def test_ascii_means_ascii() -> None:
    marks = (Marked(5.0, 10.0, "größer"),)
    assert "\n".join(chart_lines(_chart(LINE, FALLING, marks=marks), ascii_only=True)).isascii()
    assert "\n".join(bar_lines(Bars("", (("a", Percent(0.5)),)), ascii_only=True)).isascii()


def test_bars_are_as_long_as_their_values() -> None:
    bars = Bars("bars", (("half", Percent(0.5)), ("whole", Percent(1.0)), ("none", Percent(0.0))), full=1.0)
    half, whole, none = (line.count("█") for line in bar_lines(bars))
    assert abs(whole - 2 * half) <= 1
    assert whole > 40
    assert none == 0
    longest = [line.count("█") for line in bar_lines(Bars("", (("a", Number(3)), ("b", Number(-3)))))]
    assert longest[0] > 10
    assert longest[1] == 0


def test_a_document_shows_its_charts() -> None:
    document = Document("d", (_chart(), Bars("bars", (("a", Percent(0.5)),))))
    plain = terminal_text(document)
    assert plain == terminal_text(document)
    assert "\x1b" not in plain
    assert "\n\ntitle\n  value\n" in plain
    assert "\x1b[1mtitle" in terminal_text(document, Screen(60, styled=True))
    narrow = terminal_text(document, Screen(60, styled=False, ascii_only=True))
    assert narrow.isascii()
    assert max(map(len, narrow.splitlines())) <= 60
    markdown = markdown_text(document).split("## ")
    assert all(not line or line.startswith("    ") for line in markdown[1].splitlines()[1:])


def test_an_axis_that_counts_has_its_names() -> None:
    names = ("2027-01", "2027-02", "2027-03")
    line = Series("cash", ((0.0, 1.0), (1.0, 3.0), (2.0, 2.0)))
    lines = list(chart_lines(Chart("", "period", "EUR", (line,), x_names=names)))
    (below,) = [text for text in lines if "2027-01" in text]
    assert below.split() == list(names)
