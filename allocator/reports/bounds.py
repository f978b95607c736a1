"""The least and the most that an item can cost by what it says of itself, limits left aside."""

from __future__ import annotations

from decimal import Decimal

from allocator.money import rounded
from allocator.problem import Line
from allocator.scenario.buying import Spend, Units

ZERO = Decimal(0)


def way_of(line: Line) -> str:
    """How the item is bought: price, spend, units or tiers."""
    return next(way for way in ("price", "spend", "units", "tiers") if getattr(line.spec, way) is not None)


def least_of(line: Line, digits: int) -> Decimal:
    """The money that the item needs over the horizon, whatever the plan."""
    bought = line.spec.spend or line.spec.units
    if bought is None:
        return rounded(min(lever.cost for lever in line.levers), digits) if line.is_committed else ZERO
    floors = _totals(bought, len(line.active), "exact", "min")
    if isinstance(bought, Spend) and bought.committed_total is not None:
        floors.append(bought.committed_total)
    return rounded(max(floors, default=ZERO) * _price(line), digits)


def most_of(line: Line, digits: int) -> Decimal | None:
    """The money that the item can take over the horizon; None where it names no cap."""
    bought = line.spec.spend or line.spec.units
    if bought is None:
        return rounded(max(lever.cost for lever in line.levers), digits)
    caps = _totals(bought, len(line.active), "exact", "max")
    return rounded(min(caps) * _price(line), digits) if caps else None


def _totals(bought: Spend | Units, periods: int, *bounds: str) -> list[Decimal]:
    found: list[Decimal] = []
    for bound in bounds:
        for basis, count in (("total", 1), ("per_period", periods)):
            amount: Decimal | None = getattr(bought, f"{bound}_{basis}")
            if amount is not None:
                found.append(amount * count)
    return found


def _price(line: Line) -> Decimal:
    return max(line.spec.units.price) if line.spec.units is not None else Decimal(1)
