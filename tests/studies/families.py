"""The scenarios that every study is asked of: one of each family, all small."""

from __future__ import annotations

from pathlib import Path

from allocator import Scenario, load

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
FAMILIES = (
    "starter",
    "buyers_journey",
    "carry_over",
    "cash_plan",
    "contracts_fixed",
    "cut_15",
    "focus_networks",
    "low_season",
    "ranked_goals",
    "response_curves",
    "shared_audience",
    "timed_projects",
    "units_and_tiers",
)
"""Names of scenario files."""


def family(name: str) -> Scenario:
    """The scenario of that name."""
    return load(FOLDER / f"{name}.yaml")
