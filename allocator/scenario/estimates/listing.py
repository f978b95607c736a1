"""All estimates of a scenario, with the ranges that it states for single numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from allocator.errors import InputError, nearest
from allocator.fields import plain
from allocator.scenario.estimates.base import Block, Estimate, Room, Unit
from allocator.scenario.estimates.of_items import of_item
from allocator.scenario.estimates.of_money import of_budget, of_metric_values
from allocator.scenario.figures import number_of, with_number
from allocator.scenario.gathering import Gathering
from allocator.scenario.nodes import Place, kind_of
from allocator.scenario.ranges import Between
from allocator.scenario.schema import Scenario
from allocator.scenario.settings import step_into

_WHOLE = {"delay", "lag", "lasts", "peak", "periods", "runs", "term"}
_UNSAID = {"delay", "lag", "lasts"}
"""What has a number, though none is said."""


def estimates_of(scenario: Scenario, room: Room) -> list[Estimate]:
    """All that may be off in a scenario, and how far: as stated, otherwise by the room.

    Raises:
        InputError: a range is stated for what is no number of the scenario, or does not hold what is there.
    """
    data = scenario.to_data()
    gathering = Gathering()
    stated: dict[Place, tuple[str, Between | Decimal]] = {}
    for path, range_ in scenario.ranges.items():
        with gathering.catching():
            stated[_found(data, path)] = (path, range_)
    found = {
        (one.place, one.unit): one for one in _by_default(Block(scenario, (), data, "", room), set(stated))
    }
    places = {one.place: key for key, one in found.items() if one.is_one}
    for place, (path, range_) in stated.items():
        with gathering.catching():
            known = found[places[place]] if place in places else _any(scenario, data, place, path)
            found[known.place, known.unit] = _within(known, range_, path)
    gathering.settle()
    return list(found.values())


def _by_default(block: Block, stated: set[Place]) -> Iterator[Estimate]:
    """All that is moved in any case, each number once: as a factor, or by itself where that is stated."""
    seen: set[tuple[Place, Unit]] = set()
    timeless = block.scenario.horizon.periods == 1
    for one in _all(block):
        key = (one.place, one.unit)
        wanted = one.is_one if one.place in stated else not (timeless and one.unit is Unit.PERIODS)
        if key not in seen and wanted:
            seen.add(key)
            yield one


def _all(block: Block) -> Iterator[Estimate]:
    for part, of in {"budget": of_budget, "metrics": of_metric_values}.items():
        if block.has(part):
            yield from of(block.inside(part))
    for name in block.data["items"]:
        yield from of_item(block.inside("items", name, owner=name))


def _any(scenario: Scenario, data: Any, place: Place, path: str) -> Estimate:
    """A number that is only moved because a range is stated for it."""
    at = data
    for step in place[:-1]:
        at = at[step]
    if isinstance(at, dict) and place[-1] not in at:
        raise _wrong(path, "a range of nothing that is there", "the path of a number", str(place[-1]))
    unit = Unit.PERIODS if place[-1] in _WHOLE else Unit.SHARE
    zero, make = Decimal(0), partial(with_number, scenario, place)
    return Estimate(path, place, number_of(at[place[-1]]), zero, zero, make, unit=unit)


def _within(one: Estimate, range_: Between | Decimal, path: str) -> Estimate:
    if isinstance(range_, Decimal):
        if one.unit is Unit.PERIODS or not one.now:
            raise _wrong(
                path, "a share of a number of periods, or of 0", "[least, most]", f"{range_ * 100:f}%"
            )
        return replace(one, down=-range_, up=range_)
    if not range_.low <= one.now <= range_.high:
        ends = f"{plain(range_.low)} to {plain(range_.high)}"
        raise _wrong(path, "a range without what is there", f"one that holds {plain(one.now)}", ends)
    if one.unit is Unit.PERIODS and any(end != int(end) for end in range_):
        raise _wrong(path, "parts of a period", "whole numbers", " to ".join(map(plain, range_)))
    return one.between(*range_)


def _found(data: Any, path: str) -> Place:
    """The place of the number at a dotted path."""
    at, rest = data, path
    place: Place = ()
    while rest:
        if rest in _UNSAID and isinstance(at, dict) and rest not in at:
            return (*place, rest)
        names = _names(at)
        step = step_into(rest, names)
        if step is None:
            suggestion = nearest(rest.partition(".")[0], names)
            raise _wrong(path, "a range of nothing that is there", "the path of a number", rest, suggestion)
        key, rest = names[step[0]], step[1]
        at, place = at[key], (*place, key)
    if not _is_number(at):
        raise _wrong(path, "a range of no number", "the path of a number", kind_of(at))
    return place


def _names(at: Any) -> dict[str, Any]:
    if isinstance(at, dict):
        return {str(key): key for key in at}
    if not isinstance(at, list):
        return {}
    named = {str(one["name"]): k for k, one in enumerate(at) if isinstance(one, dict) and "name" in one}
    return {str(k + 1): k for k in range(len(at))} | named


def _is_number(value: Any) -> bool:
    if isinstance(value, (dict, list, bool)):
        return False
    try:
        number_of(value)
    except ArithmeticError:
        return False
    return True


def _wrong(path: str, problem: str, expected: str, found: str, suggestion: str = "") -> InputError:
    return InputError.single(
        problem, path=f"ranges.{path}", expected=expected, found=found, suggestion=suggestion
    )
