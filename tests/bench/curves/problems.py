"""Seeded problems of hill curves for all peers: one budget, a most for each group and each week."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocator.scenario import Scenario, scenario_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """Maximise Σ limit · x^s / (half^s + x^s) − x over `weeks` columns of items.

    All x together spend `budget` at most, each of the groups `group_most`, each week `week_most`.
    """

    name: str
    limits: Floats
    halves: Floats
    powers: Floats
    group: NDArray[np.intp]
    budget: float
    group_most: float
    weeks: int = 1
    week_most: float = float("inf")

    def net(self, x: Floats) -> float:
        """The net return of spends, one row an item and one column a week."""
        return float((self.returned(x) - x).sum())

    def returned(self, x: Floats) -> Floats:
        """What each spend returns."""
        limits, halves, powers = self.limits[:, None], self.halves[:, None], self.powers[:, None]
        with np.errstate(divide="ignore"):
            found: Floats = limits / (1 + (halves / x) ** powers)
        return found

    def slopes(self, x: Floats) -> Floats:
        """What the next money returns, by the same rows and columns; x above 0."""
        limits, halves, powers = self.limits[:, None], self.halves[:, None], self.powers[:, None]
        ratio = (x / halves) ** powers
        found: Floats = limits * powers * ratio / (x * (1 + ratio) ** 2)
        return found

    @cached_property
    def scenario(self) -> Scenario:
        """The same problem as a scenario, read once."""
        basis = "total" if self.weeks == 1 else "per_period"
        items = {f"i{k:05}": self._item(k, basis) for k in range(len(self.limits))}
        data: dict[str, Any] = {"budget": self.budget, "items": items, "limits": []}
        if np.isfinite(self.group_most):
            data["limits"].append({"each": "channel", "max_total": self.group_most})
        if self.weeks > 1:
            data["horizon"] = {"start": "2027-01-04", "periods": self.weeks, "every": "week"}
            data["limits"].append({"on": {"kind": "ad"}, "max_per_period": self.week_most})
        return scenario_of(data)

    def _item(self, k: int, basis: str) -> dict[str, Any]:
        curve = {"shape": "hill", "limit": self.limits[k], f"half_at_{basis}": self.halves[k]}
        if self.powers[k] != 1:
            curve["steepness"] = self.powers[k]
        return {
            "kind": "ad",
            "channel": f"g{self.group[k]}",
            "time_frame": "fast",
            "spend": {},
            "returns": {"revenue": {"curve": curve}},
        }


def falling(count: int, weeks: int = 1, seed: int = 1) -> Curves:
    """Falling returns, ten groups of which some are full; with weeks, each of which is nearly full."""
    rng = np.random.default_rng(seed)
    halves = np.round(rng.uniform(500, 20000, count))
    budget = 3000.0 * count * weeks
    return Curves(
        f"{count} curves" + (f" x {weeks} weeks" if weeks > 1 else ""),
        np.round(halves * rng.uniform(0.8, 8.0, count)),
        halves,
        np.ones(count),
        np.arange(count) % 10,
        budget,
        round(0.11 * budget, 2),
        weeks,
        round(1.02 * budget / weeks, 2) if weeks > 1 else float("inf"),
    )


def s_shaped(count: int, seed: int) -> Curves:
    """S-shaped returns under one budget, which pays for about a third of them."""
    rng = np.random.default_rng(seed)
    halves = np.round(rng.uniform(2000, 20000, count))
    return Curves(
        f"{count} S-shaped curves",
        np.round(halves * rng.uniform(1.5, 6.0, count)),
        halves,
        np.round(rng.uniform(1.5, 5.0, count), 2),
        np.zeros(count, dtype=np.intp),
        4000.0 * count,
        float("inf"),
    )
