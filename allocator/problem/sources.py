"""Money beyond the budget: loans, an elastic budget, and the budget itself where it is to be found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from allocator.fields import Unlimited
from allocator.periods import Periods
from allocator.problem.levers import Lever, Pull
from allocator.scenario.budget import Loan, Release
from allocator.scenario.goals import BUDGET
from allocator.scenario.schema import Scenario

EXTRA = "budget.extra"


@dataclass(frozen=True)
class Source:
    """Where money can be taken from: a lever for each time at which it can.

    A lever's payments are negative where the source pays out, positive where it is repaid. `cost` is what
    one unit of money from it takes off the objective.
    """

    id: str
    levers: tuple[Lever, ...]
    cost: Decimal
    loan: Loan | None = None


def sources_of(scenario: Scenario, periods: Periods, *, reserve: Decimal) -> dict[str, Source]:
    """All sources by id; `reserve` is the share of the budget that is held back.

    Raises ValueError where a loan's dates do not fit the horizon.
    """
    budget = scenario.budget
    found = [_loan(f"budget.loans.{name}", loan, periods) for name, loan in budget.loans.items()]
    if BUDGET in scenario.policy.weights or isinstance(budget.total, Unlimited):
        found.append(Source(BUDGET, (_own(BUDGET, scenario, periods, reserve),), Decimal(0)))
    elif budget.extra is not None:
        found.append(Source(EXTRA, (_own(EXTRA, scenario, periods, Decimal(0)),), budget.extra.cost))
    return {source.id: source for source in found}


def _loan(name: str, loan: Loan, periods: Periods) -> Source:
    first = periods.find(loan.from_).start if loan.from_ else 0
    stop = periods.find(loan.until).stop if loan.until else periods.count
    levers = tuple(
        Lever(
            name,
            Pull.MONEY,
            range(t, t + loan.term),
            ((t, Decimal(-1)), (t + loan.term, 1 + loan.rate)),
            whole=False,
        )
        for t in range(first, min(stop, periods.count - loan.term))
    )
    return Source(name, levers, loan.rate, loan)


def _own(name: str, scenario: Scenario, periods: Periods, reserve: Decimal) -> Lever:
    """Own money in any amount, released as the budget is."""
    shares = tuple(_shares(scenario, periods.count))
    payments = tuple((t, -share * (1 - reserve)) for t, share in enumerate(shares) if share)
    return Lever(name, Pull.MONEY, range(periods.count), payments, whole=False)


def _shares(scenario: Scenario, count: int) -> Iterator[Decimal]:
    release, total = scenario.budget.release, scenario.budget.amount
    for t in range(count):
        if isinstance(release, tuple) and total:
            yield release[t] / total
        elif release is Release.UPFRONT:
            yield Decimal(t == 0)
        else:
            yield Decimal(1) / count
