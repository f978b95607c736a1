"""What is told of scenarios side by side."""

from __future__ import annotations

from typing import Literal

from allocator.studies.base import Answer, Money

Cause = Literal["added", "removed", "terms", "spend", "timing", "inputs", "ceilings", "cost_of_money"]


class CaseItem(Answer):
    """What an item gets and brings in one case."""

    spend: Money
    """What it gets over the horizon."""
    returned: Money
    """What its outcomes are worth over their whole life."""
    units: float | None
    """Units bought; null where it is not bought in units."""
    tier: str | None
    """The tier bought."""


class CaseGoal(Answer):
    """What becomes of a goal in one case."""

    name: str
    """The goal."""
    reached: float
    """What was reached by its deadline."""
    missed: float
    """By how much the target is missed; 0 where it is reached."""


class InputChange(Answer):
    """A value of the scenario that is not the base's."""

    path: str
    """Where it stands, as `--set` takes it."""
    base: str | None
    """The base's value; null where it has none."""
    here: str | None
    """This case's value; null where it has none."""


class Case(Answer):
    """One scenario with its best plan."""

    name: str
    """What it is called here: no two cases have the same name."""
    status: Literal["optimal", "feasible", "no plan"]
    """optimal: proven best; feasible: the search stopped before; no plan: its rules contradict each other."""
    conflict: tuple[str, ...]
    """The rules that contradict each other, where there is no plan."""
    budget: Money | None
    """Own money, the reserve included; null where there is no plan."""
    spend: Money | None
    """What is spent, money that has come back included."""
    unspent: Money | None
    """Own money that is neither allocated nor held back."""
    cost_of_money: Money | None
    """What loans and extra money cost."""
    returned: Money | None
    """What all outcomes are worth over their whole life."""
    net_return: Money | None
    """Return less spend and cost of money."""
    goals: tuple[CaseGoal, ...]
    """Its goals."""
    items: dict[str, CaseItem]
    """Its items by id."""
    inputs: tuple[InputChange, ...]
    """What differs from the base's scenario; nothing for the base itself."""


class Step(Answer):
    """One part of the way from the base's plan to another."""

    item: str | None
    """The item; null for what concerns the plan as a whole."""
    cause: Cause
    """added, removed: only one of the scenarios has the item. terms: it is bought in another way, or over
    another horizon, and is taken as a whole. spend: more or less of it, or of what it lifts, at the base's
    rates and prices. timing: in other periods. inputs: by other rates, prices, values and seasons. ceilings:
    more or less of its outcomes is lost to them, of which the causes before know nothing. cost_of_money:
    loans and extra money."""
    ceilings: tuple[str, ...] = ()
    """The ceilings to which more or less is lost: those that are full in either plan."""
    spend: Money
    """How much more is spent."""
    returned: Money
    """How much more returns."""
    net_return: Money
    """How much more returns than is spent."""


class Bridge(Answer):
    """From the base's return to another case's, step by step; the steps add up exactly."""

    case: str
    """The case at its other end."""
    steps: tuple[Step, ...]
    """By item in the order of the base's file; then items that only the other case has, then the rest."""
    spend: Money
    """The sum of the steps: how much more is spent."""
    returned: Money
    """How much more returns."""
    net_return: Money
    """How much more returns than is spent and money costs."""


class CompareAnswer(Answer):
    """Scenarios side by side."""

    cases: tuple[Case, ...]
    """The base first."""
    bridges: tuple[Bridge, ...]
    """One for each other case, where both have a plan."""
