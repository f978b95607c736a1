"""Two plans that are equally good: what the other one buys, once it is known to be as good."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from allocator.errors import PlanCheckError
from allocator.limits import Measure, Term
from allocator.money import rounded
from allocator.plan.bought import tier_of, units_by_period
from allocator.plan.checking import broken
from allocator.plan.funding import reinvested_in
from allocator.plan.gaps import significant
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.record import PlanTie
from allocator.plan.rounding import rounded_ledger
from allocator.problem import Effect, Input, Lever, Line, Problem, Pull, Stage, factor_of

Tie = tuple[PlanTie, ...]
_MONEY = {Measure.SPEND, Measure.PUT, Measure.REINVESTED, Measure.DRAWN, Measure.FUNDED, Measure.OWED}
_COUNTED = Decimal("1e-6")


def tie_found(books: Ledger, other: Mapping[Lever, float] | None) -> Tie | None:
    """The tie with the plan that the solver found, if it is one in whole smallest units too."""
    if other is None:
        return None
    try:
        found = rounded_ledger(books.problem, other)
    except PlanCheckError:
        return None
    return tie_between(books, _with_kept_periods(books, found)) or tie_between(books, found)


def tie_between(books: Ledger, other: Ledger) -> Tie | None:
    """The items that differ in another plan, if it keeps all rules, is as good, and buys other things.

    As good is what reaches the value of every stage within the worth of one smallest unit of money. Where
    money only moves between the periods of items there is no tie.
    """
    problem = books.problem
    lines = list(problem.lines.values())
    if not any(_buys_otherwise(line, books, other) for line in lines) or _drawn(books) != _drawn(other):
        return None
    if any(broken(problem, other)) or not all(_is_as_good(s, books, other) for s in problem.stages):
        return None
    return tuple(
        _entry(line, other)
        for line in lines
        if any(books.level(lever) != other.level(lever) for lever in line.levers)
    )


def _with_kept_periods(books: Ledger, other: Ledger) -> Ledger:
    """The other plan with the periods of this one for all items whose totals are the same."""
    levels = dict(other.levels) | _drawn(books)
    for line in books.problem.lines.values():
        if other.total(line.id) == books.total(line.id) and tier_of(line, other) == tier_of(line, books):
            levels |= {lever: books.level(lever) for lever in line.levers}
    return Ledger(books.problem, levels, reinvested_in(books.problem, Ledger(books.problem, levels)))


def _drawn(books: Ledger) -> dict[Lever, Decimal]:
    """What is taken from each source: a tie that needs other loans is not told."""
    return {v: books.level(v) for source in books.problem.sources.values() for v in source.levers}


def _buys_otherwise(line: Line, books: Ledger, other: Ledger) -> bool:
    """Whether an item's total is another one, by more than rounding makes of the same."""
    moved = abs(other.total(line.id) - books.total(line.id))
    counted = abs(_count(line, other) - _count(line, books))
    return moved > books.problem.unit or tier_of(line, books) != tier_of(line, other) or counted > _COUNTED


def _count(line: Line, books: Ledger) -> Decimal:
    """How many units of something free are bought: its money does not tell."""
    free = (lever for lever in line.levers if lever.pull is Pull.UNITS and not lever.cost)
    return sum((books.level(lever) for lever in free), ZERO)


def _is_as_good(stage: Stage, books: Ledger, other: Ledger) -> bool:
    behind = abs(other.left(stage.terms) - books.left(stage.terms))
    return behind <= books.problem.unit * _steepest(stage.terms, books.problem)


def _steepest(terms: Mapping[Term, Decimal], problem: Problem) -> Decimal:
    """The most that one unit of money can change Σ coefficient · term."""
    found: dict[Measure, Decimal] = {}
    for term, coefficient in terms.items():
        rate = abs(coefficient) * _rate(term, problem)
        found[term.measure] = max(found.get(term.measure, ZERO), rate)
    return sum(found.values(), ZERO)


def _rate(term: Term, problem: Problem) -> Decimal:
    if term.measure in _MONEY:
        return Decimal(1)
    if term.measure in (Measure.ALWAYS, Measure.USED):
        return ZERO
    if term.measure in (Measure.MISSED, Measure.EXCEEDED):
        return _steepest(problem.targets[int(term.metric)].reached, problem)
    if term.measure is Measure.LARGEST:
        return max(_steepest(problem.targets[int(number)].deviations, problem) for number in term.items)
    lines = [problem.lines[item] for item in term.items]
    return max((_brought(line, term, problem) for line in lines), default=ZERO)


def _brought(line: Line, term: Term, problem: Problem) -> Decimal:
    """The most that one unit of money on an item can bring; what is bought as a whole is never rounded."""
    if term.measure is Measure.UNITS:
        return 1 / line.levers[0].cost if line.levers[0].cost else ZERO
    return sum((abs(factor_of(e, term)) * _slope(e, problem) for e in line.effects), ZERO)


def _slope(effect: Effect, problem: Problem) -> Decimal:
    if effect.base is not None:
        return abs(effect.rate) * _slope(problem.base_of(effect), problem)
    if effect.input not in (Input.SPEND, Input.UNITS):
        return ZERO
    cost = problem.lines[effect.item].levers[0].cost if effect.input is Input.UNITS else Decimal(1)
    return effect.strength * effect.curve.steepest / (cost or Decimal(1))


def _entry(line: Line, other: Ledger) -> PlanTie:
    units, digits = units_by_period(line, other), other.problem.digits
    return PlanTie(
        id=line.id,
        spend=rounded(other.total(line.id), digits),
        by_period=tuple(rounded(amount, digits) for amount in other.spend(line.id)),
        bought=other.is_used(line.id),
        units=None if units is None else significant(sum(units)),
        units_by_period=units,
        tier=tier_of(line, other),
    )
