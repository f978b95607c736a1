"""Estimates in an item: its price, its payments, what it brings, uses and adds to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from allocator.errors import InputError
from allocator.scenario.estimates.base import ZERO, Block, Estimate, Unit, ordinal
from allocator.scenario.estimates.of_curves import of_metric
from allocator.scenario.estimates.of_returns import of_returns
from allocator.scenario.figures import number_of, with_prices_times, with_returns_times, with_value
from allocator.scenario.nodes import Place
from allocator.scenario.schema import Scenario
from allocator.scenario.words import Status

_FEES = {"fee_if_used_total": "fee", "fee_if_used_per_period": "fee per period"}


def of_item(block: Block) -> Iterator[Estimate]:
    """All that may be off of one item; what is signed has its price."""
    name = block.owner
    parts = [block, *(_tier(block, tier) for tier in block.data.get("tiers", ()))]
    single = [one for part in parts for one in _brought(part)]
    yield from _together(block, parts, single)
    if block.data.get("status") != Status.COMMITTED and not block.has("spend"):
        yield from _prices(block, name, parts)
    if block.has("payback_months"):
        yield block.by_share("payback_months", "payback period")
    for way in ("spend", "units"):
        for key, words in _FEES.items():
            if key in block.data.get(way, ()):
                yield block.inside(way).by_share(key, words)
    for part in parts:
        uses = part.data.get("uses", {})
        for capacity in uses:
            found = of_metric(part.inside("uses", capacity), capacity, alone=True)
            yield from (replace(one, brings=False) for one in found)


def _tier(block: Block, tier: str) -> Block:
    return block.inside("tiers", tier, owner=f"{block.owner} {tier}")


def _brought(part: Block) -> Iterator[Estimate]:
    if part.has("returns"):
        yield from of_returns(part.inside("returns"))
    uplifts = part.data.get("uplift", ())
    for k in range(len(uplifts)):
        words = f"uplift{ordinal(k, uplifts)}"
        uplift = part.inside("uplift", k)
        yield uplift.by_share("by", words, brings=True)
        yield uplift.in_periods("delay", f"delay of the {words}", 0, "it lifts at once already")
        if isinstance(uplift.data.get("lasts", 1), int):
            yield _lasting(uplift, words)


def _lasting(uplift: Block, words: str) -> Estimate:
    found = uplift.in_periods("lasts", f"duration of the {words}", 1, "it lasts one period already")
    return replace(found, now=Decimal(uplift.data.get("lasts", 1)))


def _together(block: Block, parts: list[Block], single: list[Estimate]) -> Iterator[Estimate]:
    """All that the item brings by one factor, then number by number."""
    brings = [one for one in single if one.brings]
    tables = [part for part in parts if _has_tables(part.data.get("returns", {}))]
    if brings or tables:
        ranges = [number_of(part.data["returns"]["range"]) for part in parts if _says_range(part)]
        by = min(max(ranges, default=block.room.by), Decimal("0.99"))
        make = partial(with_returns_times, block.scenario, block.owner)
        whole = block.inside(by=by).as_factor("returns", make)
        if len(brings) == 1 and not tables:
            yield replace(whole, place=brings[0].place)
        else:
            inside = "returns" in block.data
            yield replace(whole, place=(*block.place, "returns") if inside else block.place)
    yield from single


def _says_range(part: Block) -> bool:
    return "range" in part.data.get("returns", {})


def _has_tables(returns: Mapping[str, Any]) -> bool:
    """Whether something is brought that no single number says."""
    entries = [entry for entry in returns.values() if isinstance(entry, dict)]
    points = [entry["curve"] for entry in entries if "curve" in entry]
    return "cash" in returns or any(
        key.startswith(("table_", "points_")) for entry in (*entries, *points) for key in entry
    )


def _prices(block: Block, name: str, parts: list[Block]) -> Iterator[Estimate]:
    make = partial(with_prices_times, block.scenario, name)
    found = [
        (part.inside(way), key)
        for part in parts
        for way, keys in {"price": ("amount", "schedule"), "units": ("price",)}.items()
        for key in keys
        if key in part.data.get(way, ())
    ]
    whole = block.as_factor("price", make)
    if len(found) == 1:
        own, key = found[0]
        yield replace(whole, place=(*own.place, key))
        if not isinstance(own.data[key], list):
            yield own.by_share(key, "price")
    else:
        yield replace(whole, place=(*block.place, "tiers"))
    for part in parts:
        if "schedule" in part.data.get("price", ()):
            yield _payments(part)


def _payments(part: Block) -> Estimate:
    """When a price is paid: all its payments earlier or later."""
    place, off = (*part.place, "price", "schedule"), Decimal(part.room.periods)
    make = partial(_paid, part.scenario, place, part.data["price"]["schedule"])
    name = f"payment dates of {part.owner}"
    return Estimate(name, place, ZERO, -off, off, make, unit=Unit.PERIODS, is_one=False)


def _paid(scenario: Scenario, place: Place, schedule: list[Any], later: Decimal) -> Scenario:
    early = -int(later)
    if early > 0 and (len(schedule) <= early or any(number_of(one) for one in schedule[:early])):
        raise InputError.single("the first payment is due at once")
    moved = schedule[early:] if early > 0 else ["0"] * int(later) + schedule
    return with_value(scenario, place, moved)
