"""The verb: solve each scenario, and set the plans beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from allocator.errors import InputError, NoPlanError
from allocator.money import exact
from allocator.plan import Plan
from allocator.scenario import Scenario
from allocator.studies.base import Progress, Subject, plan_in, scenario_in, silent
from allocator.studies.compare.answer import Case, CaseGoal, CaseItem, CompareAnswer
from allocator.studies.compare.bridge import bridge
from allocator.studies.compare.inputs import input_changes


def compare(
    base: Subject,
    *others: Subject,
    names: Sequence[str] | None = None,
    progress: Progress = silent,
) -> CompareAnswer:
    """Scenarios side by side, and what leads from the base's return to each of the others'.

    Args:
        base: the scenario to compare with, or a plan of it, instead of the best one.
        others: one or more scenarios or plans in the same currency; their horizons and items may differ.
        names: what to call each of them, the base first; their own names where left out.
        progress: told after each solve.

    Raises:
        InputError: there is nothing to compare, or the currencies differ.
        NoPlanError: none of the scenarios has a plan.
    """
    subjects = (base, *others)
    scenarios = tuple(map(scenario_in, subjects))
    called = _called(scenarios, names)
    plans: list[Plan | NoPlanError] = []
    for subject in subjects:
        plans.append(_solved(subject))
        progress(len(plans), len(scenarios))
    first = plans[0]
    if isinstance(first, NoPlanError) and all(isinstance(plan, NoPlanError) for plan in plans):
        raise first
    with exact():
        return CompareAnswer(
            cases=tuple(map(_case, called, scenarios, plans, [scenarios[0]] * len(plans))),
            bridges=tuple(
                bridge(name, first, plan)
                for name, plan in list(zip(called, plans, strict=True))[1:]
                if isinstance(plan, Plan) and isinstance(first, Plan)
            ),
        )


def _called(scenarios: Sequence[Scenario], names: Sequence[str] | None) -> list[str]:
    """A name for each, no two the same."""
    if len(scenarios) < 2:
        raise InputError.single("nothing to compare with", expected="another scenario, or a changed value")
    currencies = list(dict.fromkeys(scenario.currency for scenario in scenarios))
    if len(currencies) > 1:
        raise InputError.single(
            "scenarios in different currencies", path="currency", expected="one", found=", ".join(currencies)
        )
    given = [scenario.name for scenario in scenarios] if names is None else list(names)
    if len(given) != len(scenarios):
        raise InputError.single(
            "not one name for each scenario",
            path="names",
            expected=str(len(scenarios)),
            found=str(len(given)),
        )
    found: list[str] = []
    for name in given:
        alike = [name, *(f"{name} ({number})" for number in range(2, len(given) + 2))]
        found.append(next(one for one in alike if one not in found))
    return found


def _solved(subject: Subject) -> Plan | NoPlanError:
    try:
        return plan_in(subject)
    except NoPlanError as error:
        return error


def _case(name: str, scenario: Scenario, plan: Plan | NoPlanError, base: Scenario) -> Case:
    inputs = input_changes(base, scenario)
    if isinstance(plan, NoPlanError):
        return Case(
            name=name,
            status="no plan",
            conflict=tuple(rule.sentence for rule in plan.rules),
            budget=None,
            spend=None,
            unspent=None,
            cost_of_money=None,
            returned=None,
            net_return=None,
            goals=(),
            items={},
            inputs=inputs,
        )
    totals = plan.totals
    status: Literal["optimal", "feasible"] = "optimal" if plan.status == "optimal" else "feasible"
    return Case(
        name=name,
        status=status,
        conflict=(),
        budget=totals.budget,
        spend=totals.spend,
        unspent=totals.unspent,
        cost_of_money=totals.cost_of_money,
        returned=totals.returned,
        net_return=totals.net_return,
        goals=tuple(CaseGoal(name=g.name, reached=g.reached, missed=g.shortfall) for g in plan.goals),
        items={
            item.id: CaseItem(spend=item.spend, returned=item.returned, units=item.units, tier=item.tier)
            for item in plan.items
        },
        inputs=inputs,
    )
