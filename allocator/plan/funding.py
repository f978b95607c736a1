"""Which money pays for what: own money as far as it goes, money that has come back where it must."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from allocator.limits import Measure, Selector, Term
from allocator.plan.ledger import ZERO, Ledger, Series
from allocator.problem import Lever, Problem


def reinvested_in(problem: Problem, ledger: Ledger) -> Series:
    """The least money that must be spent again in each period, as late as possible.

    With D_t = what own money is short of by the end of t, interest included, and g its growth to t + 1: what
    must have been spent again by t is N_t = max(D_t, (N_{t+1} − eligible_{t+1}) / g), since a period can
    take at most its eligible spend. The path that moves no more than is needed to stay above N is taken.
    Where something bought asks for money later on, what has come back can fall below nothing: then own
    money makes up for it, as a negative amount. Money that lapses must be covered period by period.
    Whether so much has come back is for the rules to say.
    """
    spec, frame = problem.frame.spec.reinvest, problem.frame
    count = problem.periods.count
    if spec is None:
        return (ZERO,) * count
    target = frame.select(Selector(time_frame=tuple(spec.into)))
    everything = tuple(problem.sources)
    loans = tuple(name for name, source in problem.sources.items() if source.loan)
    periods = []
    for t in range(count):
        funded = ledger.value(Term(Measure.FUNDED, everything, t))
        repaid = ledger.value(Term(Measure.DRAWN, loans, t)) - ledger.value(Term(Measure.FUNDED, loans, t))
        periods.append(
            Need(
                short=ledger.spend_by_period[t] - frame.released[t] - funded,
                eligible=ledger.value(Term(Measure.SPEND, target, t)) + repaid,
                back=came_back(problem, ledger, t) if problem.pays_later else None,
                growth=frame.growth(max(0, t - 1), t),
            )
        )
    return least_funding(periods, carry_over=frame.spec.carry_over)


def balanced(problem: Problem, levels: Mapping[Lever, Decimal]) -> Ledger:
    """The books of these levels, with as little spent of what has come back as they need."""
    books = Ledger(problem, levels)
    again = reinvested_in(problem, books)
    return Ledger(problem, levels, again) if any(again) else books


def came_back(problem: Problem, ledger: Ledger, t: int) -> Decimal:
    """Money that has come back and may be spent again from period t on."""
    spec, frame = problem.frame.spec.reinvest, problem.frame
    if spec is None or t < spec.wait:
        return ZERO
    source = frame.select(Selector(time_frame=tuple(spec.from_)))
    return spec.share * ledger.value(Term(Measure.CASH, source, t - spec.wait))


@dataclass(frozen=True, slots=True)
class Need:
    """One period: what is spent less what comes in, and what one unit left before has become.

    `eligible` is how much may be paid from money that has come back; `back` what comes back, None where that
    never falls below nothing.
    """

    short: Decimal
    eligible: Decimal
    back: Decimal | None
    growth: Decimal


def least_funding(periods: Sequence[Need], *, carry_over: bool) -> Series:
    """The arithmetic of `reinvested_in`."""
    needed = _needed(periods) if carry_over else []
    again: list[Decimal] = []
    moved, there = ZERO, ZERO
    for t, now in enumerate(periods):
        moved *= now.growth
        amount = max(ZERO, needed[t] - moved if carry_over else now.short)
        if now.back is not None:
            there = there * now.growth + now.back
            amount = min(amount, there - moved)
        again.append(amount)
        moved += amount
    return tuple(again)


def _needed(periods: Sequence[Need]) -> list[Decimal]:
    """N of `reinvested_in` for each period."""
    needed: list[Decimal] = []
    for now in periods:
        needed.append(now.growth * (needed[-1] if needed else ZERO) + now.short)
    for t in reversed(range(len(needed) - 1)):
        after = periods[t + 1]
        needed[t] = max(needed[t], (needed[t + 1] - after.eligible) / after.growth)
    return needed
