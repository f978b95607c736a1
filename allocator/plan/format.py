"""The plan's JSON, format 1, field by field: the published schema, and what is accepted back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MoneyText = Annotated[str, Field(pattern=r"^-?\d{1,40}(\.\d{1,4})?$")]
"""Money as a decimal string in the plan's currency, with as many decimals as the currency has."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    """A part of the plan's JSON; unknown keys are refused."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
        strict=True,
        allow_inf_nan=False,
    )


class SolverPart(Part):
    """Who found the plan."""

    name: str
    """The solver."""
    version: str
    """Its version."""


class TotalsPart(Part):
    """The plan's money.

    budget + extra + reinvested + borrowed - repaid + interest = spend + unspent + reserve.
    """

    budget: MoneyText
    """Own money, the reserve included."""
    extra: MoneyText
    """Own money beyond the budget, at a price."""
    reserve: MoneyText
    """Own money held back."""
    reinvested: MoneyText
    """Money that came back and is spent again."""
    borrowed: MoneyText
    """Money taken from loans."""
    repaid: MoneyText
    """What is paid for them, their cost included."""
    interest: MoneyText
    """What own money has earned while it was left."""
    cost_of_money: MoneyText
    """What loans cost over their whole term, and the price of extra money."""
    spend: MoneyText
    """Money allocated, own and reinvested."""
    committed: MoneyText
    """The part of it that is signed: committed items, and the committed part of others."""
    unspent: MoneyText
    """Own money that is neither allocated nor held back."""
    return_: Annotated[MoneyText, Field(alias="return")]
    """Money value of all outcomes over their whole life."""
    net_return: MoneyText
    """Return less spend, and less the cost of money."""


class PeriodPart(Part):
    """One period's money."""

    label: str
    """The period's name."""
    released: MoneyText
    """Own money that becomes available."""
    funded: MoneyText
    """What loans and extra money bring, less what is repaid."""
    spend: MoneyText
    """Money spent."""
    reinvested: MoneyText
    """The part of it, and of repayments, that had come back before."""
    interest: MoneyText
    """What own money has earned since the period before."""
    return_: Annotated[MoneyText, Field(alias="return")]
    """Money value of what arrives in the period."""
    own_cash: MoneyText
    """Own money left at the end of the period."""
    interest_back: MoneyText
    """What money that has come back has earned since the period before."""
    account: MoneyText
    """Own money, and money that has come back and may be spent again, at the end of the period."""


class SourcePart(Part):
    """A loan, the extra budget, or the budget that was to be found."""

    id: str
    """Its place in the scenario, such as `budget.loans.bank`; `budget` for one that was to be found."""
    drawn: MoneyText
    """Money taken from it."""
    by_period: list[MoneyText]
    """Money taken in each period; own money counts in the first one, however it is released."""


class LiftPart(Part):
    """What an item adds to the outcomes of another one."""

    item: str
    """The item that is lifted."""
    outcomes: dict[str, float]
    """What is added of each metric, over its whole life."""
    return_: Annotated[MoneyText, Field(alias="return")]
    """What that is worth."""


class ItemPart(Part):
    """What one item gets and brings, and why."""

    id: str
    """Its key in the scenario."""
    name: str
    """What it is called."""
    kind: Literal["tool", "service", "ad"]
    """What it is."""
    channel: str | None
    """Where it works."""
    time_frame: Literal["fast", "medium", "long"]
    """When money comes back."""
    time_frame_given: bool
    """Whether the scenario says the time frame; otherwise it follows from the payback period."""
    payback_months: float | None
    """Months until it has paid for itself; null where it never does or nothing is known."""
    status: Literal["committed", "planned", "optional"]
    """How free the plan is to cut it."""
    spend: MoneyText
    """Money over the horizon."""
    by_period: list[MoneyText]
    """Money in each period; adds up to `spend`."""
    share: float
    """Its part of the plan's spend, 0 to 1."""
    bought: bool
    """Whether anything is bought."""
    units: float | None
    """Units bought; how often or how much of it, for a price that can be paid in part or at several times;
    null otherwise."""
    units_by_period: list[float] | None
    """The same for each period."""
    tier: str | None
    """The tier bought."""
    outcomes: dict[str, float]
    """Outcomes over their whole life, by metric."""
    return_: Annotated[MoneyText, Field(alias="return")]
    """Money value of its outcomes, by the best evidence."""
    evidence: Literal["revenue", "order", "lead", "attention", "none"]
    """What its return is known from."""
    marginal_return: float | None
    """What the next unit of money would return in its best period; null where no return is known."""
    average_return: float | None
    """Return per unit of money spent; null where nothing is spent, or no return is known."""
    saturation: float | None
    """The part reached of what its curves can bring at best, 0 to 1; null where they have no limit."""
    reason: str
    """Why it gets what it gets, as a word."""
    reason_text: str
    """Why it gets what it gets, in a few words."""
    info: dict[str, str]
    """The user's own columns, unchanged."""
    lifts: list[LiftPart] | None = None
    """What it adds to the outcomes of others: part of its own outcomes and return, not of theirs; left out
    where it adds nothing."""


