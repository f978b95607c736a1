"""The fixed words of a scenario file."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What an item is."""

    TOOL = "tool"
    SERVICE = "service"
    AD = "ad"


class TimeFrame(StrEnum):
    """When money comes back."""

    FAST = "fast"
    MEDIUM = "medium"
    LONG = "long"


class Status(StrEnum):
    """How free the plan is to cut an item."""

    COMMITTED = "committed"
    PLANNED = "planned"
    OPTIONAL = "optional"


class Evidence(StrEnum):
    """What an item's return is known from, best first."""

    REVENUE = "revenue"
    ORDER = "order"
    LEAD = "lead"
    ATTENTION = "attention"
    NONE = "none"


class Rank(StrEnum):
    """How much a goal matters."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
