"""Which money pays for what: own money as far as it goes, money that has come back where it must."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from allocator.limits import Measure, Selector, Term
from allocator.plan.ledger import ZERO, Ledger, Series
from allocator.problem import Problem


def reinvested_in(problem: Problem, ledger: Ledger) -> Series:
    """The least money that must be spent again in each period, as late as possible.

    With D_t = spend − release, added up to t: what must have been spent again by t is
    N_t = max(0, D_t, N_{t+1} − eligible_{t+1}), since a period can take at most its eligible spend. The
    running maximum of N is the smallest path that covers every period. Money that lapses must be covered
    period by period. Whether so much has come back is for the rules to say.
    """
    spec = problem.frame.spec.reinvest
    if spec is None:
        return (ZERO,) * problem.periods.count
    target = problem.frame.select(Selector(time_frame=tuple(spec.into)))
    eligible = [ledger.value(Term(Measure.SPEND, target, t)) for t in range(problem.periods.count)]
    return least_funding(
        ledger.spend_by_period, problem.frame.released, eligible, carry_over=problem.frame.spec.carry_over
    )


def least_funding(
    spend: Sequence[Decimal], released: Sequence[Decimal], eligible: Sequence[Decimal], *, carry_over: bool
) -> Series:
    """The arithmetic of `reinvested_in`; all arguments and the result have one entry per period."""
    missing = [s - r for s, r in zip(spend, released, strict=True)]
    if not carry_over:
        return tuple(max(ZERO, gap) for gap in missing)
    needed = list(accumulate(missing))
    needed[-1] = max(ZERO, needed[-1])
    for t in reversed(range(len(needed) - 1)):
        needed[t] = max(ZERO, needed[t], needed[t + 1] - eligible[t + 1])
    path = list(accumulate(needed, max))
    return tuple(later - earlier for earlier, later in zip([ZERO, *path], path, strict=False))
