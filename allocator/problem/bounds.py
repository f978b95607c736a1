"""How much can be bought of an item at most, read off the rules that bound it.

Only where a choice, a minimum or a table needs such a bound is it asked for; a plain scenario never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from allocator.curves import Straight
from allocator.limits import Measure, Row, Rule, Sense, Term
from allocator.problem.effects import Effect, Input, base_of, factor_of
from allocator.problem.levers import Pull
from allocator.problem.lines import Line

_OUTCOMES = {Measure.OUTCOME, Measure.RETURN}


class Bounded(NamedTuple):
    """A term that a row keeps at `most`, whatever else the row speaks of."""

    term: Term
    most: Decimal


def bounded_by_item(lines: Mapping[str, Line], rules: Iterable[Rule]) -> Mapping[str, Sequence[Bounded]]:
    """The terms that rules bound, by the items that they speak of.

    A row Σ c · term ≤ b whose terms are all 0 or more bounds each of them by b / c.
    """
    found: dict[str, list[Bounded]] = {name: [] for name in lines}
    for row in (row for rule in rules for row in rule.rows):
        if row.sense is not Sense.AT_LEAST and _all_positive(row, lines):
            for term, coefficient in row.terms.items():
                for item in term.items if coefficient else ():
                    found[item].append(Bounded(term, row.bound / coefficient))
    return found


def most_bought(line: Line, bounded: Sequence[Bounded]) -> Decimal | None:
    """A bound on an item's money, or on its units where it is bought in units; None where nothing is one."""
    bounds: dict[int | None, Decimal] = {}
    for term, most in bounded:
        for each in _per_unit(line, term):
            bounds[term.period] = min(most / each, bounds.get(term.period, most / each))
    whole = bounds.pop(None, None)
    if len(bounds) == len(line.active):
        summed = sum(bounds.values(), Decimal(0))
        whole = summed if whole is None else min(whole, summed)
    return whole


def _all_positive(row: Row, lines: Mapping[str, Line]) -> bool:
    return all(c >= 0 and _is_positive(term, lines) for term, c in row.terms.items())


def _is_positive(term: Term, lines: Mapping[str, Line]) -> bool:
    """Whether a term can never be negative."""
    if term.measure in (Measure.SPEND, Measure.PUT, Measure.UNITS, Measure.USED):
        return True
    if term.measure not in _OUTCOMES:
        return False
    effects = (effect for item in term.items for effect in lines[item].effects)
    return all(slope * factor_of(e, term) >= 0 for e in effects for slope in slopes_of(e, lines))


def slopes_of(effect: Effect, lines: Mapping[str, Line]) -> list[Decimal]:
    """The slopes that an effect has, or for a smooth one, which never falls, the largest of them."""
    if effect.base is not None:
        return [effect.rate * slope for slope in slopes_of(base_of(effect, lines), lines)]
    return [piece.slope for piece in effect.curve.pieces] or [effect.curve.steepest]


def _per_unit(line: Line, term: Term) -> Iterator[Decimal]:
    """How much of a term one unit (of money, or bought) is at least; nothing where it may be none of it."""
    by_units = line.levers[0].pull is Pull.UNITS
    if term.measure is Measure.UNITS and by_units:
        yield Decimal(1)
    elif term.measure in (Measure.SPEND, Measure.PUT):
        cost = min(lever.cost for lever in line.levers) if by_units else Decimal(1)
        if cost:
            yield cost
    elif term.measure in _OUTCOMES:
        rate = sum((_least_rate(e, term, by_units=by_units) for e in line.effects), Decimal(0))
        if rate > 0:
            yield rate


def _least_rate(effect: Effect, term: Term, *, by_units: bool) -> Decimal:
    """What one unit brings of a term at least: straight effects, arriving at once or counted in full."""
    counted = Input.UNITS if by_units else Input.SPEND
    at_once = effect.arrivals == ((0, Decimal(1)),)
    if not isinstance(effect.curve, Straight) or effect.input is not counted or not effect.is_plain:
        return Decimal(0)
    if term.period is not None and not at_once:
        return Decimal(0)
    return effect.curve.rate * min(effect.season) * factor_of(effect, term)
