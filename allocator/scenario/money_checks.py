"""What must agree about the money there is: releases, loans, shares of the budget, lists by period."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.fields import Unlimited
from allocator.scenario.budget import Loan
from allocator.scenario.disagreement import Disagreement, from_until
from allocator.scenario.goals import BUDGET
from allocator.scenario.nodes import Place
from allocator.scenario.schema import Scenario


def money_disagreements(scenario: Scenario) -> Iterator[Disagreement]:
    """Everything about the money there is that does not fit the rest."""
    release, count = scenario.budget.release, scenario.horizon.periods
    if "budget" not in scenario.model_fields_set and scenario.policy.minimise is None:
        yield Disagreement(("budget",), "missing", "an amount, or `unlimited`", "")
    if isinstance(release, tuple) and len(release) != count:
        found = f"{len(release)} amounts"
        yield Disagreement(
            ("budget", "release"), "releases that do not fit the horizon", f"{count} amounts", found
        )
    yield from _shares(scenario)
    for name, loan in scenario.budget.loans.items():
        yield from _loan(scenario, loan, ("budget", "loans", name))
    yield from _listed_right(scenario)


def _shares(scenario: Scenario) -> Iterator[Disagreement]:
    """Shares of a budget that has no amount, and is not to be found either."""
    if not isinstance(scenario.budget.total, Unlimited) or BUDGET in scenario.policy.weights:
        return
    for number, limit in enumerate(scenario.limits):
        for field in limit.shares_of_budget():
            place: Place = ("limits", number, field)
            yield Disagreement(place, "a share of an unlimited budget", "an amount, or `of: spend`", "")


def _loan(scenario: Scenario, loan: Loan, place: Place) -> Iterator[Disagreement]:
    calendar = scenario.horizon.calendar
    yield from from_until(calendar, place, ("from", loan.from_), ("until", loan.until))
    if len(loan.repayments) >= calendar.count and not loan.may_outlast:
        expected = f"at most {calendar.count - 1} periods, or may_outlast: true"
        found = str(len(loan.repayments))
        yield Disagreement(place, "no draw is repaid within the horizon", expected, found)


def _listed_right(scenario: Scenario) -> Iterator[Disagreement]:
    """Lists with one entry for each period."""
    budget, count = scenario.budget, scenario.horizon.periods
    lists: dict[Place, tuple[object, ...]] = {("budget", "interest"): budget.interest}
    if budget.min_cash_per_period is not None:
        lists[("budget", "min_cash_per_period")] = budget.min_cash_per_period
    for name, item in scenario.items.items():
        if item.units is not None:
            lists[("items", name, "units", "price")] = item.units.price
    for place, entries in lists.items():
        if len(entries) not in (1, count):
            yield Disagreement(
                place, "a list that does not fit the horizon", f"one, or {count}", str(len(entries))
            )
