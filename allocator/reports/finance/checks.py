"""The tie-outs: two ways to the same figure, and the difference between them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.reports.cells import figures, text, total_of
from allocator.reports.document import Money, Table
from allocator.reports.finance.calendar import quarters_of
from allocator.reports.finance.commitments import nature
from allocator.reports.finance.dossier import Dossier
from allocator.scenario.words import TimeFrame

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
    yield from _funding(dossier)
    yield from _totals(dossier)
    yield from _groups(dossier)
    yield from _natures(dossier)
    if dossier.reinvested:
        for side in ("sources", "uses"):
            parts = total_of(amount for one in dossier.reinvested for _, amount in getattr(one, side))
            yield f"{side} of reinvested money = reinvested", parts, dossier.plan.totals.reinvested


def _funding(dossier: Dossier) -> Iterator[Check]:
    totals = dossier.plan.totals
    came = (
        totals.budget + totals.extra + totals.reinvested + totals.borrowed - totals.repaid + totals.interest
    )
    used = totals.spend + totals.unspent + totals.reserve
    yield "money that came in = spent, unspent and reserve", came, used
    net = totals.spend + totals.cost_of_money
    yield "return - spend - cost of money = net return", totals.returned - net, totals.net_return


def _totals(dossier: Dossier) -> Iterator[Check]:
    plan, totals, made = dossier.plan, dossier.plan.totals, dossier.statement
    yield "items = total spend", total_of(item.spend for item in plan.items), totals.spend
    yield "periods = total spend", total_of(period.spend for period in plan.periods), totals.spend
    columns = (total_of(item.by_period[t] for item in plan.items) for t in range(len(plan.periods)))
    yield "spend by item = spend by period", total_of(item.spend for item in plan.items), total_of(columns)
    yield "ordered = paid", total_of(made.total("ordered")), total_of(made.total("paid"))
    yield "returns of items = total return", total_of(item.returned for item in plan.items), totals.returned
    yield "returns of periods = total return", total_of(made.total("returned")), totals.returned
    came, paid = made.total("cash"), made.total("paid")
    balance = total_of(one - other for one, other in zip(came, paid, strict=True))
    yield "cash in - cash out = last cash balance", total_of(came) - total_of(paid), balance


def _groups(dossier: Dossier) -> Iterator[Check]:
    plan, totals = dossier.plan, dossier.plan.totals
    for word, amount in (("spend", totals.spend), ("returned", totals.returned)):
        parts = (total_of(getattr(i, word) for i in plan.items if i.time_frame == f) for f in TimeFrame)
        yield f"time frames = total {'spend' if word == 'spend' else 'return'}", total_of(parts), amount
    named = list(quarters_of(dossier))
    for word, amount in (("paid", totals.spend), ("returned", totals.returned)):
        series = dossier.statement.total(word)
        found = total_of(series[t] for _, periods in named for t in periods)
        if named:
            yield f"quarters = total {'spend' if word == 'paid' else 'return'}", found, amount


def _natures(dossier: Dossier) -> Iterator[Check]:
    totals = dossier.plan.totals
    natures = [nature(dossier, item) for item in dossier.plan.items]
    for one, other in (("fixed", "variable"), ("committed", "discretionary")):
        parts = total_of(part[one] + part[other] for part in natures)
        yield f"{one} + {other} = total spend", parts, totals.spend
    signed = total_of(part["committed"] for part in natures)
    yield "committed = the plan's committed", signed, totals.committed
