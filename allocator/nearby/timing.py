"""The books of a given split: where it says totals only, with the best timing of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from allocator.errors import InputError
from allocator.limits import Measure, Row, Rule, Sense, Term
from allocator.money import exact, rounded, split
from allocator.nearby.keeping import ONE, kept, tolerant
from allocator.nearby.split import ItemSplit, Split, offered, refuse_faults, settled
from allocator.plan.checking import standing
from allocator.plan.funding import balanced
from allocator.plan.ledger import ZERO, Ledger
from allocator.problem import Lever, Line, Problem, Pull
from allocator.solving import quick_books

Levels = Mapping[str, Mapping[Lever, Decimal]]


class Timing(StrEnum):
    """Where the periods of a split come from."""

    GIVEN = "given"
    BEST = "best"


def books_of(problem: Problem, given: Split) -> tuple[Ledger, Timing]:
    """The books of a split, and how its periods were filled in.

    Where a split says totals only, they are spread as the policy likes best with these totals. Rules that no
    spreading of them can keep are then broken no more than by an even spread.

    Raises:
        InputError: an unknown item, or money that no purchase of an item costs.
    """
    refuse_faults(problem, given)
    with exact():
        known = settled(problem, given)
        even = balanced(problem, _together(known, _even(problem, given, known)))
        timing = Timing.GIVEN if len(known) == len(problem.lines) else Timing.BEST
        if timing is Timing.GIVEN and not problem.sources:
            return even, timing
        for loosened in _loosened(problem, even):
            if found := quick_books(_asked(loosened, given, known, even)):
                return balanced(problem, found.levels), timing
    if timing is Timing.GIVEN:
        return even, timing
    names = ", ".join(name for name in problem.lines if name not in known)
    raise InputError.single("totals that no purchases add up to", path=names, expected="what they cost")


def _together(known: Levels, rest: Levels) -> dict[Lever, Decimal]:
    return {v: level for levels in {**known, **rest}.values() for v, level in levels.items()}


def _asked(problem: Problem, given: Split, known: Levels, even: Ledger) -> Problem:
    """The problem with all totals fixed, and all periods of items that say them."""
    lines = problem.lines.values()
    fixed = kept(even, Sense.EXACTLY, (line for line in lines if line.id in known))
    totals = (_total(line, given.get(line.id, ItemSplit()), even) for line in lines if line.id not in known)
    meant = {
        line.id: replace(line, levers=offered(line, given[line.id])) if line.id in given else line
        for line in lines
    }
    frame = replace(problem.frame, lines=meant)
    return replace(problem, frame=frame, rules=(*problem.rules, *fixed, *totals))


def _total(line: Line, given: ItemSplit, even: Ledger) -> Rule:
    spend = {Term(Measure.SPEND, (line.id,)): ONE}
    part = not line.levers[0].whole and line.levers[0].pull is not Pull.MONEY
    room = even.problem.unit if part else None
    rows = [Row(spend, Sense.EXACTLY, given.spend, room=room)]
    if given.units is not None and line.levers[0].pull is Pull.UNITS:
        rows.append(Row({Term(Measure.UNITS, (line.id,)): ONE}, Sense.EXACTLY, given.units))
    return Rule(f"{line.id}: its total", f"{line.name}: its total", ("items", line.id), tuple(rows))


def _loosened(problem: Problem, even: Ledger) -> Iterator[Problem]:
    """The problem with ever less of what an even spreading of the totals breaks."""
    yield _without_broken_totals(problem, even)
    yield tolerant(problem, even, but="budget")
    yield tolerant(problem, even)


def _without_broken_totals(problem: Problem, even: Ledger) -> Problem:
    rules = tuple(rule for rule in problem.rules if not _is_broken_by_totals(rule, even))
    return replace(tolerant(problem, even), rules=rules)


def _is_broken_by_totals(rule: Rule, books: Ledger) -> bool:
    """Whether a rule about totals is broken, however they are spread."""
    in_total = all(term.period is None for row in rule.rows for term in row.terms)
    return in_total and not all(standing(rule, row, books).is_kept for row in rule.rows)


def _even(problem: Problem, given: Split, known: Levels) -> Levels:
    lines = problem.lines.items()
    return {
        name: dict(_spread(problem, line, given.get(name, ItemSplit())))
        for name, line in lines
        if name not in known
    }


def _spread(problem: Problem, line: Line, given: ItemSplit) -> Iterator[tuple[Lever, Decimal]]:
    """The same amount in every period; whole things as early as they can be bought."""
    levers = offered(line, given)
    if levers[0].pull is Pull.PURCHASE:
        yield from _first_fit(problem, line, given)
        return
    once, each = line.fees
    money = max(ZERO, given.spend - once - each * len(levers)) if given.spend else ZERO
    if levers[0].pull is Pull.MONEY:
        yield from zip(levers, split(money, (ONE,) * len(levers), problem.digits), strict=True)
        return
    cost = levers[0].cost
    count = given.units if given.units is not None else money / cost if cost else ZERO
    digits = 0 if levers[0].whole else 12
    whole = rounded(count, digits)
    yield from zip(levers, split(whole, (ONE,) * len(levers), digits), strict=True)


def _first_fit(problem: Problem, line: Line, given: ItemSplit) -> Iterator[tuple[Lever, Decimal]]:
    left = given.spend
    for lever in offered(line, given):
        cost = rounded(lever.cost, problem.digits)
        if not lever.whole and lever.cost:
            level = min(ONE, (left / lever.cost).quantize(Decimal("1e-12")))
        else:
            level = Decimal((ZERO < cost <= left) if cost else line.is_committed or given.tier is not None)
        fits = level and (not line.exclusive or not lever.whole or cost == given.spend)
        yield lever, level if fits else ZERO
        left -= rounded(level * lever.cost, problem.digits) if fits else ZERO
