"""How single values read: for people with separators and signs, for programs without."""

from __future__ import annotations

import re
from decimal import Decimal

from allocator.fields import plain
from allocator.money import money_text
from allocator.reports.document import Cell, Money, Number, Percent

NOTHING = "-"
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+")


def for_people(cell: Cell) -> str:
    """The value for reading, in one line."""
    if cell is None:
        return NOTHING
    if isinstance(cell, str):
        return one_line(cell)
    if isinstance(cell, Money):
        return money_text(cell.amount, cell.digits)
    if isinstance(cell, Percent):
        return f"{cell.share * 100:.1f}%"
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
    shown = f"{Decimal(_exactly(number.value)):,.{number.digits}f}"
    if not number.fixed and "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def _exactly(value: float | int | Decimal) -> str:
    return plain(value if isinstance(value, Decimal) else Decimal(repr(value)))
