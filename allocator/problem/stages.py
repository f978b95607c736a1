"""The order of wishes as a list of stages, each a linear objective; served one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from allocator.limits import Measure, Selector, Term, added
from allocator.periods import Periods
from allocator.problem.frame import ScenarioFrame
from allocator.scenario.goals import NET_RETURN, RETURN, SPEND, Goal, Policy
from allocator.scenario.words import Rank, TimeFrame

LEAST_SPEND = "least spend"


class Aim(StrEnum):
    """Which way a stage pulls."""

    MAXIMISE = "maximise"
    MINIMISE = "minimise"


@dataclass(frozen=True, slots=True)
class Stage:
    """One wish: maximise or minimise Σ coefficient · term, keeping what earlier stages reached."""

    name: str
    aim: Aim
    terms: Mapping[Term, Decimal]


@dataclass(frozen=True, slots=True)
class Target:
    """A goal with its deadline as a period's index; its shortfall is max(0, at_least − reached)."""

    number: int
    spec: Goal
    by: int
    reached: Mapping[Term, Decimal]

    @property
    def shortfall(self) -> Term:
        """The term that counts how far it is missed."""
        return Term(Measure.SHORTFALL, (), None, str(self.number))

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return self.spec.name or self.spec.metric


def targets_of(goals: tuple[Goal, ...], frame: ScenarioFrame, periods: Periods) -> tuple[Target, ...]:
    """The goals with their deadlines settled; what arrives by the end of that period counts."""
    everything = tuple(frame.lines)
    found = []
    for number, goal in enumerate(goals):
        by = periods.find(goal.by).stop - 1 if goal.by else periods.count - 1
        measure = Measure.RETURN if goal.metric == RETURN else Measure.OUTCOME
        metric = "" if goal.metric == RETURN else goal.metric
        reached = {Term(measure, everything, t, metric): Decimal(1) for t in range(by + 1)}
        found.append(Target(number, goal, by, reached))
    return tuple(found)


def stages_of(policy: Policy, targets: tuple[Target, ...], frame: ScenarioFrame) -> tuple[Stage, ...]:
    """The stages of the policy that have anything to decide, and least spend as the last one."""
    stages = list(_wishes(policy, targets, frame))
    everything = {Term(Measure.SPEND, tuple(frame.lines)): Decimal(1)}
    return (*stages, Stage(LEAST_SPEND, Aim.MINIMISE, everything))


def _wishes(policy: Policy, targets: tuple[Target, ...], frame: ScenarioFrame) -> Iterator[Stage]:
    for group in policy.order:
        ranked = [target for target in targets if target.spec.rank in group]
        if ranked:
            missed = {target.shortfall: 1 / target.spec.at_least for target in ranked}
            yield Stage(" + ".join(n for n in group if n in set(Rank)), Aim.MINIMISE, missed)
        frames = tuple(name for name in group if name in set(TimeFrame))
        items = frame.select(Selector(time_frame=frames)) if frames else ()
        if items and policy.objective != SPEND:
            yield Stage(" + ".join(frames), Aim.MAXIMISE, objective(policy, items))


def objective(policy: Policy, items: tuple[str, ...]) -> dict[Term, Decimal]:
    """What is maximised over the items.

    Net return: Σ return − (1 + hurdle) · spend, so that money which brings less than the hurdle is not spent.
    """
    if policy.objective == NET_RETURN:
        hurdle = 1 + (policy.hurdle or Decimal(0))
        return added({Term(Measure.RETURN, items): Decimal(1)}, {Term(Measure.SPEND, items): -hurdle})
    if policy.objective == RETURN:
        return {Term(Measure.RETURN, items): Decimal(1)}
    return {Term(Measure.OUTCOME, items, None, policy.objective): Decimal(1)}
