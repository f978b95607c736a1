"""Response curves as one table for a spreadsheet: a row per place on a curve."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.reports.cells import figures, text
from allocator.reports.curve.places import LADDER, Place, places_of
from allocator.reports.document import Cell, Money, Number, Table
from allocator.studies.curve import Curves, Reading

_WORDS = ("item", "metric", "basis", "place")
FIGURES = (
    "units",
    "outcome",
    "average_outcome",
    "marginal_outcome",
    "average_cost",
    "marginal_cost",
    "return",
    "average_return",
    "marginal_return",
    "saturation",
)
"""What is known of a place beside its spend; the names in the sheet and in the JSON."""


def figures_of(place: Place) -> Iterator[Decimal | None]:
    """The values of `FIGURES`."""
    point = place.point
    yield from (point.units, point.outcome, point.average, point.marginal)
    yield from (point.average_cost, point.marginal_cost)
    yield from (point.returned, point.average_return, point.marginal_return, point.saturation)


def curves_sheet(curves: Curves) -> Table:
    """The sheet; call it inside `allocator.money.exact()`."""
    columns = (*map(text, _WORDS), figures("spend"), *map(figures, FIGURES), text("label"))
    rows = (row for reading in curves.readings for row in _rows(reading, curves))
    return Table("Curves", columns, tuple(rows))


def _rows(reading: Reading, curves: Curves) -> Iterator[tuple[Cell, ...]]:
    response = reading.response
    ladder = (Place(LADDER, "", point) for point in reading.ladder)
    for place in (*ladder, *places_of(reading, curves)):
        words = (response.line.id, response.metric, str(response.basis), place.word)
        numbers = (None if value is None else Number(float(f"{value:.12g}")) for value in figures_of(place))
        yield (*words, Money(place.point.spend, curves.problem.digits), *numbers, place.label)
