"""What must agree about limits: the items, metrics, capacities and periods that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allocator.limits import Limit, Selector
from allocator.limits.prerequisite import PrerequisiteLimit
from allocator.limits.ratio import AMOUNTS
from allocator.scenario.disagreement import Disagreement, find, unknown
from allocator.scenario.goals import RETURN
from allocator.scenario.metrics import BUILT_IN
from allocator.scenario.nodes import Place
from allocator.scenario.schema import Scenario
from allocator.scenario.words import Kind, TimeFrame


def limit_disagreements(scenario: Scenario) -> Iterator[Disagreement]:
    """Everything in limits that does not fit the rest."""
    names: dict[str, int] = {}
    for number, limit in enumerate(scenario.limits):
        place: Place = ("limits", number)
        for field, selector in limit.selectors():
            yield from selection_disagreements(scenario, selector, (*place, field))
        yield from _quantities(scenario, limit, place)
        for field, reference in limit.periods():
            yield from find(scenario.horizon.calendar, reference, (*place, field))
        if scenario.horizon.periods < limit.least_periods:
            expected, found = f"{limit.least_periods} periods or more", str(scenario.horizon.periods)
            yield Disagreement(place, "a limit that a horizon so short cannot have", expected, found)
        if limit.name is not None and names.setdefault(limit.name, number) != number:
            found = f"limit {names[limit.name] + 1} has it too"
            yield Disagreement((*place, "name"), "a name used twice", "a name of its own", found)


def _quantities(scenario: Scenario, limit: Limit, place: Place) -> Iterator[Disagreement]:
    """Metrics and capacities that nothing declares."""
    metrics, used = {*scenario.metrics, *BUILT_IN, RETURN}, capacities(scenario)
    named: Iterable[tuple[str, set[str], Iterable[tuple[str, str]]]] = (
        ("metric", metrics, limit.metrics()),
        ("capacity", used, limit.capacities()),
        ("metric or capacity", {*metrics, *used, *AMOUNTS}, limit.quantities()),
    )
    for what, known, fields in named:
        for field, name in fields:
            if name not in known:
                yield unknown((*place, field), what, name, known)


def selection_disagreements(scenario: Scenario, selector: Selector, place: Place) -> Iterator[Disagreement]:
    """Words of a selection that name nothing."""
    items = scenario.items.values()
    known: dict[str, set[str]] = {
        "items": set(scenario.items),
        "kind": set(Kind),
        "channel": {item.channel for item in items if item.channel},
        "time_frame": set(TimeFrame),
        "tag": {tag for item in items for tag in item.tags},
    }
    for field, words in known.items():
        for word in getattr(selector, field):
            if word not in words:
                yield unknown(place, "item" if field == "items" else field.replace("_", " "), word, words)


def capacities(scenario: Scenario) -> set[str]:
    """Everything that items use of capacities other than money."""
    items = scenario.items.values()
    tiers = (tier for item in items for tier in (item.tiers or {}).values())
    return {name for item in items for name in item.uses} | {name for tier in tiers for name in tier.uses}


def circle_disagreements(scenario: Scenario) -> Iterator[Disagreement]:
    """Prerequisites that need themselves."""
    needs: dict[str, tuple[int, tuple[str, ...]]] = {}
    for number, limit in enumerate(scenario.limits):
        for item, alternatives in limit.needs() if isinstance(limit, PrerequisiteLimit) else ():
            if len(alternatives) == 1:  # with a choice, a circle can be left
                needs[item] = (number, (*needs.get(item, (0, ()))[1], *alternatives))
    told: set[str] = set()
    for start in needs:
        circle = _circle(start, needs)
        if circle and not told.intersection(circle):
            told.update(circle)
            place: Place = ("limits", needs[start][0], "requires")
            yield Disagreement(
                place, "circular prerequisites", "no item that needs itself", " needs ".join(circle)
            )


def _circle(start: str, needs: dict[str, tuple[int, tuple[str, ...]]]) -> list[str]:
    """A path of prerequisites from an item back to itself, empty where there is none."""
    trails = [[start]]
    seen: set[str] = set()
    while trails:
        trail = trails.pop()
        for other in needs.get(trail[-1], (0, ()))[1]:
            if other == start:
                return [*trail, start]
            if other not in seen:
                seen.add(other)
                trails.append([*trail, other])
    return []
