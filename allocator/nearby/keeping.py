"""Rules that hold a plan to what another one has: no less, no more, just that, or no worse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from allocator.limits import Measure, Row, Rule, Sense, Term
from allocator.plan.checking import standing
from allocator.plan.ledger import ZERO, Ledger
from allocator.problem import Line, Problem, Pull

ONE = Decimal(1)
_HAIR = Decimal("1e-5")
"""By such a part of the smallest unit may parts of a price be off, because no decimals hold them exactly."""
_WORDS = {
    Sense.AT_LEAST: "keeps at least what it has",
    Sense.AT_MOST: "gets no more than it has",
    Sense.EXACTLY: "keeps just what it has",
}


def kept(books: Ledger, sense: Sense, lines: Iterable[Line], until: int | None = None) -> Iterator[Rule]:
    """A rule for each line, period by period: at least, at most or exactly what the books give it.

    What has a price stays by its payments and its starts, so that a tier may make room for another one that
    costs more (or less) in every period. `until` speaks of the periods before it alone.
    """
    for line in lines:
        rows = tuple(_rows(books, line, sense, until))
        sentence = f"{line.name} {_WORDS[sense]}"
        yield Rule(f"{line.id}: as it is", sentence, ("items", line.id), rows, adjustable=False)


def _rows(books: Ledger, line: Line, sense: Sense, until: int | None) -> Iterator[Row]:
    for term, amount in holdings(books, line):
        if until is None or (term.period is not None and term.period < until):
            yield _row(term, sense, amount, None if _is_exact(line, term) else books.problem.unit)


def _is_exact(line: Line, term: Term) -> bool:
    """Whether decimals hold the amount: the payments of a part of a price are rounded."""
    return not line.is_purchase or line.levers[0].whole or term.measure is Measure.USED


def _row(term: Term, sense: Sense, amount: Decimal, room: Decimal | None) -> Row:
    hair = {Sense.AT_LEAST: -_HAIR, Sense.AT_MOST: _HAIR}.get(sense, ZERO) * (room or ZERO)
    return Row({term: ONE}, sense, amount + hair, term.period, room)


def holdings(books: Ledger, line: Line) -> Iterator[tuple[Term, Decimal]]:
    """What an item has in each period: money, units, or payments and starts."""
    pull = line.levers[0].pull
    if pull is Pull.PURCHASE:
        yield from _purchases(books, line)
        return
    measure = Measure.UNITS if pull is Pull.UNITS else Measure.PUT if any(line.fees) else Measure.SPEND
    for lever in line.levers:
        yield Term(measure, (line.id,), lever.period), books.level(lever)


def _purchases(books: Ledger, line: Line) -> Iterator[tuple[Term, Decimal]]:
    paid: dict[int, Decimal] = {}
    started: dict[int, Decimal] = {}
    for lever in line.levers:
        level = books.level(lever)
        for t, amount in lever.payments:
            paid[t] = paid.get(t, ZERO) + level * amount
        if lever.whole:
            started[lever.period] = max(started.get(lever.period, ZERO), level)
    for t, amount in sorted(paid.items()):
        yield Term(Measure.SPEND, (line.id,), t), amount
    for t, level in sorted(started.items()):
        yield Term(Measure.USED, (line.id,), t), level


def spend_of(books: Ledger) -> Decimal:
    """Money spent on all items over the horizon."""
    return books.value(everything(books))


def everything(books: Ledger) -> Term:
    """The spend on all items over the horizon, as a term."""
    return Term(Measure.SPEND, tuple(books.problem.lines))


def spending(books: Ledger, most: Decimal) -> Rule:
    """A rule: at most so much is spent on all items."""
    row = Row({everything(books): ONE}, Sense.AT_MOST, most)
    sentence = f"all items together: at most {books.problem.frame.money(most)} spent"
    return Rule("spend", sentence, ("budget",), (row,), adjustable=False)


def tolerant(problem: Problem, books: Ledger, *, but: str = "") -> Problem:
    """The problem in which rules that the books break may stay as broken as they are, and no more.

    Rules of the part `but` of the scenario hold as they are.
    """
    held = {name: replace(line, held=_amount(books, line)) for name, line in problem.lines.items()}
    rules = tuple(rule if rule.path[0] == but else _tolerant(rule, books) for rule in problem.rules)
    return replace(problem, frame=replace(problem.frame, lines=held), rules=rules)


def _amount(books: Ledger, line: Line) -> Decimal:
    return sum((books.level(v) for v in line.levers if v.pull is not Pull.PURCHASE), ZERO)


def _tolerant(rule: Rule, books: Ledger) -> Rule:
    if all(standing(rule, row, books).is_kept for row in rule.rows):
        return rule
    return replace(rule, rows=tuple(one for row in rule.rows for one in _loosened(rule, row, books)))


def _loosened(rule: Rule, row: Row, books: Ledger) -> Iterator[Row]:
    found = standing(rule, row, books)
    if found.is_kept:
        yield row
        return
    over = found.value - found.bound
    if row.sense is Sense.EXACTLY:
        sides = (Sense.AT_LEAST, Sense.AT_MOST) if over > 0 else (Sense.AT_MOST, Sense.AT_LEAST)
        yield replace(row, sense=sides[0])
        yield replace(row, sense=sides[1], bound=row.bound + over)
    else:
        yield replace(row, bound=row.bound + over)
