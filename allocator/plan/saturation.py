"""How much of what it can bring an item brings."""

from __future__ import annotations

from decimal import Decimal

from allocator.curves import Basis
from allocator.plan.ledger import ZERO, Ledger
from allocator.problem import Effect, Input, Line

_BY_DEGREES = (Input.SPEND, Input.UNITS)


def saturation_of(line: Line, ledger: Ledger) -> Decimal | None:
    """The part of its curves' limits that an item reaches, 0 to 1; None where no curve has a limit.

    Of several metrics those count that add to the return, by the value that they add; without any, the first.
    """
    limited = [e for e in line.effects if e.input in _BY_DEGREES and (e.curve.supremum or ZERO) > 0]
    valued = [(e, e.value) for e in limited if e.value > 0]
    counted = valued or [(e, Decimal(1)) for e in limited if e.metric not in line.spec.uses][:1]
    most = sum((weight * _most(effect, line) for effect, weight in counted), ZERO)
    if not most:
        return None
    return sum((weight * _reached(effect, line, ledger) for effect, weight in counted), ZERO) / most


def _reached(effect: Effect, line: Line, ledger: Ledger) -> Decimal:
    """What the curve makes of what it sees: over the horizon, or in each of the item's periods."""
    if effect.basis is Basis.TOTAL:
        return ledger.over_life(effect)
    return sum((effect.season[t] * effect.curve.value(ledger.seen(effect, t)) for t in line.active), ZERO)


def _most(effect: Effect, line: Line) -> Decimal:
    """The same for unlimited money."""
    limit = effect.curve.supremum or ZERO
    if effect.basis is Basis.TOTAL:
        return limit
    return limit * sum((effect.season[t] for t in line.active), ZERO)
