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

    With D_t = what own money is short of by the end of t, interest included, and g = 1 + interest: what
    must have been spent again by t is N_t = max(0, D_t, (N_{t+1} − eligible_{t+1}) / g), since a period can
    take at most its eligible spend. The smallest path above N covers every period. Money that lapses must be
    covered period by period. Whether so much has come back is for the rules to say.
    """
    spec, frame = problem.frame.spec.reinvest, problem.frame
    if spec is None:
        return (ZERO,) * problem.periods.count
    target = frame.select(Selector(time_frame=tuple(spec.into)))
    everything = tuple(problem.sources)
    loans = tuple(name for name, source in problem.sources.items() if source.loan)
    short, eligible = [], []
    for t in range(problem.periods.count):
        funded = ledger.value(Term(Measure.FUNDED, everything, t))
        repaid = ledger.value(Term(Measure.DRAWN, loans, t)) - ledger.value(Term(Measure.FUNDED, loans, t))
        short.append(ledger.spend_by_period[t] - frame.released[t] - funded)
        eligible.append(ledger.value(Term(Measure.SPEND, target, t)) + repaid)
    return least_funding(short, eligible, growth=1 + frame.spec.interest, carry_over=frame.spec.carry_over)


def least_funding(
    short: Sequence[Decimal], eligible: Sequence[Decimal], *, growth: Decimal, carry_over: bool
) -> Series:
    """The arithmetic of `reinvested_in`; all arguments and the result have one entry per period.

    `short` is what is spent less what comes in, `eligible` what may be paid from money that has come back.
    """
    if not carry_over:
        return tuple(max(ZERO, gap) for gap in short)
    needed = list(accumulate(short, lambda so_far, gap: growth * so_far + gap))
    needed[-1] = max(ZERO, needed[-1])
    for t in reversed(range(len(needed) - 1)):
        needed[t] = max(ZERO, needed[t], (needed[t + 1] - eligible[t + 1]) / growth)
    path = list(accumulate(needed, lambda so_far, least: max(growth * so_far, least)))
    return tuple(later - growth * earlier for earlier, later in zip([ZERO, *path], path, strict=False))