class GroupPart(Part):
    """Totals of the items that share a property."""

    group: str | None
    """The property's value; null for items without one."""
    items: int
    """How many items."""
    spend: MoneyText
    """Their money."""
    return_: Annotated[MoneyText, Field(alias="return")]
    """Their return."""


class GroupsPart(Part):
    """Totals by property; each list adds up to the plan's totals."""

    kind: list[GroupPart]
    """By kind."""
    channel: list[GroupPart]
    """By channel."""
    time_frame: list[GroupPart]
    """By time frame."""
    status: list[GroupPart]
    """By status."""


class GoalPart(Part):
    """A goal and how far it is reached."""

    name: str
    """What it is called."""
    metric: str
    """What is counted."""
    rank: str
    """How much it matters: primary, secondary, or a number."""
    sense: Literal["at_least", "at_most", "exactly"]
    """On which side of the target the plan should be."""
    target: float
    """What shall be reached."""
    reached: float
    """What arrives by the end of the period `by`."""
    shortfall: float
    """How far it is missed, on whichever side counts; 0 where the target is met."""
    by: str
    """The last period that counts."""
    reached_in: str | None
    """The first period by whose end the target is met; null where it is not."""


class LimitPart(Part):
    """A rule, where it is tightest."""

    name: str
    """What it is called."""
    sentence: str
    """What it says."""
    path: str
    """Where the scenario says it; list positions count from 1."""
    binding: bool
    """Whether not one smallest unit more (or less) would fit."""
    unit: Literal["money", "units", "count"]
    """What it counts; `value` and `bound` are decimal strings for money, numbers otherwise."""
    value: MoneyText | float
    """What the plan has."""
    bound: MoneyText | float
    """What the rule demands."""
    period: str | None
    """The period in which it is tightest; null for the horizon as a whole."""


class CeilingPart(Part):
    """What items together can bring of a metric at most, and what they bring."""

    name: str
    """What it is called."""
    metric: str
    """The metric."""
    path: str
    """Where the scenario says it."""
    items: list[str]
    """The items that share it."""
    most: float
    """What they can bring at most."""
    per_period: bool
    """Whether that is meant of each period, rather than in total."""
    brought: float
    """What they would bring over the whole life of outcomes without any ceiling."""
    counted: float
    """What counts of that; the rest is lost."""
    full: list[str]
    """The periods in which no more would count; for one in total the last period."""


class StagePart(Part):
    """One stage of the policy."""

    name: str
    """Which wish it serves."""
    aim: Literal["maximise", "minimise"]
    """Which way it pulls."""
    value: float
    """What the plan reaches, after rounding."""
    bound: float
    """What no plan can better, given the earlier stages."""
    gap: float
    """The distance between them, relative to the bound."""


class TiePart(Part):
    """What one item gets in another plan that is as good."""

    id: str
    """Its key in the scenario."""
    spend: MoneyText
    """Money over the horizon, there."""
    by_period: list[MoneyText]
    """Money in each period, there."""
    bought: bool
    """Whether anything is bought there."""
    units: float | None
    """Units bought there; null where it is not bought in units."""
    units_by_period: list[float] | None
    """Units bought in each period, there."""
    tier: str | None
    """The tier bought there."""


class PlanFile(Part):
    """A plan, format 1: everything that a report needs, and the scenario that it answers."""

    format: Literal[1]
    """The version of this format."""
    status: Literal["optimal", "feasible"]
    """Whether the search ended with a proof (`optimal`) or was stopped by a limit (`feasible`)."""
    currency: str
    """ISO 4217 code of all money."""
    name: str
    """The scenario's name."""
    scenario: dict[str, Any]
    """The scenario, with what it extends and its sheets merged; see scenario.schema.json."""
    scenario_sha256: Digest
    """SHA-256 of `scenario` as JSON with sorted keys, no spaces, in UTF-8."""
    solver: SolverPart
    """Who found the plan."""
    gap: float
    """The largest gap of the stages that are wishes, what rounding to the smallest unit costs included."""
    totals: TotalsPart
    """The plan's money."""
    unspent_because: str
    """Why money is left; empty where none is."""
    periods: list[PeriodPart]
    """Money by period."""
    return_after_horizon: MoneyText
    """Return that arrives after the last period; with the periods' returns it adds up to the total."""
    sources: list[SourcePart]
    """Money from beyond the budget."""
    items: list[ItemPart]
    """The items, in the order of the scenario."""
    groups: GroupsPart
    """Totals by property."""
    goals: list[GoalPart]
    """The goals."""
    limits: list[LimitPart]
    """All rules, also those that items and the budget say."""
    stages: list[StagePart]
    """The stages of the policy, in order."""
    warnings: list[str]
    """What a reader should know."""
    tie: list[TiePart] | None = None
    """The items that differ in another plan that is as good in every stage; null where none was found."""
    ceilings: list[CeilingPart] | None = None
    """The ceilings of metrics; left out where there are none."""
