"""The columns of an items sheet: each name with the place inside an item that its cells fill."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum, auto

from allocator.errors import InputError, Mark


class Cells(StrEnum):
    """How a column's cells are read."""

    TEXT = auto()
    NUMBER = auto()
    """A plain number becomes a number; other text, such as `40%`, stays as it is."""
    FLAG = auto()
    """`true` or `false`."""
    WORDS = auto()
    """Words separated by `;`."""
    NOTE = auto()
    """The user's own text, unchanged."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: its name, the place inside an item, and how its cells are read."""

    name: str
    place: tuple[str, ...]
    cells: Cells = Cells.TEXT


def _known(name: str, path: str, cells: Cells = Cells.TEXT) -> Column:
    return Column(name, tuple(path.split(".")), cells)


COLUMNS = (
    _known("id", "id"),
    _known("name", "name"),
    _known("kind", "kind"),
    _known("channel", "channel"),
    _known("time_frame", "time_frame"),
    _known("status", "status"),
    _known("tags", "tags", Cells.WORDS),
    _known("from", "from"),
    _known("until", "until"),
    _known("cancellable_from", "cancellable_from"),
    _known("price", "price.amount", Cells.NUMBER),
    _known("price_every", "price.every"),
    _known("min_total", "spend.min_total", Cells.NUMBER),
    _known("max_total", "spend.max_total", Cells.NUMBER),
    _known("exact_total", "spend.exact_total", Cells.NUMBER),
    _known("min_per_period", "spend.min_per_period", Cells.NUMBER),
    _known("max_per_period", "spend.max_per_period", Cells.NUMBER),
    _known("exact_per_period", "spend.exact_per_period", Cells.NUMBER),
    _known("min_if_used_total", "spend.min_if_used_total", Cells.NUMBER),
    _known("committed_total", "spend.committed_total", Cells.NUMBER),
    _known("unit_price", "units.price", Cells.NUMBER),
    _known("min_units_total", "units.min_total", Cells.NUMBER),
    _known("max_units_total", "units.max_total", Cells.NUMBER),
    _known("exact_units_total", "units.exact_total", Cells.NUMBER),
    _known("min_units_per_period", "units.min_per_period", Cells.NUMBER),
    _known("max_units_per_period", "units.max_per_period", Cells.NUMBER),
    _known("whole_units", "units.whole", Cells.FLAG),
    _known("payback_months", "payback_months", Cells.NUMBER),
    _known("roas", "returns.roas", Cells.NUMBER),
    _known("roi", "returns.roi", Cells.NUMBER),
    _known("margin", "returns.margin", Cells.NUMBER),
    _known("cpl", "returns.cpl", Cells.NUMBER),
    _known("cpa", "returns.cpa", Cells.NUMBER),
    _known("cpo", "returns.cpo", Cells.NUMBER),
    _known("cpm", "returns.cpm", Cells.NUMBER),
    _known("delay", "returns.delay", Cells.NUMBER),
    _known("baseline", "baseline", Cells.NUMBER),
    _known("source", "source"),
    _known("as_of", "as_of"),
)
"""Every column with a meaning of its own; `id` is the one that must be there."""

_BY_NAME = {column.name: column for column in COLUMNS}
_BY_PLACE = {column.place: column for column in COLUMNS}
_PATH = re.compile(r"\w+(\.[\w-]+)+")
_NO_BASIS = ("min", "max", "exact")


def column_for(header: str, mark: Mark) -> Column:
    """The column that a header names.

    A dotted header is a path of its own (`returns.lead.cost_per`), and a name that means nothing here
    is the user's own: its cells go to `info`. Raises `InputError` for what is nearly a known name.
    """
    name = header.strip()
    plain = "_".join(name.lower().split())
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    if _PATH.fullmatch(name):
        return _at_path(name)
    if plain in _NO_BASIS:
        cure = f'"{plain}_total" or "{plain}_per_period"'
        raise InputError.single(f'column "{name}" does not say its basis', mark=mark, expected=cure)
    if near := get_close_matches(plain, _BY_NAME, n=1, cutoff=0.8):
        raise InputError.single(f'unknown column "{name}"', mark=mark, suggestion=near[0])
    return Column(name, ("info", name), Cells.NOTE)


def _at_path(name: str) -> Column:
    place = tuple(name.split("."))
    own = Column(name, place, Cells.NOTE if place[0] == "info" else Cells.NUMBER)
    return _BY_PLACE.get(place, own)
