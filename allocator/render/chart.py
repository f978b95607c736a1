"""Charts as lines of text: dots of Braille in a frame with ticks, or plain ASCII where a screen has no more.

A single line is drawn in dots, two across and four down in each character; several lines are told apart by
their signs. The same chart gives the same text everywhere, apart from the width and the signs asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_uppercase

from rich.cells import cell_len

from allocator.render.layout import folded
from allocator.render.values import for_people, one_line
from allocator.reports.document import Bars, Chart, Money, Number, Percent, Series

WIDTH = 78
"""Columns of a chart in files and pipes."""
_NARROWEST, _WIDEST = 40, 100
_HEIGHT = 14
_INDENT = "  "
_SIGNS = "*+ox#@%&"
_BRAILLE = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a Braille character, by row and column."""
_NICE = (1.0, 2.0, 5.0, 10.0)
_LEAST_BAR = 10


@dataclass(frozen=True, slots=True)
class _Frame:
    """The signs that axes and bars are drawn with."""

    side: str
    tick: str
    corner: str
    floor: str
    floor_tick: str
    bar: str


_UNICODE = _Frame("│", "┤", "└", "─", "┬", "█")
_ASCII = _Frame("|", "+", "+", "-", "+", "#")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Values from `low` to `high` on so many places, with ticks at round numbers."""

    low: float
    high: float
    step: float
    places: int

    @classmethod
    def of(cls, low: float, high: float, places: int, ticks: int, *, rounded: bool) -> _Scale:
        """The scale for a range with about so many ticks; `rounded` lets it end on a tick."""
        high = high if high > low else low + 1.0
        step = _nice((high - low) / ticks)
        if rounded:
            low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
        return cls(low, high, step, places)

    def place(self, value: float, fine: int = 1) -> int:
        """The place of a value, with each place divided into so many finer ones."""
        last = self.places * fine - 1
        return min(last, max(0, round((value - self.low) / (self.high - self.low) * last)))

    @property
    def ticks(self) -> list[tuple[int, str]]:
        """Places and texts, from low to high."""
        first, last = math.ceil(self.low / self.step - 1e-9), math.floor(self.high / self.step + 1e-9)
        digits = max(0, -math.floor(math.log10(self.step)))
        values = (k * self.step for k in range(first, last + 1))
        return [(self.place(v), for_people(Number(round(v, digits), digits, fixed=True))) for v in values]


def _nice(step: float) -> float:
    """The next of 1, 2 and 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(n * power for n in _NICE if n * power >= step * (1 - 1e-9))


def chart_lines(chart: Chart, width: int = WIDTH, *, ascii_only: bool = False) -> Iterator[str]:
    """The chart without its title, and below it what its signs mean."""
    frame = _ASCII if ascii_only else _UNICODE
    spots = [(x, y) for series in chart.series for x, y in series.points] + [(m.x, m.y) for m in chart.marks]
    ys = [0.0, *(y for _, y in spots)]
    vertical = _Scale.of(min(ys), max(ys), _HEIGHT, 4, rounded=True)
    margin = max(len(text) for _, text in vertical.ticks)
    width = min(_WIDEST, max(_NARROWEST, width))
    across = width - len(_INDENT) - margin - 2
    xs = [x for x, _ in spots]
    horizontal = _Scale.of(min(xs), max(xs), across, 5, rounded=False)
    grid = _drawn(chart, horizontal, vertical, ascii_only=ascii_only)
    yield from (f"{_INDENT}{line}" for line in folded(one_line(chart.y_label), width - len(_INDENT)))
    texts = dict(vertical.ticks)
    for row in range(_HEIGHT - 1, -1, -1):
        cells = "".join(grid.get((column, row), " ") for column in range(across))
        axis = frame.tick if row in texts else frame.side
        yield f"{_INDENT}{texts.get(row, ''):>{margin}} {axis}{cells}".rstrip()
    named = [(horizontal.place(k), one_line(name)) for k, name in enumerate(chart.x_names)]
    yield from _floor(named or horizontal.ticks, horizontal.places, " " * (len(_INDENT) + margin + 1), frame)
    yield from (" " * (width - cell_len(line)) + line for line in folded(one_line(chart.x_label), width))
    for sign, words in _key(chart, ascii_only=ascii_only):
        first, *others = folded(words, width - len(_INDENT) - 3)
        yield f"{_INDENT}{sign}  {first}"
        yield from (f"{_INDENT}   {line}" for line in others)


