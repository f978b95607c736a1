"""What plans reach of the policy's wishes, and which of two plans is better by their order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from allocator.plan.ledger import ZERO, Ledger
from allocator.problem import Aim, Problem, Stage
from allocator.problem.stages import LEAST_DRAWN, LEAST_SPEND

_SHARE = Decimal("1e-7")
"""What is lost in rounding to whole smallest units, as a part of what a plan reaches."""


def wishes(problem: Problem) -> tuple[Stage, ...]:
    """The stages that the policy asks for, without those that only make a plan unique."""
    return tuple(stage for stage in problem.stages if stage.name not in (LEAST_SPEND, LEAST_DRAWN))


def reached(problem: Problem, books: Ledger) -> tuple[Decimal, ...]:
    """What the books reach of each wish, turned so that more is better."""
    signs = (1 if stage.aim is Aim.MAXIMISE else -1 for stage in wishes(problem))
    return tuple(sign * books.left(stage.terms) for sign, stage in zip(signs, wishes(problem), strict=True))


def noise(values: Sequence[Decimal], unit: Decimal) -> tuple[Decimal, ...]:
    """By how much each wish may differ without meaning anything."""
    return tuple(max(_SHARE * abs(value), min(unit, _SHARE)) for value in values)


def first_gain(gains: Sequence[Decimal], noises: Sequence[Decimal]) -> int | None:
    """The number of the first wish that gains or loses more than noise; None where none does."""
    pairs = enumerate(zip(gains, noises, strict=True))
    return next((k for k, (gain, least) in pairs if abs(gain) > least), None)


def is_better(gains: Sequence[Decimal], noises: Sequence[Decimal]) -> bool:
    """Whether the first wish that changes at all gains."""
    first = first_gain(gains, noises)
    return first is not None and gains[first] > ZERO
