"""What is signed: which amounts cannot be cut, and which can from the date on that notice allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from allocator.limits import Row, Rule, Sense
from allocator.nearby.keeping import holdings, kept
from allocator.plan.ledger import ZERO, Ledger
from allocator.problem import Lever, Line, Problem, Pull

_FLOORS = ("min_total", "min_per_period", "exact_total", "exact_per_period", "committed_total")


def with_notice(problem: Problem, books: Ledger) -> Problem:
    """The problem in which what is committed stays as the books have it, but for what notice can save.

    A price with later payments gets a second lever that ends on the date; money and units lose their own
    floors, and keep what they have before the date.
    """
    with_ends = {
        line.id: replace(line, levers=tuple(_levers(line, books))) for line in problem.lines.values()
    }
    frame = replace(problem.frame, lines=with_ends)
    rules = (rule for rule in problem.rules if not _is_a_floor_that_ends(rule, problem))
    return replace(problem, frame=frame, rules=(*rules, *_commitments(problem, books)))


def _levers(line: Line, books: Ledger) -> Iterator[Lever]:
    for lever in line.levers:
        yield lever
        if line.ends is None or not books.level(lever) or not lever.period < line.ends:
            continue
        before = tuple((t, amount) for t, amount in lever.payments if t < line.ends)
        if lever.pull is Pull.PURCHASE and before != lever.payments:
            running = range(lever.period, min(lever.running.stop, line.ends))
            yield replace(lever, running=running, payments=before)


def _is_a_floor_that_ends(rule: Rule, problem: Problem) -> bool:
    if rule.path[0] != "items" or rule.path[-1] not in _FLOORS:
        return False
    return problem.lines[str(rule.path[1])].ends is not None


def _commitments(problem: Problem, books: Ledger) -> Iterator[Rule]:
    for line in problem.lines.values():
        if line.is_committed:
            yield from kept(books, Sense.AT_LEAST, (line,), until=line.ends)
        elif line.ends is not None:
            yield _signed_part(line, books, line.ends)


def _signed_part(line: Line, books: Ledger, ends: int) -> Rule:
    """What is spent before the date stays, up to the part that is signed."""
    had = {term: amount for term, amount in holdings(books, line) if (term.period or 0) < ends}
    signed = (line.spec.spend.committed_total if line.spec.spend else None) or ZERO
    row = Row(dict.fromkeys(had, Decimal(1)), Sense.AT_LEAST, min(signed, sum(had.values(), ZERO)))
    sentence = f"{line.name} keeps what is signed before notice"
    return Rule(f"{line.id}: signed", sentence, ("items", line.id), (row,), adjustable=False)


def firm(line: Line, books: Ledger) -> Decimal:
    """The part of an item's spend that cannot be cut: signed, and not to be saved by notice."""
    paid = books.spend(line.id)
    fixed = sum(paid if line.ends is None else paid[: line.ends], ZERO)
    if line.is_committed:
        return fixed
    signed = line.spec.spend.committed_total if line.spec.spend else None
    return min(signed or ZERO, fixed)
