"""What a web page is made of besides the blocks of a document: sections, and a slider over budgets."""

from __future__ import annotations

from dataclasses import dataclass

from allocator.reports.document import Block, Cell, Chart, Column, Money


@dataclass(frozen=True, slots=True)
class Position:
    """One position of a slider: a budget, the sentence that tells its plan, and a row of cells for each line.

    `at` is where it lies between the first position, 0, and the last, 1.
    """

    budget: Money
    at: float
    sentence: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Slider:
    """Positions between which a reader moves, from the smallest budget to the largest.

    `chart` goes from the first position to the last. `lines` names the rows, `columns` their cells.
    `start` is the position that is shown first.
    """

    label: str
    chart: Chart
    lines: Column
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    positions: tuple[Position, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page with a heading of its own; `anchor` is a word that links lead to."""

    anchor: str
    title: str
    blocks: tuple[Block | Slider, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be read in a browser, section by section."""

    title: str
    sections: tuple[Section, ...]