def _drawn(chart: Chart, across: _Scale, up: _Scale, *, ascii_only: bool) -> dict[tuple[int, int], str]:
    """The sign in each place, column and row from the lower left corner."""
    if len(chart.series) == 1 and not ascii_only:
        grid = _in_braille(chart.series[0], across, up)
    else:
        grid = {}
        for sign, series in reversed(list(zip(_signs(chart), chart.series, strict=True))):
            grid |= dict.fromkeys(_path(series, across, up, (1, 1)), sign)
    taken: set[tuple[int, int]] = set()
    for letter, mark in zip(ascii_uppercase, chart.marks, strict=False):
        place = _free((across.place(mark.x), up.place(mark.y)), across.places, taken)
        taken.add(place)
        grid[place] = letter
    return grid


def _free(place: tuple[int, int], columns: int, taken: set[tuple[int, int]]) -> tuple[int, int]:
    """The place, or the next one beside it that has no letter yet."""
    column, row = place
    by_distance = sorted(range(columns), key=lambda other: (abs(other - column), other))
    return next(((other, row) for other in by_distance if (other, row) not in taken), place)


def _signs(chart: Chart) -> list[str]:
    return [_SIGNS[k % len(_SIGNS)] for k in range(len(chart.series))]


def _in_braille(series: Series, across: _Scale, up: _Scale) -> dict[tuple[int, int], str]:
    bits: dict[tuple[int, int], int] = {}
    for column, row in _path(series, across, up, (2, 4)):
        place = column // 2, row // 4
        bits[place] = bits.get(place, 0) | _DOTS[3 - row % 4][column % 2]
    return {place: chr(_BRAILLE + found) for place, found in bits.items()}


def _path(series: Series, across: _Scale, up: _Scale, fine: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The places that the line through the points runs over."""
    spots = [(across.place(x, fine[0]), up.place(y, fine[1])) for x, y in series.points]
    yield from spots[:1]
    for (left, low), (right, high) in pairwise(spots):
        steps = max(abs(right - left), abs(high - low), 1)
        for k in range(1, steps + 1):
            yield left + round((right - left) * k / steps), low + round((high - low) * k / steps)


def _floor(ticks: Sequence[tuple[int, str]], places: int, margin: str, frame: _Frame) -> Iterator[str]:
    """The lower axis, and under it the texts of those ticks that have room."""
    line, below = [frame.floor] * places, ""
    for place, text in ticks:
        line[place] = frame.floor_tick
        start = max(0, min(place - len(text) // 2, places - len(text)))
        if not below or start > len(below) + 1:
            below = below.ljust(start) + text
    yield f"{margin}{frame.corner}{''.join(line)}"
    yield f"{margin} {below}"


def _key(chart: Chart, *, ascii_only: bool) -> Iterator[tuple[str, str]]:
    """What the signs mean; a single line needs no word, since the axis names it."""
    if len(chart.series) > 1:
        yield from zip(_signs(chart), (one_line(series.name) for series in chart.series), strict=True)
    for letter, mark in zip(ascii_uppercase, chart.marks, strict=False):
        label = one_line(mark.label)
        yield letter, label.encode("ascii", "replace").decode() if ascii_only else label


def bar_lines(bars: Bars, width: int = WIDTH, *, ascii_only: bool = False) -> Iterator[str]:
    """One line for each entry: its label, its bar and its value; what is below 0 has no bar."""
    sign = (_ASCII if ascii_only else _UNICODE).bar
    labels = [one_line(label) for label, _ in bars.entries]
    texts = [for_people(value) for _, value in bars.entries]
    label_width, text_width = _widest(labels), _widest(texts)
    longest = max(_LEAST_BAR, min(_WIDEST, width) - len(_INDENT) - label_width - text_width - 4)
    amounts = [_amount(value) for _, value in bars.entries]
    full = bars.full or max([*amounts, 0.0]) or 1.0
    for label, amount, text in zip(labels, amounts, texts, strict=True):
        bar = sign * round(min(1.0, max(0.0, amount / full)) * longest)
        padding = " " * (label_width - cell_len(label))
        yield f"{_INDENT}{label}{padding}  {bar}{' ' * bool(bar)}{text}"


def _widest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)


def _amount(value: Money | Percent | Number) -> float:
    if isinstance(value, Money):
        return float(value.amount)
    return value.share if isinstance(value, Percent) else float(value.value)
