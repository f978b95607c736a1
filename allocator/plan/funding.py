"""Which money pays for what: own money as far as it goes, money that has come back where it must."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from allocator.limits import Measure, Selector, Term
from allocator.plan.ledger import ZERO, Ledger, Series
from allocator.problem import Problem


def reinvested_in(problem: Problem, ledger: Ledger) -> Series:
    """The least money that must be spent again in each period, as late as possible.

    With D_t = what own money is short of by the end of t, interest included, and g its growth to t + 1: what
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
    growth = [frame.growth(max(0, t - 1), t) for t in range(problem.periods.count)]
    return least_funding(short, eligible, growth, carry_over=frame.spec.carry_over)


def least_funding(
    short: Sequence[Decimal], eligible: Sequence[Decimal], growth: Sequence[Decimal], *, carry_over: bool
) -> Series:
    """The arithmetic of `reinvested_in`; all arguments and the result have one entry per period.

    `short` is what is spent less what comes in, `eligible` what may be paid from money that has come back,
    `growth` what one unit left at the end of the period before has become.
    """
    if not carry_over:
        return tuple(max(ZERO, gap) for gap in short)
    needed: list[Decimal] = []
    for gap, grown in zip(short, growth, strict=True):
        needed.append(grown * (needed[-1] if needed else ZERO) + gap)
    needed[-1] = max(ZERO, needed[-1])
    for t in reversed(range(len(needed) - 1)):
        needed[t] = max(ZERO, needed[t], (needed[t + 1] - eligible[t + 1]) / growth[t + 1])
    again, so_far = [], ZERO
    for least, grown in zip(needed, growth, strict=True):
        again.append(max(ZERO, least - grown * so_far))
        so_far = grown * so_far + again[-1]
    return tuple(again)
