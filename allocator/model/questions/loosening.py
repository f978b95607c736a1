"""Which share, ratio or hurdle would do: found by halving, because the rows change with it."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from allocator.fields import Amount
from allocator.limits import Rule
from allocator.model.build import Builder
from allocator.model.running import Settings
from allocator.model.session import Session
from allocator.problem import Problem, roughly_straight, settled_again

_STEP = Decimal("1e-6")
"""What a share is told to: a ten-thousandth of a per cent."""
_ROUND = Decimal("1e-4")
_HALVINGS = 40
_DOUBLINGS = 24
_LARGEST = 20_000
"""So many columns may a model have for which this is asked: it is built anew for every question."""


def enough(problem: Problem, rule: Rule, *, up: bool, width: int) -> Decimal | None:
    """The value nearest to the limit's own with which a plan is possible, all other rules kept.

    None where no value is enough, where the rule is no limit's field, or where the model is too large to ask.
    """
    place, number, field = rule.path[0], *rule.path[1:3]
    if place != "limits" or not isinstance(number, int) or len(rule.path) != 3 or width > _LARGEST:
        return None
    given = getattr(problem.scenario.limits[number], str(field))
    start = given.value if isinstance(given, Amount) else given

    def holds(value: Decimal) -> bool:
        changed = Amount(value, True) if isinstance(given, Amount) else value
        return _is_possible(problem, number, str(field), changed)

    far = _far(start, given, up=up, holds=holds)
    if far is None:
        return None
    near = start
    for _ in range(_HALVINGS):
        if abs(far - near) <= _STEP:
            break
        middle = (near + far) / 2
        near, far = (near, middle) if holds(middle) else (middle, far)
    round_ = far.quantize(_ROUND)
    if abs(round_ - far) <= 2 * _STEP and holds(round_):
        return round_
    told = far.quantize(_STEP, ROUND_CEILING if up else ROUND_FLOOR)
    return told if holds(told) else None


def _far(start: Decimal, given: Any, *, up: bool, holds: Any) -> Decimal | None:
    """A value that is enough, however far away."""
    if not up:
        lowest = Decimal(0) if isinstance(given, Amount) else Decimal(-1)
        return next((value for value in (Decimal(0), lowest) if value < start and holds(value)), None)
    if isinstance(given, Amount):
        return Decimal(1) if holds(Decimal(1)) else None
    value = max(start, _STEP)
    for _ in range(_DOUBLINGS):
        value *= 2
        if holds(value):
            return value
    return None


def _is_possible(problem: Problem, number: int, field: str, value: Amount | Decimal) -> bool:
    limits = list(problem.scenario.limits)
    limits[number] = limits[number].model_copy(update={field: value})
    changed = settled_again(problem, problem.scenario.model_copy(update={"limits": tuple(limits)}))
    model = Builder(roughly_straight(changed)).build()
    return model.feasible_bounds and Session(model, Settings()).is_feasible()
