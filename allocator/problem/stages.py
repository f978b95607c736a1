"""The order of wishes as a list of stages, each a linear objective; served one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from allocator.limits import Measure, Selector, Term, added, scaled
from allocator.problem.frame import ScenarioFrame
from allocator.problem.money_rules import closing_cash
from allocator.problem.sources import Source
from allocator.problem.targets import Target
from allocator.scenario.goals import BUDGET, CLOSING_CASH, NET_RETURN, RETURN, SPEND, Policy
from allocator.scenario.words import TimeFrame

LEAST_SPEND = "least spend"
LEAST_DRAWN = "least money drawn"
LEAST_BUDGET = "least budget"
ONE = Decimal(1)


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


def stages_of(
    policy: Policy, targets: tuple[Target, ...], frame: ScenarioFrame, sources: Mapping[str, Source]
) -> tuple[Stage, ...]:
    """The stages of the policy that have anything to decide, and least spend as the last one.

    Where money can be drawn from sources, the very last stage draws no more than is needed.
    """
    stages = list(_wishes(policy, targets, frame, sources))
    everything = {Term(Measure.SPEND, tuple(frame.lines)): ONE}
    stages.append(Stage(LEAST_SPEND, Aim.MINIMISE, everything))
    if sources:
        stages.append(Stage(LEAST_DRAWN, Aim.MINIMISE, {Term(Measure.DRAWN, tuple(sources)): ONE}))
    return tuple(stages)


def _wishes(
    policy: Policy, targets: tuple[Target, ...], frame: ScenarioFrame, sources: Mapping[str, Source]
) -> Iterator[Stage]:
    whole = _for_all(policy, frame, sources)
    for group in _with_ranks(policy.order, targets):
        ranked = [target for target in targets if target.spec.rank in group]
        if ranked:
            name = " + ".join(_rank_in_words(n) for n in group if n not in set(TimeFrame))
            yield Stage(name, Aim.MINIMISE, added(*(target.deviations for target in ranked)))
        frames = tuple(name for name in group if name in set(TimeFrame))
        if frames and whole is not None:
            yield from (whole,) if whole.terms else ()
            whole = Stage("", Aim.MINIMISE, {})
        elif frames and (items := frame.select(Selector(time_frame=frames))):
            yield Stage(" + ".join(frames), Aim.MAXIMISE, _objective(policy, items, sources))


def _rank_in_words(name: str) -> str:
    return f"rank {name}" if name.isdecimal() else name


def _with_ranks(order: tuple[tuple[str, ...], ...], targets: tuple[Target, ...]) -> list[tuple[str, ...]]:
    """The order, with ranks that it does not name before its first time frame, in rising order."""
    named = {name for group in order for name in group}
    missing = sorted({target.spec.rank for target in targets} - named, key=int)
    first = next(k for k, group in enumerate(order) if any(name in set(TimeFrame) for name in group))
    return [*order[:first], *((name,) for name in missing), *order[first:]]


def _for_all(policy: Policy, frame: ScenarioFrame, sources: Mapping[str, Source]) -> Stage | None:
    """The one stage of a wish that concerns the plan as a whole; None where each time frame has its own.

    Spend alone is made least in any case, by the last stage.
    """
    everything = tuple(frame.lines)
    if policy.objective == CLOSING_CASH:
        borrowed = {source.id: source.cost for source in sources.values() if source.loan is None}
        dear = {Term(Measure.DRAWN, (name,)): -(1 + cost) for name, cost in borrowed.items()}
        return Stage(CLOSING_CASH, Aim.MAXIMISE, added(closing_cash(frame, sources), dear))
    if policy.minimise is None:
        return None
    if policy.objective == BUDGET:
        return Stage(LEAST_BUDGET, Aim.MINIMISE, {Term(Measure.DRAWN, (BUDGET,)): ONE})
    if policy.objective == SPEND:
        return Stage(SPEND, Aim.MINIMISE, {})
    return Stage(policy.objective, Aim.MINIMISE, _weighted(policy, everything))


def _objective(policy: Policy, items: tuple[str, ...], sources: Mapping[str, Source]) -> dict[Term, Decimal]:
    """What is maximised over the items: Σ weight · measure, less what the money drawn from sources costs."""
    price = sum((policy.weights.get(name, Decimal(0)) for name in (NET_RETURN, RETURN)), Decimal(0))
    drawn = {
        Term(Measure.DRAWN, (source.id,)): -source.cost * price for source in sources.values() if source.cost
    }
    return added(_weighted(policy, items), drawn if price else {})


def _weighted(policy: Policy, items: tuple[str, ...]) -> dict[Term, Decimal]:
    """Σ weight · measure over the items.

    Net return: Σ return − (1 + hurdle) · spend, so that money which brings less than the hurdle is not spent.
    """
    parts = []
    for name, weight in policy.weights.items():
        if name in (NET_RETURN, RETURN):
            parts.append({Term(Measure.RETURN, items): weight})
        elif name != SPEND:
            parts.append({Term(Measure.OUTCOME, items, None, name): weight})
        if name in (NET_RETURN, SPEND):
            hurdle = 1 + (policy.hurdle or Decimal(0)) if name == NET_RETURN else -ONE
            parts.append(scaled({Term(Measure.SPEND, items): -hurdle}, weight))
    return added(*parts)
