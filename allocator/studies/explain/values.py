"""What the best plan comes to without a rule, or with a bound moved: by solving, where possible live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from allocator.errors import UnboundedError
from allocator.limits import Row, Rule, Sense
from allocator.model import Builder, InfeasibleError, Trials, UnlimitedError
from allocator.money import exact
from allocator.plan import Plan
from allocator.plan.optimum import Optimum, objective_of, optimum, unproven
from allocator.problem import Problem, settle, smooth_effects, with_more_budget
from allocator.problem.stages import LEAST_SPEND
from allocator.scenario import Scenario
from allocator.scenario.edit import without
from allocator.scenario.goals import NET_RETURN, RETURN
from allocator.scenario.loading import scenario_of
from allocator.scenario.nodes import Place
from allocator.scenario.words import TimeFrame
from allocator.studies.explain.fading import Known

BUDGET_TOTAL: Place = ("budget", "total")
_STATUS = "status"
FINER = 9
"""Digits beyond the smallest unit, so that what is rounded in a scenario makes no kinks of its own."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a best plan comes to, not rounded: net return, the policy's own aim, and what its stages reach.

    `within` says by how much a stage may lie from the best possible, under curves by a formula.
    """

    net_return: float
    objective: float | None
    stages: Mapping[str, float]
    within: Mapping[str, float] = field(default_factory=dict)

    @property
    def unproven(self) -> float:
        """By how much all stages together may lie from the best possible."""
        return sum(self.within.values())


class Values:
    """The values of one scenario's best plans, with one thing changed at a time.

    `problem` is what is solved, `told` the same with sentences in the currency's own digits.
    """

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self.scenario, self.problem = scenario, settle(scenario, finer=FINER)
        self.told = settle(scenario)
        self._found: dict[Place, Optimum | None] = {}
        with exact():
            self._live = Trials(self.problem) if _suits(self.problem) else None
        self.base = self._asked(self._live, {}) if self._live is not None else self._best(plan)

    @property
    def is_linear(self) -> bool:
        """Whether rules are switched on a live solver, and those without duals are proven to cost nothing."""
        return self._live is not None

    def _best(self, plan: Plan) -> Value:
        """The best plan's value; that of the plan itself where it is the better proven one."""
        found = _value(optimum(self.problem))
        within = {name: float(amount) for name, amount in unproven(self.problem, plan.stages).items()}
        if not found.within or sum(within.values()) >= found.unproven:
            return found
        stages = {stage.name: stage.value for stage in plan.stages}
        with exact():
            aim = objective_of(self.problem, {name: Decimal(repr(value)) for name, value in stages.items()})
        return Value(float(plan.totals.net_return), None if aim is None else float(aim), stages, within)

    @cached_property
    def is_smooth(self) -> bool:
        """Whether curves by a formula make every value one to within a gap."""
        return any(smooth_effects(self.problem))

    @cached_property
    def is_searched(self) -> bool:
        """Whether there are whole numbers, so that each value takes a search."""
        with exact():
            return bool(Builder(self.problem).build().integers)

    def pressing(self, place: Place) -> bool:
        """Whether a rule at this place has duals; asked of linear problems only."""
        return self._live is not None and not self._live.pressing.isdisjoint(self._rules(place))

    def without(self, place: Place) -> Value | None:
        """The value without what stands at a place; None where nothing would bound the plan."""
        numbers = self._rules(place)
        if self._live is None or not numbers or place[-1] == _STATUS:
            plan = self.plan_without(place)
            return None if plan is None else _value(plan)
        try:
            return self._asked(self._live, dict.fromkeys(numbers, ()))
        except UnlimitedError:
            return None

    def plan_without(self, place: Place) -> Optimum | None:
        """The best plan without what stands at a place, solved anew; None where nothing would bound it."""
        if place not in self._found:
            self._found[place] = possible(without(self.scenario, place), finer=FINER)
        return self._found[place]

    def movable(self, place: Place) -> Rule | None:
        """The rule at a place, if its bound is an amount of money or units that can be loosened."""
        rules = [self.problem.rules[number] for number in self._rules(place)]
        counted = all(
            rule.unit in ("money", "units") and rule.adjustable and not rule.relative and not rule.structural
            for rule in rules
        )
        senses = {row.sense for rule in rules for row in rule.rows}
        if not rules or not counted or len(senses) != 1 or Sense.EXACTLY in senses:
            return None
        return rules[0]

    def moved(self, place: Place, by: Decimal) -> Value:
        """The value with a bound loosened by so much (`budget.total`: raised)."""
        with exact():
            problem = self._with_bound(place, by)
        if self._live is None:
            return _value(optimum(problem))
        changed = {
            number: after.rows
            for number, (before, after) in enumerate(zip(self.problem.rules, problem.rules, strict=True))
            if before is not after and [r.bound for r in before.rows] != [r.bound for r in after.rows]
        }
        return self._asked(self._live, changed)

    def known(self, value: Value) -> Known:
        """What the policy asks for, with what is not proven of it."""
        return Known(self.wished(value), value.unproven)

    def wished(self, value: Value) -> float:
        """What the policy asks for, larger being better."""
        if value.objective is None:
            return value.net_return
        return value.objective if self.scenario.policy.minimise is None else -value.objective

    def _with_bound(self, place: Place, by: Decimal) -> Problem:
        if place == BUDGET_TOTAL:
            return with_more_budget(self.problem, by)
        if place[0] == "items" and self._live is None:
            # An item's own bounds tell the model how much of it there can be, so they change in the scenario.
            return settle(self._with_own_bound(place, by), finer=FINER)
        numbers = set(self._rules(place))
        rules = (
            replace(rule, rows=tuple(_loosened(row, by) for row in rule.rows)) if k in numbers else rule
            for k, rule in enumerate(self.problem.rules)
        )
        return replace(self.problem, rules=tuple(rules))

    def _with_own_bound(self, place: Place, by: Decimal) -> Scenario:
        data = self.scenario.to_data()
        _, item, part, field = place
        bought = data["items"][item][part]
        row = self.problem.rules[self._rules(place)[0]].rows[0]
        bought[field] = _loosened(row, by).bound
        return scenario_of(data)

    def _rules(self, place: Place) -> list[int]:
        return [k for k, rule in enumerate(self.problem.rules) if place_of(rule) == place]

    def _asked(self, live: Trials, changes: Mapping[int, tuple[Row, ...]]) -> Value:
        stages = live.stages(changes)
        policy = self.problem.scenario.policy
        wished = sum(stages[name] for name in frames_of(stages))
        spend = stages[LEAST_SPEND]
        if policy.objective == RETURN:
            return Value(wished - spend, wished, stages)
        return Value(wished + float(policy.hurdle or 0) * spend, None, stages)


