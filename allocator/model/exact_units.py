"""Whole smallest units of money by search, where plain rounding breaks a rule by one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol

import numpy as np

from allocator.limits import Measure, Row, Sense, Term
from allocator.model.columns import Columns
from allocator.model.pulp_bridge import INFINITY, hand_over, has_plan
from allocator.problem import Effect, Input, Lever, Problem, Pull, factor_of, root_of, smooth_effects


class _Try(NamedTuple):
    """How far below and above its rounded-down amount a lever may go, and the room that money rows keep.

    All in smallest units. A price that is paid in several parts is rounded in each of them, and a curve can
    bend between two units, such as at its cap; the rows do not see either, so much room covers it.
    `in_full` says that no unit shall be left over which the amounts together would spend.
    """

    down: int
    up: int
    room: int
    in_full: bool = False


_REACHES = ((0, 1), (-3, 4), (-40, 41))

_ROOMS = [1, 4]
"""What rows of money keep free where curves bend."""
_TOTALS_FIRST = 3.0
"""How much worse it is that an item's total is off by a unit than that one of its periods is."""
_IN_FULL = _Try(-3, 4, 0, in_full=True)
_ALL_FIRST = 100.0
"""How much worse it is there that all of them together are off by a unit."""

_PAID = {Measure.SPEND, Measure.PUT, Measure.FUNDED}
_BROUGHT = {Measure.OUTCOME, Measure.CASH, Measure.RETURN}
_MONEY = {*_PAID, Measure.REINVESTED, Measure.CASH}
_NOTHING = Decimal("1e-3")
"""The part of a smallest unit that a row without moves may be off by."""


class Books(Protocol):
    """What is needed of the plan's books, with every lever at its amount rounded down."""

    def value(self, term: Term) -> Decimal: ...
    def responses(self, effect: Effect, t: int) -> Iterator[tuple[int, Decimal]]: ...


class _Standing:
    """The books, but what rounding down left nothing of still counts as bought."""

    def __init__(self, books: Books, units: Mapping[Lever, Decimal]) -> None:
        self._books = books
        self._bought = {(lever.item, lever.period) for lever in units if units[lever]}

    def value(self, term: Term) -> Decimal:
        if term.measure is Measure.USED and any(
            item in term.items and term.period in (None, period) for item, period in self._bought
        ):
            return Decimal(1)
        return self._books.value(term)

    def responses(self, effect: Effect, t: int) -> Iterator[tuple[int, Decimal]]:
        return self._books.responses(effect, t)


