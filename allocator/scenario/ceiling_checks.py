"""What must agree about ceilings that items share: whom they speak of, and how they overlap."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from allocator.scenario.disagreement import Disagreement
from allocator.scenario.limit_checks import selection_disagreements
from allocator.scenario.metrics import SharedCeiling
from allocator.scenario.nodes import Place
from allocator.scenario.overlaps import Items, fits_within, is_tangled, knots
from allocator.scenario.schema import Scenario
from allocator.scenario.stated_facts import StatedFacts


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a ceiling is said, and the items that bring its metric and that it speaks of."""

    place: Place
    items: Items
    is_per_period: bool

    @property
    def is_shared(self) -> bool:
        """Whether it is of some items, rather than of all."""
        return self.place[2] == "ceilings"

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.place[3 if self.is_shared else 2])


def ceiling_disagreements(scenario: Scenario, incomplete: Collection[str]) -> Iterator[Disagreement]:
    """Everything in ceilings that does not fit the rest.

    Where a selection speaks of time frames that have to be derived, or of items that are `incomplete` because
    parts of them were wrong, how it overlaps shows later.
    """
    for name, metric in scenario.metrics.items():
        bringing = {item for item in scenario.items if name in _brought(scenario, item)}
        spots = [
            Spot(("metrics", name, field), frozenset(bringing), field.endswith("per_period"))
            for field, _ in metric.own_ceiling
        ]
        for title, shared in metric.ceilings.items():
            place: Place = ("metrics", name, "ceilings", title)
            unknown = list(selection_disagreements(scenario, shared.on, (*place, "on")))
            yield from unknown
            meant = _matching(scenario, shared)
            is_open = shared.on.time_frame and _has_open_frames(scenario)
            if not unknown and not is_open and meant.isdisjoint(incomplete):
                field, _ = shared.bound
                items = frozenset(meant & bringing)
                spots.append(Spot((*place, field), items, field.endswith("per_period")))
        yield from overlap_disagreements(spots)


def overlap_disagreements(spots: Sequence[Spot]) -> Iterator[Disagreement]:
    """Ceilings of one metric that hold nothing, or of which no model can tell what they allow together."""
    for spot in spots:
        if spot.is_shared and not spot.items:
            expected = f"items that bring {spot.place[1]} of themselves"
            yield Disagreement((*spot.place[:-1], "on"), "a ceiling of nothing", expected, "none")
    in_total = [spot for spot in spots if not spot.is_per_period]
    per_period = [spot for spot in spots if spot.is_per_period]
    for inner, outer in product(per_period, in_total):
        if not fits_within(inner.items, outer.items):
            yield _partly(inner, outer)
    yield from (*_tangled(in_total), *_tangled(per_period))


def _partly(inner: Spot, outer: Spot) -> Disagreement:
    apart = ", ".join(sorted(inner.items - outer.items))
    return Disagreement(
        outer.place,
        f"a ceiling in total that holds a part of {inner.title}, which is per period",
        f"{apart} in it as well, none of its items, or both ceilings on one basis",
        ", ".join(sorted(inner.items & outer.items)),
    )


def _tangled(spots: Sequence[Spot]) -> Iterator[Disagreement]:
    groups = [spot.items for spot in spots]
    for knot in knots(groups):
        if is_tangled(groups, knot):
            expected = "fewer of them, or such that one lies within the other"
            found = ", ".join(spots[k].title for k in knot)
            yield Disagreement(spots[knot[0]].place, "too many ceilings that cross", expected, found)


def _matching(scenario: Scenario, shared: SharedCeiling) -> set[str]:
    return {name for name, item in scenario.items.items() if shared.on.matches(StatedFacts.of(name, item))}


def _has_open_frames(scenario: Scenario) -> bool:
    return any(item.time_frame is None for item in scenario.items.values())


def _brought(scenario: Scenario, name: str) -> set[str]:
    """The metrics that an item brings of itself."""
    return {metric for returns in scenario.items[name].all_returns for metric in returns.spelled_out()}
