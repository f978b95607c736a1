"""What a report is made of: facts, tables and sentences with typed values, and no format at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, with as many decimals as its currency has."""

    amount: Decimal
    digits: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A share, 0 to 1; readers see it as a percentage."""

    share: float


@dataclass(frozen=True, slots=True)
class Number:
    """A count, a quantity or a rate; readers see at most `digits` decimals, exactly so many where `fixed`."""

    value: float | int | Decimal
    digits: int = 2
    fixed: bool = False


Cell = str | Money | Percent | Number | None
"""One value; None is no value, which is not the same as zero."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `folds` marks the one whose text may run over several lines. Where a table is too wide for a screen,
    columns of the highest `rank` are left out first; those of rank 0 always stay.
    """

    title: str
    numeric: bool = False
    folds: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one cell per column; `total` is the row at the foot."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and their values, one a line."""

    title: str
    entries: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Values and words in one line, such as a sum that ties out."""

    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence for the reader."""

    text: str


@dataclass(frozen=True, slots=True)
class Caution:
    """A sentence that the reader should not miss."""

    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: a name, and its points (x, y) from left to right, all of them finite."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A point of a chart that the reader should find, such as where a plan stands."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over a common axis; what it shows stands in a table or in sentences as well.

    `x_names` names the places 0, 1, 2, … of an axis that counts, such as periods.
    """

    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    marks: tuple[Marked, ...] = ()
    x_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar for each label, as long as its value; `full` is what a bar of the whole width means."""

    title: str
    entries: tuple[tuple[str, Money | Percent | Number], ...]
    full: float | None = None


Block = Facts | Table | Chart | Bars | Line | Note | Caution


@dataclass(frozen=True, slots=True)
class Document:
    """A report to be read from top to bottom."""

    title: str
    blocks: tuple[Block, ...]


class Report(Protocol):
    """One result in its three forms: for readers, for programs and for sheets."""

    def document(self) -> Document:
        """What a reader sees."""
        ...

    def data(self) -> Mapping[str, Any]:
        """What a program reads: JSON data."""
        ...

    def sheet(self) -> Table:
        """One table that holds the whole: what a spreadsheet opens."""
        ...
