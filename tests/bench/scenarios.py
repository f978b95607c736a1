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
