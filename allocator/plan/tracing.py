"""Which returns paid for which work: reinvested money followed from its source to its use."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from allocator.money import apportion, from_units, to_units
from allocator.plan.record import PlanRecord
from allocator.plan.statement import ItemFlows, Statement
from allocator.scenario.budget import Reinvestment

ZERO = Decimal(0)
OTHER = ""
"""In place of an item: interest on money that came back, or repayments of loans."""
_Parts = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Reinvested:
    """Money spent again in one period: whose returns it was, and on what it went; both add up to `amount`."""

    period: int
    amount: Decimal
    sources: _Parts
    uses: _Parts


def traced(plan: PlanRecord, statement: Statement) -> tuple[Reinvested, ...]:
    """Every period's reinvested money, followed by a convention, as money has no marks.

    What came back first is spent first; of one period's returns, each item gives in proportion to what it
    brought, and each eligible item takes in proportion to what is paid for it.
    """
    spec = plan.scenario.budget.reinvest
    if spec is None:
        return ()
    purse = _Purse(plan, statement, spec)
    found = []
    for t, period in enumerate(plan.periods):
        purse.receive(t)
        if period.reinvested > 0:
            sources = tuple(purse.give(period.reinvested))
            uses = _shared(period.reinvested, _eligible(plan, statement, spec, t), plan.scenario.digits)
            found.append(Reinvested(t, period.reinvested, sources, uses))
    return tuple(found)


class _Purse:
    """Money that has come back and may be spent again, the oldest first."""

    def __init__(self, plan: PlanRecord, statement: Statement, spec: Reinvestment) -> None:
        self._items = [one for one in statement.items if plan.item(one.id).time_frame in spec.from_]
        self._spec, self._digits = spec, plan.scenario.digits
        self._lots: deque[dict[str, Decimal]] = deque()

    def receive(self, t: int) -> None:
        """Take in what may be spent from period t on."""
        if t >= self._spec.wait:
            lot = {one.id: self._spec.share * one.cash[t - self._spec.wait] for one in self._items}
            self._lots.append({name: amount for name, amount in lot.items() if amount > 0})

    def give(self, amount: Decimal) -> Iterator[tuple[str, Decimal]]:
        """So much of it, by the items that brought it."""
        taken: dict[str, Decimal] = {}
        missing = amount
        while missing > 0 and self._lots:
            lot = self._lots.popleft()
            held = sum(lot.values(), ZERO)
            if held > missing:
                self._lots.appendleft({k: v * (1 - missing / held) for k, v in lot.items()})
                lot = {k: v * missing / held for k, v in lot.items()}
            for name, part in lot.items():
                taken[name] = taken.get(name, ZERO) + part
            missing -= min(held, missing)
        return iter(_shared(amount, taken, self._digits))


def _eligible(plan: PlanRecord, statement: Statement, spec: Reinvestment, t: int) -> dict[str, Decimal]:
    def is_meant(one: ItemFlows) -> bool:
        return plan.item(one.id).time_frame in spec.into and one.paid[t] > 0

    return {one.id: one.paid[t] for one in statement.items if is_meant(one)}


def _shared(amount: Decimal, weights: Mapping[str, Decimal], digits: int) -> _Parts:
    """The amount among those that have a weight, to the smallest unit; never more than their weight each.

    What is left over, but for rounding, stands with `OTHER`.
    """
    units, whole = int(to_units(amount, digits)), sum(weights.values(), ZERO)
    scale = min(Decimal(1), amount / whole) if whole else ZERO
    parts = [to_units(weight * scale, digits) for weight in weights.values()]
    known = sum(parts, ZERO)
    total = units if units - known < 1 else int(known)
    shared = zip(weights, apportion(parts, total), strict=True) if parts else ()
    found = [(name, from_units(part, digits)) for name, part in shared if part]
    rest = units - (total if parts else 0)
    return (*found, *([(OTHER, from_units(rest, digits))] if rest else []))
