"""How single values read: for people with separators and signs, for programs without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Protocol

from allocator.fields import plain
from allocator.reports.document import Cell, Money, Number, Percent


class Figures(Protocol):
    """How figures read: their separators, signs and grouping."""

    def number(self, value: Decimal, digits: int, *, fixed: bool) -> str:
        """The value with at most so many decimals, exactly so many where `fixed`."""
        ...

    def percent(self, share: float) -> str:
        """A share as a percentage with one decimal."""
        ...


class _Plain:
    """Thousands separated by commas, decimals by a point."""

    def number(self, value: Decimal, digits: int, *, fixed: bool) -> str:
        shown = f"{value:,.{digits}f}"
        if not fixed and "." in shown:
            shown = shown.rstrip("0").rstrip(".")
        return shown

    def percent(self, share: float) -> str:
        return f"{share * 100:.1f}%"


_FIGURES: ContextVar[Figures] = ContextVar("figures", default=_Plain())  # noqa: B039 - it has no state


@contextmanager
def written_as(figures: Figures) -> Iterator[None]:
    """Whatever is written for people inside has figures of this kind; what is for programs never has."""
    token = _FIGURES.set(figures)
    try:
        yield
    finally:
        _FIGURES.reset(token)


NOTHING = "-"
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]+"
)


def for_people(cell: Cell) -> str:
    """The value for reading, in one line."""
    if cell is None:
        return NOTHING
    if isinstance(cell, str):
        return one_line(cell)
    if isinstance(cell, Money):
        return _FIGURES.get().number(cell.amount, cell.digits, fixed=True)
    if isinstance(cell, Percent):
        return _FIGURES.get().percent(cell.share)
    return _number(cell)


def for_programs(cell: Cell) -> str:
    """The value for a spreadsheet: plain digits, a point, no exponent; nothing is an empty text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Money):
        return f"{cell.amount:.{cell.digits}f}"
    return _exactly(cell.share if isinstance(cell, Percent) else cell.value)


def one_line(text: str) -> str:
    """The text in one line, without characters that steer a terminal or turn its direction."""
    return " ".join(_UNSEEN.sub(" ", text).split(" ")).strip()


def _number(number: Number) -> str:
    # As a decimal, so that 1.595 reads the same here as in a sentence that was written from decimals.
    shown = _FIGURES.get().number(Decimal(_exactly(number.value)), number.digits, fixed=number.fixed)
    return "0" if shown in ("-0", "\N{MINUS SIGN}0") else shown


def _exactly(value: float | int | Decimal) -> str:
    return plain(value if isinstance(value, Decimal) else Decimal(repr(value)))
