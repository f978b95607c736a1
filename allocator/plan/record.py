"""What a plan says: money per item and period, with reasons. Frozen all the way down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from allocator.plan.reasons import Reason
from allocator.problem import Options
from allocator.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Totals:
    """The plan's money, to the smallest unit.

    budget + extra + reinvested + borrowed − repaid + interest = spend + unspent + reserve. `budget` is the
    own money, reserve included; `extra` own money beyond it. `cost_of_money` is what loans cost over their
    whole term, and the price of extra money. `committed` is the part of the spend that is signed.
    `returned` is the money value of all outcomes over their whole life.
    """

    budget: Decimal
    extra: Decimal
    reserve: Decimal
    reinvested: Decimal
    borrowed: Decimal
    repaid: Decimal
    interest: Decimal
    cost_of_money: Decimal
    spend: Decimal
    committed: Decimal
    unspent: Decimal
    returned: Decimal

    @property
    def net_return(self) -> Decimal:
        """Return less spend, and less what money beyond the budget costs."""
        return self.returned - self.spend - self.cost_of_money

    @property
    def difference(self) -> Decimal:
        """What is missing from the tie-out: zero."""
        came = self.budget + self.extra + self.reinvested + self.borrowed - self.repaid + self.interest
        return came - self.spend - self.unspent - self.reserve


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """One period's money: `own_cash` is the own money left at its end, `returned` what comes back in it.

    `funded` is what loans and extra money bring, less repayments; `interest` what own money has earned;
    `interest_back` what money that has come back has earned; `account` own money and money that has come
    back to be spent again, together, at the period's end.
    """

    label: str
    released: Decimal
    funded: Decimal
    spend: Decimal
    reinvested: Decimal
    interest: Decimal
    returned: Decimal
    own_cash: Decimal
    interest_back: Decimal
    account: Decimal


@dataclass(frozen=True, slots=True)
class PlanSource:
    """Money drawn from a loan, from the extra budget, or from a budget that was to be found."""

    id: str
    drawn: Decimal
    by_period: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class PlanLift:
    """What an item adds to the outcomes of another: part of its own outcomes, not of the other's."""

    item: str
    outcomes: Mapping[str, float]
    returned: Decimal


@dataclass(frozen=True, slots=True)
class PlanItem:
    """What one item gets and brings, and why.

    `units` and `tier` are None where it is not bought so. `outcomes` count over their whole life.
    `marginal_return` is what the next unit of money would return in its best period, `average_return` the
    return per unit of money spent; None where no return is known, or nothing is spent. `saturation` is the
    part reached of what its curves can bring at best, None where they have no limit.
    """

    id: str
    name: str
    kind: str
    channel: str | None
    time_frame: str
    time_frame_given: bool
    payback_months: float | None
    status: str
    spend: Decimal
    by_period: tuple[Decimal, ...]
    share: float
    bought: bool
    units: float | None
    units_by_period: tuple[float, ...] | None
    tier: str | None
    outcomes: Mapping[str, float]
    returned: Decimal
    evidence: str
    marginal_return: float | None
    average_return: float | None
    saturation: float | None
    reason: Reason
    reason_text: str
    info: Mapping[str, str]
    lifts: tuple[PlanLift, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """A goal with what was reached by its deadline; `reached_in` is the first period with the target met.

    `sense` is at_least, at_most or exactly; `shortfall` how far the target is missed on the side that counts.
    """

    name: str
    metric: str
    rank: str
    sense: str
    target: float
    reached: float
    shortfall: float
    by: str
    reached_in: str | None


@dataclass(frozen=True, slots=True)
class PlanLimit:
    """A rule as it stands, in the period where it is tightest (None: over the horizon)."""

    name: str
    sentence: str
    path: str
    binding: bool
    value: Decimal
    bound: Decimal
    unit: str
    period: str | None


@dataclass(frozen=True, slots=True)
class PlanCeiling:
    """What items together can bring of a metric at most, and what they bring.

    `brought` is what they would bring without any ceiling, `counted` what of it counts. `full` names the
    periods in which it is reached; one in total has the last.
    """

    name: str
    metric: str
    path: str
    items: tuple[str, ...]
    most: float
    per_period: bool
    brought: float
    counted: float
    full: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanStage:
    """One stage of the policy: what the plan reaches, the proven bound, and the relative gap between them."""

    name: str
    aim: str
    value: float
    bound: float
    gap: float


@dataclass(frozen=True, slots=True)
class PlanTie:
    """What one item gets in another plan that is as good; see `PlanItem` for the fields."""

    id: str
    spend: Decimal
    by_period: tuple[Decimal, ...]
    bought: bool
    units: float | None
    units_by_period: tuple[float, ...] | None
    tier: str | None


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """All that a plan says in answer to a scenario.

    `status` is `optimal` (the search ended with a proof) or `feasible` (it stopped before); `gap` is the
    largest distance of a wish from its proven bound, what rounding costs included. `gap_before` is the gap
    before rounding, where rounding took more than the gap that was asked for; otherwise None. `tie` has the
    items that differ in another plan that is as good in every stage; None where none was found. `options`
    is what the solver was asked for; None where that is not recorded.
    """

    scenario: Scenario
    status: str
    gap: float
    solver_name: str
    solver_version: str
    totals: Totals
    periods: tuple[PlanPeriod, ...]
    returned_later: Decimal
    sources: tuple[PlanSource, ...]
    items: tuple[PlanItem, ...]
    goals: tuple[PlanGoal, ...]
    limits: tuple[PlanLimit, ...]
    stages: tuple[PlanStage, ...]
    unspent_because: str
    warnings: tuple[str, ...]
    tie: tuple[PlanTie, ...] | None = None
    ceilings: tuple[PlanCeiling, ...] = ()
    gap_before: float | None = None
    options: Options | None = None

    @property
    def currency(self) -> str:
        """ISO 4217 code of all amounts."""
        return self.scenario.currency

    def item(self, name: str) -> PlanItem:
        """The item of that id; raises KeyError where there is none."""
        for item in self.items:
            if item.id == name:
                return item
        raise KeyError(name)
