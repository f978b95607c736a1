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
from allocator.scenario.goals import (
    BORROWED,
    BOUGHT,
    BUDGET,
    CLOSING_CASH,
    NET_RETURN,
    RETURN,
    SPEND,
    UNITS,
    Misses,
    Policy,
)
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
    """One wish: maximise or minimise Σ coefficient · term, keeping what earlier stages reached.

    One that the scenario does not ask for only makes the plan unique.
    """

    name: str
    aim: Aim
    terms: Mapping[Term, Decimal]
    is_asked: bool = True


def stages_of(
    policy: Policy,
    targets: tuple[Target, ...],
    frame: ScenarioFrame,
    sources: Mapping[str, Source],
    *,
    add_up: bool = True,
) -> tuple[Stage, ...]:
    """The stages of the policy that have anything to decide, and least spend as the last one.

    Where money can be drawn from sources, the very last stage draws no more than is needed. Where outcomes of
    items do not `add_up` (a ceiling), the stage of a time frame counts the items of earlier ones as well.
    """
    stages = list(_wishes(policy, targets, frame, sources, add_up=add_up))
    everything = {Term(Measure.SPEND, tuple(frame.lines)): ONE}
    stages.append(Stage(LEAST_SPEND, Aim.MINIMISE, everything, is_asked=policy.objective == SPEND))
    if sources:
        drawn = {Term(Measure.DRAWN, tuple(sources)): ONE}
        stages.append(Stage(LEAST_DRAWN, Aim.MINIMISE, drawn, is_asked=False))
    return tuple(stages)


def _wishes(
    policy: Policy,
    targets: tuple[Target, ...],
    frame: ScenarioFrame,
    sources: Mapping[str, Source],
    *,
    add_up: bool,
) -> Iterator[Stage]:
    served: tuple[str, ...] = ()
    whole = _for_all(policy, frame, sources)
    order = _with_ranks(policy.order, targets)
    if policy.minimise is not None:
        # What is minimised is what the goals need, so all of them come first.
        order.sort(key=lambda group: not _ranks(group))
    for group in order:
        ranked = [target for target in targets if target.spec.rank in group]
        if ranked:
            yield from _misses(policy, ranked, " + ".join(map(_rank_in_words, _ranks(group))))
        frames = tuple(name for name in group if name in set(TimeFrame))
        if frames and whole is not None:
            yield from (whole,) if whole.terms else ()
            whole = Stage("", Aim.MINIMISE, {})
        elif frames and frame.select(Selector(time_frame=frames)):
            served = frames if add_up else served + frames
            items = frame.select(Selector(time_frame=served))
            yield Stage(" + ".join(frames), Aim.MAXIMISE, _objective(policy, items, sources))


def _ranks(group: tuple[str, ...]) -> list[str]:
    return [name for name in group if name not in set(TimeFrame)]


def _misses(policy: Policy, ranked: list[Target], name: str) -> Iterator[Stage]:
    """The misses of the goals of one rank: their sum, or the largest of them and then the sum."""
    if policy.misses is Misses.LARGEST and len(ranked) > 1:
        numbers = tuple(str(target.number) for target in ranked)
        yield Stage(f"{name}, largest", Aim.MINIMISE, {Term(Measure.LARGEST, numbers): ONE})
    yield Stage(name, Aim.MINIMISE, added(*(target.deviations for target in ranked)))


def _rank_in_words(name: str) -> str:
    return f"rank {name}" if name.isdecimal() else name


def _with_ranks(order: tuple[tuple[str, ...], ...], targets: tuple[Target, ...]) -> list[tuple[str, ...]]:
    """The order, with ranks that it does not name before its first time frame, in rising order."""
    named = {name for group in order for name in group}
    missing = sorted({target.spec.rank for target in targets} - named, key=int)
    first = next(k for k, group in enumerate(order) if any(name in set(TimeFrame) for name in group))
    return [*order[:first], *((name,) for name in missing), *order[first:]]


def _for_all(policy: Policy, frame: ScenarioFrame, sources: Mapping[str, Source]) -> Stage | None:
    """The one stage of a wish for the plan as a whole; None where each time frame has its own.

    Spend alone is made least in any case, by the last stage.
    """
    everything = tuple(frame.lines)
    wish = _weighted(policy, everything)
    if policy.minimise is None and CLOSING_CASH not in policy.weights:
        return None
    loans = tuple(name for name, source in sources.items() if source.loan)
    if weight := policy.weights.get(CLOSING_CASH):
        own = {source.id: source.cost for source in sources.values() if source.loan is None}
        cash = added(
            closing_cash(frame, sources), *({Term(Measure.DRAWN, (i,)): -(1 + c)} for i, c in own.items())
        )
        owed = {Term(Measure.OWED, loans): -ONE} if loans else {}
        wish = added(scaled(added(cash, owed), weight), wish)
    if loans and (weight := policy.weights.get(BORROWED)):
        wish = added(wish, {Term(Measure.DRAWN, loans): weight})
    if policy.objective == BUDGET:
        return Stage(LEAST_BUDGET, Aim.MINIMISE, {Term(Measure.DRAWN, (BUDGET,)): ONE})
    if policy.objective == SPEND:
        return Stage(SPEND, Aim.MINIMISE, {})
    return Stage(policy.objective, Aim.MINIMISE if policy.minimise else Aim.MAXIMISE, wish)


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
        elif name == UNITS:
            parts.append({Term(Measure.UNITS, items): weight})
        elif name == BOUGHT:
            parts.append({Term(Measure.USED, (item,)): weight for item in items})
        elif name not in (SPEND, CLOSING_CASH, BORROWED, BUDGET):
            parts.append({Term(Measure.OUTCOME, items, None, name): weight})
        if name in (NET_RETURN, SPEND):
            hurdle = 1 + (policy.hurdle or Decimal(0)) if name == NET_RETURN else -ONE
            parts.append(scaled({Term(Measure.SPEND, items): -hurdle}, weight))
    return added(*parts)
