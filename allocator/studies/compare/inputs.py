"""What differs between two scenarios, value by value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from allocator.scenario import Scenario
from allocator.scenario.nodes import dotted
from allocator.studies.compare.answer import InputChange

Place = tuple[str | int, ...]
_NAMED = ("limits", "goals")
_TITLES = {("name",), ("format",)}


def input_changes(base: Scenario, other: Scenario) -> tuple[InputChange, ...]:
    """Each value that only one of them has, or that is not the same in both; their names left aside."""
    before, after = dict(_leaves(base.to_data(), ())), dict(_leaves(other.to_data(), ()))
    places = [place for place in before | after if before.get(place) != after.get(place)]
    return tuple(
        InputChange(path=dotted(place), base=before.get(place), here=after.get(place))
        for place in places
        if place not in _TITLES and not (place[0] in _NAMED and place[-1] == "name")
    )


def _leaves(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Every value with its place; an item of a list stands under its name, where it has one."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _leaves(inner, (*place, str(key)))
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for number, one in enumerate(value):
            name = one.get("name", number) if isinstance(one, Mapping) else number
            yield from _leaves(one, (*place, name))
    else:
        yield place, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
