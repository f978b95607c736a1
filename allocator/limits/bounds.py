"""What the names of bounds say: `max_total` is at most, over the horizon; `exactly` is equal."""

from __future__ import annotations

from decimal import Decimal

from allocator.limits.base import Frame, Measure, Sense, Term

SENSES = {
    "min": (Sense.AT_LEAST, "at least"),
    "max": (Sense.AT_MOST, "at most"),
    "exact": (Sense.EXACTLY, "exactly"),
}
"""The first part of a bound's name, as the sense of a row and in words."""
BASES = ("total", "per_period")
"""The second part of a bound's name."""
COMPARED = {"at_most": Sense.AT_MOST, "at_least": Sense.AT_LEAST, "exactly": Sense.EXACTLY}
"""Bounds of limits that have one basis only."""

Span = tuple[int | None, ...]
"""Periods that are added up; (None,) is the whole horizon, and what comes after it."""


def bound_fields(*kinds: str) -> tuple[str, ...]:
    """The names of all bounds of these kinds."""
    return tuple(f"{kind}_{basis}" for kind in kinds for basis in BASES)


def spans(frame: Frame, basis: str, during: tuple[str, ...]) -> list[Span]:
    """The periods that each row of a bound adds up: all together in total, each alone otherwise."""
    meant = frame.find(during) if during else tuple(range(len(frame.labels)))
    if basis == "per_period":
        return [(period,) for period in meant]
    return [meant if during else (None,)]


def period_of(span: Span) -> int | None:
    """The period that a row of this span speaks of, None where it is not just one."""
    return span[0] if len(span) == 1 else None


def summed(measure: Measure, items: tuple[str, ...], span: Span, metric: str = "") -> dict[Term, Decimal]:
    """A measure of the items, added up over a span."""
    return {Term(measure, items, period, metric): Decimal(1) for period in span}


def basis_words(basis: str, during: tuple[str, ...]) -> str:
    """The basis of a bound as it stands in a sentence."""
    words = basis.replace("_", " ")
    return f"{words} during {', '.join(during)}" if during else words
