"""Money beyond the budget: loans, an elastic budget, and the budget itself where it is to be found."""

from __future__ import annotations

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

    A lever's payments are negative where the source pays out, positive where it is repaid; those after the
    horizon are owed at its end. `cost` is what one unit of money from it takes off the objective.
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
    back = loan.repayments
    last = periods.count if loan.may_outlast else periods.count - len(back)
    levers = tuple(
        Lever(
            name,
            Pull.MONEY,
            range(t, t + len(back)),
            ((t, Decimal(-1)), *((t + k, part) for k, part in enumerate(back, start=1) if part)),
            whole=False,
        )
        for t in range(first, min(stop, last))
    )
    return Source(name, levers, sum(back, Decimal(-1)), loan)


def _own(name: str, scenario: Scenario, periods: Periods, reserve: Decimal) -> Lever:
    """Own money in any amount, released as the budget is."""
    shares = _shares(scenario, periods.count)
    payments = tuple((t, -share * (1 - reserve)) for t, share in enumerate(shares) if share)
    return Lever(name, Pull.MONEY, range(periods.count), payments, whole=False)


def _shares(scenario: Scenario, count: int) -> list[Decimal]:
    """The part of the budget that is released in each period; they add up to 1 exactly."""
    release, total = scenario.budget.release, scenario.budget.amount
    if isinstance(release, tuple) and total:
        shares = [amount / total for amount in release]
    elif release is Release.UPFRONT:
        shares = [Decimal(t == 0) for t in range(count)]
    else:
        shares = [Decimal(1) / count] * count
    last = max(t for t, share in enumerate(shares) if share)
    return [*shares[:last], 1 - sum(shares[:last], Decimal(0)), *shares[last + 1 :]]
