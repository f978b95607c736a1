"""Where the money comes from and goes to, period by period, with sums that tie out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from allocator.money import rounded
from allocator.plan import Plan
from allocator.reports.cells import figures, some, text, total_of
from allocator.reports.document import Cell, Line, Money, Note, Table

_WIDEST = 12
"""So many periods stand side by side at most; more are told in total, item by item in csv and json."""


def sums(plan: Plan) -> Iterator[Line]:
    """The sums of a plan, checked: the funding, what is signed, the return by time frame, the net return."""
    t, digits = plan.totals, plan.scenario.digits
    more = [("extra", t.extra), ("borrowed", t.borrowed), ("interest", t.interest)]
    own = _sum([("own budget", t.budget), ("reinvested", t.reinvested), *_if_any(more)], digits)
    used = _sum([("spent", t.spend), *_if_any([("repaid", t.repaid)]), ("unspent", t.unspent)], digits)
    held = _sum([("reserve", t.reserve)], digits)
    spent = total_of(item.spend for item in plan.items)
    yield Line((*own, "=", *used, "+", *held, _ties(t.difference == 0 and spent == t.spend)))
    if t.committed:
        parts = [("committed", t.committed), ("free to cut", t.spend - t.committed)]
        yield Line(("spent", Money(t.spend, digits), "=", *_sum(parts, digits)))
    frames = {str(item.time_frame): Decimal(0) for item in plan.items if item.returned}
    for item in plan.items:
        if item.returned:
            frames[str(item.time_frame)] += item.returned
    ordered = [(name, frames[name]) for name in ("fast", "medium", "long") if name in frames]
    if ordered:
        ties = _ties(total_of(frames.values()) == t.returned)
        yield Line(("return", Money(t.returned, digits), "=", *_sum(ordered, digits), ties))
    net = Money(t.net_return, digits)
    costs = [("spent", t.spend), *_if_any([("cost of money", t.cost_of_money)])]
    taken = [cell for label, amount in costs for cell in ("-", label, Money(amount, digits))]
    yield Line(("return", Money(t.returned, digits), *taken, "=", "net return", net))


def _if_any(parts: Sequence[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """The parts that are not zero: what most plans do not have."""
    return [(label, amount) for label, amount in parts if amount]


def _sum(parts: Sequence[tuple[str, Decimal]], digits: int) -> Iterator[Cell]:
    for number, (label, amount) in enumerate(parts):
        if number:
            yield "+"
        yield label
        yield Money(amount, digits)


def _ties(holds: bool) -> str:
    return "  ties out" if holds else "  DOES NOT TIE OUT"


def spend_table(plan: Plan) -> Iterator[Table | Note]:
    """Spend by item and period; with too many periods for a table, a word on where to find them."""
    count, digits = len(plan.periods), plan.scenario.digits
    if count == 1:
        return
    if count > _WIDEST:
        yield Note(f"Spend of each item in each of the {count} periods: --format csv or --format json.")
        return
    columns = (text("item"), *(figures(p.label) for p in plan.periods), figures("total"))
    rows = tuple(
        (item.id, *(some(amount, digits) for amount in item.by_period), Money(item.spend, digits))
        for item in plan.items
    )
    total: tuple[Cell, ...]
    total = ("TOTAL", *(Money(p.spend, digits) for p in plan.periods), Money(plan.totals.spend, digits))
    yield Table(f"Spend by period, {plan.currency}", columns, rows, total)


_FLOWS = {
    "released": "released",
    "funded": "from loans and extra",
    "interest": "interest",
    "spend": "spent",
    "reinvested": "reinvested",
    "returned": "comes back",
    "interest_back": "interest on that",
    "own_cash": "own cash at end",
    "account": "in the account at end",
}
_IF_ANY = ("funded", "interest", "interest_back")
"""Columns that only some plans have."""
_BALANCES = ("own_cash", "account")
"""Columns that are no flows, so that they do not add up."""


def cash_table(plan: Plan) -> Table:
    """Money by period: what is released, drawn, earned, spent, spent again, comes back and is left."""
    digits = plan.scenario.digits
    fields = [f for f in _FLOWS if f not in _IF_ANY or any(getattr(p, f) for p in plan.periods)]
    if all(p.account == p.own_cash for p in plan.periods):
        fields.remove("account")
    rows: list[tuple[Cell, ...]]
    rows = [(p.label, *(Money(getattr(p, field), digits) for field in fields)) for p in plan.periods]
    sums = {field: total_of(getattr(p, field) for p in plan.periods) for field in fields}
    if plan.returned_later:
        later = Money(plan.returned_later, digits)
        rows.append(("later", *(later if field == "returned" else None for field in fields)))
    sums["returned"] += plan.returned_later
    total = ("TOTAL", *(None if field in _BALANCES else Money(sums[field], digits) for field in fields))
    head = (text("period"), *(figures(_FLOWS[field]) for field in fields))
    return Table(f"Cash, {plan.currency}", head, tuple(rows), total)


def loans_table(plan: Plan) -> Iterator[Table]:
    """What is drawn from each loan, repaid to it and owed at the end of each period."""
    digits = plan.scenario.digits
    prefix = "budget.loans."
    drawn = {s.id.removeprefix(prefix): s for s in plan.sources if s.id.startswith(prefix) and s.drawn}
    rows: list[tuple[Cell, ...]] = []
    for name, source in drawn.items():
        repayments = plan.scenario.budget.loans[name].repayments
        owed = Decimal(0)
        for t, period in enumerate(plan.periods):
            parts = [source.by_period[t - k] * part for k, part in enumerate(repayments, 1) if k <= t]
            repaid = rounded(sum(parts, Decimal(0)), digits)
            still = [
                source.by_period[s] * sum(repayments[t - s :], Decimal(0))
                for s in range(t + 1)
                if t - s < len(repayments)
            ]
            owed = rounded(sum(still, Decimal(0)), digits)
            if source.by_period[t] or repaid:
                amounts = (source.by_period[t], repaid, owed)
                rows.append((name, period.label, *(Money(amount, digits) for amount in amounts)))
    if rows:
        head = (text("loan"), text("period"), figures("drawn"), figures("repaid"), figures("still to repay"))
        yield Table(f"Loans, {plan.currency}", head, tuple(rows))