def repairs(problem: Problem, units: Mapping[Lever, Decimal], books: Books) -> Iterator[dict[Lever, int]]:
    """Whole amounts, in smallest units, near `units` that should keep every rule, the nearest first.

    An item of which anything is bought stays bought, by one smallest unit at least.

    Each lever is its amount rounded down plus a small whole number. Items' totals come first, then their
    periods: both as near to the solver's amounts as all the rules at once allow.
    """
    floors = {lever: int(amount // 1) for lever, amount in units.items()}
    for one in _tries(problem, units):
        moves = _search(problem, units, floors, books, one)
        if moves is not None:
            yield {lever: floors[lever] + moves[lever] for lever in floors}


def spent_in_full(problem: Problem, units: Mapping[Lever, Decimal], books: Books) -> dict[Lever, int] | None:
    """Whole amounts near `units` that should keep every rule; None where there are none.

    Together they are as near as they can be to as many whole units as `units` add up to.
    """
    floors = {lever: int(amount // 1) for lever, amount in units.items()}
    moves = _search(problem, units, floors, books, _IN_FULL)
    return None if moves is None else {lever: floors[lever] + moves[lever] for lever in floors}


def _tries(problem: Problem, units: Mapping[Lever, Decimal]) -> Iterator[_Try]:
    parts = sum(len(lever.payments) for lever in units if lever.pull is Pull.PURCHASE)
    rooms = [parts // 2 + 1] if parts else []
    rooms += _ROOMS if any(smooth_effects(problem)) else []
    for room in (0, *rooms):
        yield from (_Try(down, up, room) for down, up in _REACHES if not room or down < 0)


def _search(
    problem: Problem,
    units: Mapping[Lever, Decimal],
    floors: Mapping[Lever, int],
    books: Books,
    reach: _Try,
) -> dict[Lever, int] | None:
    columns = Columns()
    movable = [
        lever for lever in units if units[lever] != floors[lever] or (reach.down < 0 and floors[lever])
    ]
    moves = {v: columns.column(max(reach.down, -floors[v]), reach.up, integer=True) for v in movable}
    whole = not problem.frame.has_interest and all(lever.pull is Pull.MONEY for lever in movable)
    least = -INFINITY if problem.pays_later else 0.0
    funding = (
        [columns.column(least, integer=whole) for _ in range(problem.periods.count)]
        if problem.frame.spec.reinvest
        else []
    )
    bought = dict.fromkeys(lever.item for lever in units if units[lever])
    for item in bought:
        own = [lever for lever in units if lever.item == item]
        if not any(floors[lever] for lever in own):
            columns.row({moves[lever]: 1.0 for lever in own if lever in moves}, ">=", 1.0)
    rows = [row for rule in problem.rules for row in rule.rows]
    standing = _Standing(books, units)
    slopes = _Slopes(problem, books, moves)
    if not all(_add_row(problem.unit, columns, row, standing, slopes, funding, reach.room) for row in rows):
        return None
    costs: dict[int, float] = {}
    for k, lever in enumerate(movable):
        away = _away(columns, {moves[lever]: 1.0}, units[lever] - floors[lever])
        costs |= {away: 1.0, moves[lever]: 1e-3 * k / len(movable)}
    for item in dict.fromkeys(lever.item for lever in movable):
        own = [lever for lever in movable if lever.item == item]
        missing = sum((units[lever] - floors[lever] for lever in own), Decimal(0))
        costs[_away(columns, {moves[lever]: 1.0 for lever in own}, missing)] = _TOTALS_FIRST
    if reach.in_full:
        spent = [lever for lever in movable if lever.pull is Pull.MONEY and lever.item in problem.lines]
        missing = sum((units[lever] - floors[lever] for lever in spent), _NOTHING) // 1
        costs[_away(columns, {moves[lever]: 1.0 for lever in spent}, missing)] = _ALL_FIRST
    if not columns.finish(costs):
        return None
    options = {"threads": 1, "random_seed": 0, "mip_rel_gap": 1e-3, "mip_max_nodes": 5000}
    live = hand_over(columns.problem, columns.variables, options)
    live.run()
    if not has_plan(live):
        return None
    values = np.rint(np.array(live.getSolution().col_value))
    return {lever: int(values[moves[lever]]) if lever in moves else 0 for lever in units}


def _away(columns: Columns, left: Mapping[int, float], target: Decimal) -> int:
    """A column that is at least |Σ left − target|."""
    away = columns.column()
    columns.row({**left, away: -1.0}, "<=", float(target))
    columns.row({**left, away: 1.0}, ">=", float(target))
    return away


def _add_row(
    unit: Decimal, columns: Columns, row: Row, books: Books, slopes: _Slopes, funding: list[int], spare: int
) -> bool:
    """Add what the moves add to a row; False where the row is broken and no move changes it."""
    left: dict[int, float] = {}
    fixed = Decimal(0)
    for term, coefficient in row.terms.items():
        for column, slope in slopes.of(term):
            left[column] = left.get(column, 0.0) + float(coefficient * slope)
        if term.measure is Measure.REINVESTED and funding and term.period is not None:
            left[funding[term.period]] = float(coefficient)
        else:
            fixed += coefficient * books.value(term)
    right = (row.bound - fixed) / unit
    if left and _keeps_room(row):
        right += spare if row.sense is Sense.AT_LEAST else -spare
    room = (row.room or Decimal(0)) / unit
    if not left:
        return _is_kept(row.sense, right, max(room, _NOTHING))
    if room and row.sense is Sense.EXACTLY:
        columns.row(left, "<=", float(right + room))
        columns.row(left, ">=", float(right - room))
    else:
        columns.row(left, row.sense, float(right))
    return True


def _keeps_room(row: Row) -> bool:
    """Whether a row bounds money from above; what is reinvested adjusts itself to all but what came back."""
    measures = {term.measure for term in row.terms}
    adjusts = Measure.REINVESTED in measures and Measure.CASH not in measures
    bounded = row.sense is Sense.AT_MOST or (row.sense is Sense.AT_LEAST and Measure.ALWAYS in measures)
    return bounded and not adjusts and not measures.isdisjoint(_MONEY)


def _is_kept(sense: Sense, right: Decimal, room: Decimal) -> bool:
    """Whether 0 stands on the allowed side of `right`."""
    above = sense is not Sense.AT_LEAST and right < -room
    below = sense is not Sense.AT_MOST and right > room
    return not (above or below)


class _Slopes:
    """What one more unit of money on each movable lever adds to a term, worked out once a term."""

    def __init__(self, problem: Problem, books: Books, moves: Mapping[Lever, int]) -> None:
        self._problem, self._books = problem, books
        self._movable: dict[str, dict[int, tuple[Lever, int]]] = {}
        for lever, column in moves.items():
            self._movable.setdefault(lever.item, {})[lever.period] = (lever, column)
        self._known: dict[Term, list[tuple[int, Decimal]]] = {}

    def of(self, term: Term) -> list[tuple[int, Decimal]]:
        """Columns and slopes; columns without one are left out."""
        if term not in self._known:
            named = frozenset(term.items)
            found = (
                (column, self._slope(term, lever, named))
                for item in self._moving(term)
                for lever, column in self._touching(term, item)
            )
            self._known[term] = [(column, slope) for column, slope in found if slope]
        return self._known[term]

    def _moving(self, term: Term) -> Iterable[str]:
        """The items whose money moves a term: those it names, and those that they lift."""
        lines = (self._problem.lines[item] for item in term.items if item in self._problem.lines)
        lifts = (effect for line in lines for effect in line.effects if effect.lift is not None)
        lifted = (effect.base.item for effect in lifts if effect.base is not None)
        return dict.fromkeys((*term.items, *(lifted if term.measure in _BROUGHT else ())))

    def _touching(self, term: Term, item: str) -> Iterable[tuple[Lever, int]]:
        levers = self._movable.get(item, {})
        if term.period is None:
            return levers.values()
        if term.measure in (Measure.UNITS, Measure.DRAWN):
            return [levers[term.period]] if term.period in levers else []
        lags = {0}
        if term.measure not in _PAID:
            effects = self._problem.moved[item]
            lags = {lag for e in effects for lag in _lags(e, root_of(e, self._problem.lines))}
        due = {term.period - lag for lag in lags}
        return [(v, column) for v, column in levers.values() if due & {v.period, *(t for t, _ in v.payments)}]

    def _slope(self, term: Term, lever: Lever, named: frozenset[str]) -> Decimal:
        if term.measure is Measure.USED:
            return Decimal(0)
        if term.measure is Measure.DRAWN:
            return Decimal(1)
        if term.measure in _PAID:
            paid = sum((amount for t, amount in lever.payments if term.period in (None, t)), Decimal(0))
            return (-paid if term.measure is Measure.FUNDED else paid) / _value(lever)
        if term.measure is Measure.UNITS:
            return 1 / lever.cost if lever.pull is Pull.UNITS else Decimal(0)
        effects = [effect for effect in self._problem.moved[lever.item] if effect.item in named]
        return sum((self._caused(effect, term, lever) for effect in effects), Decimal(0))

    def _caused(self, effect: Effect, term: Term, lever: Lever) -> Decimal:
        worth = factor_of(effect, term)
        if not worth:
            return Decimal(0)
        total = Decimal(0)
        for t, amount in _inputs(root_of(effect, self._problem.lines), lever):
            for s, slope in self._books.responses(effect, t):
                arrived = (share for lag, share in effect.arrivals if term.period in (None, s + lag))
                total += amount * slope * sum(arrived, Decimal(0))
        return worth * total / _value(lever)


def _lags(effect: Effect, root: Effect) -> Iterator[int]:
    """How long after the input of its root outcomes of an effect can arrive."""
    for worked, weight in enumerate(root.carry.weights[: root.stop]):
        yield from (worked + lag for lag, _ in effect.arrivals if weight)


def _value(lever: Lever) -> Decimal:
    """Money for a level of one; a lever whose level is money counts itself."""
    return Decimal(1) if lever.pull is Pull.MONEY else lever.cost


def _inputs(effect: Effect, lever: Lever) -> Iterable[tuple[int, Decimal]]:
    """What a level of one adds to an effect's input, by period."""
    if effect.input is Input.SPEND:
        return lever.payments
    if effect.input is Input.RUNNING:
        return [(t, Decimal(1)) for t in lever.running]
    return [(lever.period, Decimal(1))] if effect.input in (Input.UNITS, Input.PURCHASE) else ()
