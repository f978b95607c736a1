"""Seeded scenarios of a given size, as data: the same size gives the same scenario everywhere."""

from __future__ import annotations

import random
from typing import Any

_CHANNELS = ("search", "facebook", "instagram", "youtube", "email", "linkedin")
_FRAMES = ("fast", "medium", "long")


def scenario(
    items: int, periods: int, every: str, *, tranches: bool, goals: bool, seed: int = 1
) -> dict[str, Any]:
    """A scenario whose wishes cost about twice its budget, with limits on channels and time frames."""
    rng = random.Random(seed)
    lines = {f"item_{k:04d}": _item(rng, k, periods, tranches=tranches) for k in range(items)}
    data: dict[str, Any] = {
        "name": f"{items} items x {periods} periods",
        "currency": "EUR",
        "horizon": {
            "start": "2027-01-04" if every == "week" else "2027-01",
            "periods": periods,
            "every": every,
        },
        "budget": {"total": 500 * items * periods, "release": "even", "reserve": "5%"},
        "items": lines,
        "limits": [
            {"name": "no channel above 30%", "each": "channel", "max_total": "30%", "of": "spend"},
            {"name": "long-term work", "on": {"time_frame": "long"}, "min_total": "10%", "of": "budget"},
            {"name": "weekly search", "on": {"channel": "search"}, "max_per_period": 120 * items},
        ],
    }
    if goals:
        data["budget"]["reinvest"] = {"share": "20%", "into": ["medium", "long"], "lag": 1}
        data["goals"] = [
            {"metric": "lead", "at_least": 4 * items * periods, "by": periods - 1, "rank": "primary"},
            {"metric": "order", "at_least": items * periods / 8, "rank": "secondary"},
        ]
    return data


def _item(rng: random.Random, number: int, periods: int, *, tranches: bool) -> dict[str, Any]:
    cap = rng.randrange(500, 2000)
    best = round(rng.uniform(0.8, 3.5), 3)
    returns: dict[str, Any] = {
        "roas": best,
        "margin": "60%",
        "delay": rng.randrange(3),
        "cpl": rng.randrange(40, 140),
    }
    if tranches:
        del returns["roas"]
        steps = [(cap // 3, best), (2 * cap // 3, best * 0.7), (cap, best * 0.4)]
        returns["revenue"] = {
            "tranches": [{"up_to_per_period": u, "per_money": round(r, 4)} for u, r in steps]
        }
    if number % 5 == 0:
        returns["cpa"] = rng.randrange(80, 400)
    return {
        "kind": "ad",
        "channel": _CHANNELS[number % len(_CHANNELS)],
        "time_frame": _FRAMES[number % 3],
        "spend": {"max_per_period": cap, "max_total": cap * periods * 3 // 4},
        "returns": returns,
    }


def mixed_channels(count: int, periods: int, seed: int = 1) -> dict[str, Any]:
    """S-shaped channels with fees and minimums, two tools that lift, units, and a choice of channels."""
    rng = random.Random(seed)
    halves = [rng.uniform(500, 20000) for _ in range(count)]
    items = {f"channel_{k:02d}": _channel(rng, half, periods, k % 3) for k, half in enumerate(halves)}
    whole = sum(halves) * periods
    for k, on in enumerate([{"kind": "ad"}, {"channel": "search"}]):
        uplift = [{"on": on, "by": f"{rng.randrange(2, 12)}%"}]
        items[f"tool_{k}"] = {
            "kind": "tool",
            "price": round(whole * rng.uniform(0.01, 0.06)),
            "uplift": uplift,
        }
    price = round(sum(halves) * rng.uniform(0.01, 0.04))
    table = [0, *(round(price * units * rng.uniform(1.0, 1.6)) for units in (1, 2, 2.8, 3.4))]
    returns = {"revenue": {"table_total": table}}
    items["video"] = {"kind": "service", "units": {"price": price, "max_total": 4}, "returns": returns}
    budget = round(whole * rng.uniform(0.4, 0.9))
    return {
        "name": f"{count} S-shaped channels x {periods} periods, fees, choice, tools",
        "currency": "EUR",
        "horizon": {"start": "2027-01", "periods": periods, "every": "month"},
        "budget": {"total": budget},
        "policy": {"order": "together"},
        "items": items,
        "limits": [
            {"each": "channel", "max_total": round(budget * rng.uniform(0.38, 0.5))},
            {"choose": {"kind": "ad"}, "at_most": max(2, round(count * rng.uniform(0.35, 0.7)))},
            {"requires": {"channel_01": "tool_0"}},
        ],
    }


def _channel(rng: random.Random, half: float, periods: int, group: int) -> dict[str, Any]:
    ways: list[dict[str, Any]] = [
        {"fee_if_used_per_period": round(half * rng.uniform(0.05, 0.3))},
        {"fee_if_used_total": round(half * rng.uniform(0.1, 0.5) * periods**0.5)},
        {"min_if_used_per_period": round(half * rng.uniform(0.3, 1.2))},
        {"min_if_used_total": round(half * rng.uniform(0.3, 1.2) * periods**0.5)},
    ]
    curve: dict[str, Any] = {"limit": round(half * rng.uniform(1.5, 8))}
    if rng.random() < 0.7:
        steepness = rng.choice([1.5, 1.8, 2.0, 2.5, 3.0, 4.0])
        curve |= {"shape": "hill", "half_at_per_period": round(half), "steepness": steepness}
    else:
        scale = round(half / rng.uniform(2.5, 6))
        curve |= {"shape": "sigmoid", "middle_per_period": round(half), "scale_per_period": scale}
    spend = {"max_per_period": round(half * rng.uniform(2, 4))} | rng.choice(ways)
    return {
        "kind": "ad",
        "channel": _CHANNELS[group],
        "spend": spend,
        "returns": {"revenue": {"curve": curve}},
    }
