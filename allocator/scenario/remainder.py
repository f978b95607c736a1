"""What is left of a scenario without its mistakes of form, so that those of meaning are told as well."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from allocator.scenario.complaints import place_of
from allocator.scenario.nodes import Place
from allocator.scenario.schema import Scenario

_TELLS_OTHERS = {"channel", "tags", "time_frame"}
_SAFE = {"items": 3, "goals": 3, "policy": 2, "budget": 2}
"""Parts from which a key can be left out, and how deep it must lie so that no other part suffers."""


def without(data: dict[str, Any], error: ValidationError) -> Scenario | None:
    """The scenario without the keys that are wrong; None where leaving them out would mislead."""
    rest = deepcopy(data)
    for place in _places(data, error):
        if len(place) < _SAFE.get(str(place[0]) if place else "", 99) or place[-1] in _TELLS_OTHERS:
            return None
        _leave_out(rest, place)
    try:
        return Scenario.model_validate(rest)
    except ValidationError:
        return None


def touched(data: dict[str, Any], error: ValidationError) -> set[str]:
    """The items that have lost something so."""
    return {str(place[1]) for place in _places(data, error) if place[0] == "items"}


def _places(data: dict[str, Any], error: ValidationError) -> set[Place]:
    return {place_of(found, data) for found in error.errors(include_url=False)}


def _leave_out(data: Any, place: Place) -> None:
    for step in place[:-1]:
        if isinstance(data, dict) and step not in data:
            return
        data = data[step]
    if isinstance(data, dict):
        data.pop(place[-1], None)
