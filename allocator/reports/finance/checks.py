"""The tie-outs: two ways to the same figure, and the difference between them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.reports.cells import figures, text, total_of
from allocator.reports.document import Money, Table
from allocator.reports.finance.commitments import nature
from allocator.reports.finance.dossier import Dossier

Check = tuple[str, Decimal, Decimal]


def checks(dossier: Dossier) -> Table:
    """One row per tie-out; every difference is zero."""
    digits = dossier.digits
    rows = tuple(
        (what, Money(one, digits), Money(other, digits), Money(one - other, digits))
        for what, one, other in tie_outs(dossier)
    )
    columns = (text("check"), figures("one way"), figures("the other"), figures("difference"))
    return Table(f"Checks, {dossier.plan.currency}", columns, rows)


def tie_outs(dossier: Dossier) -> Iterator[Check]:
    """What is checked, and its amount by two ways."""
    plan, totals, made = dossier.plan, dossier.plan.totals, dossier.statement
    came = (
        totals.budget + totals.extra + totals.reinvested + totals.borrowed - totals.repaid + totals.interest
    )
    yield (
        "money that came in = spent, unspent and reserve",
        came,
        totals.spend + totals.unspent + totals.reserve,
    )
    yield "items = total spend", total_of(item.spend for item in plan.items), totals.spend
    yield "periods = total spend", total_of(period.spend for period in plan.periods), totals.spend
    yield "ordered = paid", total_of(made.total("ordered")), total_of(made.total("paid"))
    yield "returns of items = total return", total_of(item.returned for item in plan.items), totals.returned
    yield "returns of periods = total return", total_of(made.total("returned")), totals.returned
    net = totals.spend + totals.cost_of_money
    yield "return - spend - cost of money = net return", totals.returned - net, totals.net_return
    natures = [nature(dossier, item) for item in plan.items]
    for one, other in (("fixed", "variable"), ("committed", "discretionary")):
        parts = total_of(part[one] + part[other] for part in natures)
        yield f"{one} + {other} = total spend", parts, totals.spend
    yield (
        "committed = the plan's committed",
        total_of(part["committed"] for part in natures),
        totals.committed,
    )
    if dossier.reinvested:
        for side in ("sources", "uses"):
            parts = total_of(amount for one in dossier.reinvested for _, amount in getattr(one, side))
            yield f"{side} of reinvested money = reinvested", parts, totals.reinvested
