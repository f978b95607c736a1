"""Response curves for readers: a table, a chart and a few sentences for each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.curves import Straight
from allocator.money import money_text, rounded
from allocator.plan.responses import Point
from allocator.problem.effects import RETURN
from allocator.reports.cells import figures, text
from allocator.reports.curve.places import Place, basis_in_words, notes_on, places_of
from allocator.reports.document import (
    Bars,
    Block,
    Caution,
    Cell,
    Chart,
    Column,
    Document,
    Marked,
    Money,
    Note,
    Number,
    Percent,
    Series,
    Table,
)
from allocator.studies.curve import Curves, Reading

_REVENUE = "revenue"
_COSTS = {"lead": ("CPL", 1), "order": ("CPO", 1), "impression": ("CPM", 1000)}
"""What the cost per outcome is called, and for how many outcomes."""
_RETURNS = ("per 1.00", "next 1.00")
_LARGE = 10_000


def curves_document(curves: Curves, warnings: tuple[str, ...]) -> Document:
    """The document; call it inside `allocator.money.exact()`."""
    blocks: list[Block] = []
    for reading in curves.readings:
        places = tuple(places_of(reading, curves))
        blocks += [_table(reading, places, curves), *map(Note, _sentences(reading, curves))]
        if not isinstance(reading.response.curve, Straight):
            blocks.append(_chart(reading, places, curves))
    blocks += _overview(curves)
    return Document(f"{curves.scenario.name}: response curves", (*blocks, *map(Caution, warnings)))


def _sentences(reading: Reading, curves: Curves) -> Iterator[str]:
    response = reading.response
    per = "unit" if response.units is not None else "unit of money"
    yield f"The curve: {response.curve.sentence(per)}."
    yield from notes_on(reading, curves)


def _title(reading: Reading, curves: Curves) -> str:
    return f"{reading.response.line.id}: {reading.response.metric} {basis_in_words(reading, curves)}"


def _is_money(metric: str) -> bool:
    return metric in (_REVENUE, RETURN)


def _says_return(reading: Reading) -> bool:
    """Whether the return is another number than the outcome."""
    response = reading.response
    return response.worth is not None and not (_is_money(response.metric) and response.worth == 1)


def _table(reading: Reading, places: tuple[Place, ...], curves: Curves) -> Table:
    columns = tuple(_columns(reading))
    rows = [(point, "") for point in reading.ladder]
    for place in places:
        same = next((k for k, (point, _) in enumerate(rows) if _alike(point, place.point, curves)), None)
        if same is None:
            rows.append((place.point, place.label))
        else:
            said = rows[same][1]
            rows[same] = place.point, f"{said}; {place.label}" if said else place.label
    rows.sort(key=lambda row: row[0].spend)
    cells = tuple((*_cells(point, reading, curves), label) for point, label in rows)
    return Table(f"{_title(reading, curves)}, {curves.scenario.currency}", columns, cells)


def _alike(one: Point, other: Point, curves: Curves) -> bool:
    digits = curves.problem.digits
    return rounded(one.spend, digits) == rounded(other.spend, digits) and one.outcome == other.outcome


def _columns(reading: Reading) -> Iterator[Column]:
    metric = reading.response.metric
    yield figures("spend")
    if reading.response.units is not None:
        yield figures("units")
    yield figures(metric)
    yield from (figures(name, rank=2 * _says_return(reading)) for name in _rate_names(metric))
    if _says_return(reading):
        yield from (figures("return", rank=1), *map(figures, _RETURNS))
    if reading.response.curve.supremum:
        yield figures("of limit")
    yield text("", folds=True)


def _rate_names(metric: str) -> tuple[str, str]:
    """What the average and the next rate are called."""
    if metric == RETURN:
        return _RETURNS
    name = "ROAS" if metric == _REVENUE else _COSTS.get(metric, (f"cost per {metric}", 1))[0]
    return name, f"next {name}"


def _cells(point: Point, reading: Reading, curves: Curves) -> Iterator[Cell]:
    metric, digits = reading.response.metric, curves.problem.digits
    yield Money(point.spend, digits)
    if reading.response.units is not None:
        yield Number(_figure(point.units))
    if _is_money(metric):
        yield Money(point.outcome, digits)
        yield from (_rate(point.average), _rate(point.marginal))
    else:
        times = _COSTS.get(metric, ("", 1))[1]
        large = max(place.outcome for place in reading.ladder) >= _LARGE
        yield Number(point.outcome, 0 if large else 1, fixed=True)
        for cost in (point.average_cost, point.marginal_cost):
            yield None if cost is None else _rate(cost * times)
    if _says_return(reading):
        yield None if point.returned is None else Money(point.returned, digits)
        yield from (_rate(point.average_return), _rate(point.marginal_return))
    if reading.response.curve.supremum:
        yield None if point.saturation is None else Percent(float(point.saturation))


def _figure(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value


def _rate(value: Decimal | None) -> Number | None:
    return None if value is None else Number(value, 2, fixed=True)


def _chart(reading: Reading, places: tuple[Place, ...], curves: Curves) -> Chart:
    """The return, where the outcome has one, or the outcome."""
    low, high = reading.line[0].spend, reading.line[-1].spend
    currency, basis = curves.scenario.currency, basis_in_words(reading, curves)
    measured = "return" if _says_return(reading) else reading.response.metric
    unit = f", {currency}" if measured in (RETURN, _REVENUE) else ""
    marks = tuple(
        Marked(float(p.spend), float(_height(p, reading) / weight), f"{_money(p.spend, curves)}: {label}")
        for _, label, p, weight in places
        if low <= p.spend <= high and weight
    )
    points = tuple((float(p.spend), float(_height(p, reading))) for p in reading.line)
    return Chart(
        "", f"spend {basis}, {currency}", f"{measured} {basis}{unit}", (Series(measured, points),), marks
    )


def _money(amount: Decimal, curves: Curves) -> str:
    return money_text(amount, curves.problem.digits)


def _height(point: Point, reading: Reading) -> Decimal:
    value = point.returned if _says_return(reading) else point.outcome
    return point.outcome if value is None else value


def _overview(curves: Curves) -> Iterator[Bars]:
    """How much of its limit each curve has reached, where there are several that a plan stands on."""
    entries: list[tuple[str, Money | Percent | Number]] = []
    for reading in curves.readings:
        shares = [s.point.saturation for s in reading.standings if s.point.saturation is not None]
        if shares:
            label = f"{reading.response.line.id}, {reading.response.metric}"
            entries.append((label, Percent(float(max(shares)))))
    if len(entries) > 1:
        yield Bars("Part of the limit that the plan reaches, at most in a period", tuple(entries), full=1.0)
