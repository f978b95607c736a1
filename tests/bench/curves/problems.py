"""Seeded problems of hill curves for all peers: one budget, a most for each group and each week."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.scenario import Scenario, scenario_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """Maximise Σ season · limit · x^s / (half^s + x^s) − x over a column of items for each week.

    All x together spend `budget` at most, each of the groups `group_most`, each week `week_most`.
    """

    name: str
    limits: Floats
    halves: Floats
    powers: Floats
    group: NDArray[np.intp]
    budget: float
    group_most: float
    season: Floats = field(default_factory=lambda: np.ones(1))
    week_most: float = float("inf")

    @property
    def weeks(self) -> int:
        """How many there are."""
        return len(self.season)

    def net(self, x: Floats) -> float:
        """The net return of spends, one row an item and one column a week."""
        return float((self.returned(x) - x).sum())

    def returned(self, x: Floats, season: Floats | None = None) -> Floats:
        """What each spend returns; the columns are weeks, or what a season is given for."""
        limits, halves, powers = self.limits[:, None], self.halves[:, None], self.powers[:, None]
        with np.errstate(divide="ignore"):
            alone = limits / (1 + (halves / x) ** powers)
        found: Floats = alone * (self.season if season is None else season)
        return found

    def slopes(self, x: Floats) -> Floats:
        """What the next money returns, by the same rows and columns; x above 0."""
        limits, halves, powers = self.limits[:, None], self.halves[:, None], self.powers[:, None]
        ratio = (x / halves) ** powers
        found: Floats = self.season * limits * powers * ratio / (x * (1 + ratio) ** 2)
        return found

    def within(self, x: Floats) -> Floats:
        """Spends that keep all limits: the same where they do, less of all that is too much elsewhere."""
        found = x * np.minimum(1.0, self.week_most / np.maximum(x.sum(axis=0), 1e-9))
        by_group = np.bincount(self.group, found.sum(axis=1))
        found = found * np.minimum(1.0, self.group_most / np.maximum(by_group, 1e-9))[self.group][:, None]
        kept: Floats = found * min(1.0, self.budget / max(float(found.sum()), 1e-9))
        return kept

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
        if np.isfinite(self.week_most):
            data["limits"].append({"on": {"kind": "ad"}, "max_per_period": self.week_most})
        return scenario_of(data)

    def _item(self, k: int, basis: str) -> dict[str, Any]:
        curve = {"shape": "hill", "limit": self.limits[k], f"half_at_{basis}": self.halves[k]}
        if self.powers[k] != 1:
            curve["steepness"] = self.powers[k]
        season = {"season": self.season.tolist()} if self.weeks > 1 else {}
        return {
            "kind": "ad",
            "channel": f"g{self.group[k]}",
            "time_frame": "fast",
            "spend": {},
            "returns": {"revenue": {"curve": curve}} | season,
        }


def falling(count: int, weeks: int = 1, seed: int = 1) -> Curves:
    """Falling returns, ten groups of which some are full; with weeks, of which those in season are full."""
    rng = np.random.default_rng(seed)
    halves = np.round(rng.uniform(500, 20000, count))
    budget = 3000.0 * count * weeks
    season = np.round(1 + 0.4 * np.sin(np.arange(weeks) / 8), 3) if weeks > 1 else np.ones(1)
    return Curves(
        f"{count} curves" + (f" x {weeks} weeks" if weeks > 1 else ""),
        np.round(halves * rng.uniform(0.8, 8.0, count)),
        halves,
        np.ones(count),
        np.arange(count) % 10,
        budget,
        round(0.11 * budget, 2),
        season,
        round(1.15 * budget / weeks, 2) if weeks > 1 else float("inf"),
    )


def s_shaped(count: int, seed: int, weeks: int = 1) -> Curves:
    """S-shaped returns under one budget, which pays for about a third of them.

    With weeks, which are all alike, each curve has a most for all of them, and is a group of its own.
    """
    rng = np.random.default_rng(seed)
    halves = np.round(rng.uniform(2000, 20000, count))
    is_one = weeks == 1
    return Curves(
        f"{count} S-shaped curves" + ("" if is_one else f" x {weeks} weeks"),
        np.round(halves * rng.uniform(1.5, 6.0, count)),
        halves,
        np.round(rng.uniform(1.5, 5.0, count), 2),
        np.zeros(count, dtype=np.intp) if is_one else np.arange(count),
        4000.0 * count * weeks,
        float("inf") if is_one else 7000.0 * weeks,
        np.ones(weeks),
    )


class Asked(NamedTuple):
    """A problem by its numbers, which can be told to another process."""

    curves: int
    weeks: int = 1
    seed: int = 1
    is_rising: bool = False

    @property
    def problem(self) -> Curves:
        """The problem."""
        if self.is_rising:
            return s_shaped(self.curves, self.seed, self.weeks)
        return falling(self.curves, self.weeks, self.seed)
