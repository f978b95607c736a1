"""That another plan is as good, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.money import money_text
from allocator.plan import Plan, PlanItem, PlanTie
from allocator.reports.cells import count_of
from allocator.reports.document import Note

_MOST = 6


def tie_note(plan: Plan) -> Iterator[Note]:
    """What the other plan buys, item by item; nothing where no other plan was found to be as good."""
    if plan.tie is None:
        return
    pairs = [(one, plan.item(one.id)) for one in plan.tie]
    # Where money only moves between the periods of an item, its total says nothing.
    # Neither does the cent that rounding moves beside it.
    unit = Decimal(1).scaleb(-plan.scenario.digits)
    told = [
        _change(one, item, plan)
        for one, item in pairs
        if abs(one.spend - item.spend) > unit or (one.tier, one.units) != (item.tier, item.units)
    ]
    more = [f"and {count_of(len(told) - _MOST, 'item')} more"] if len(told) > _MOST else []
    yield Note(f"another plan is as good: {', '.join(told[:_MOST] + more)}")


def _change(one: PlanTie, item: PlanItem, plan: Plan) -> str:
    there, here = (_amount(part.spend, part.units, part.tier, plan) for part in (one, item))
    return f"{item.id} {there} instead of {here}"


def _amount(spend: Decimal, units: float | None, tier: str | None, plan: Plan) -> str:
    what = f"tier {tier}" if tier else f"{units:,.6g} unit{'s' * (units != 1)}" if units else ""
    money = money_text(spend, plan.scenario.digits)
    return f"{money} ({what})" if what else money