def frames_of(stages: Iterable[str]) -> list[str]:
    """The names of the stages that serve time frames."""
    return [name for name in stages if not set(TimeFrame).isdisjoint(name.split(" + "))]


def place_of(rule: Rule) -> Place:
    """Where a rule can be removed: the field of an item or of a limit that says it."""
    return rule.path[:3] if rule.path[0] == "limits" else rule.path


def _loosened(row: Row, by: Decimal) -> Row:
    return replace(row, bound=row.bound + (by if row.sense is Sense.AT_MOST else -by))


def _suits(problem: Problem) -> bool:
    """Whether a live linear model tells all: its stages give the net return, without sources and ceilings."""
    told = problem.scenario.policy.objective in (NET_RETURN, RETURN)
    return told and not problem.sources and not problem.ceilings and Trials.suits(problem)


def possible(scenario: Scenario, *, finer: int = 0) -> Optimum | None:
    """The best plan in figures; None where there is none, or nothing bounds it."""
    try:
        return optimum(settle(scenario, finer=finer))
    except (InfeasibleError, UnboundedError, UnlimitedError):
        return None


def _value(plan: Optimum) -> Value:
    objective = None if plan.objective is None else float(plan.objective)
    stages = {name: float(value) for name, value in plan.stages.items()}
    within = {name: float(amount) for name, amount in plan.within.items()}
    return Value(float(plan.net_return), objective, stages, within)
