"""What comes back: by time frame, discounted, when it has paid for itself, and the lowest point of cash."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.fields import plain
from allocator.money import rounded
from allocator.reports.cells import figures, text, total_of
from allocator.reports.document import Block, Cell, Facts, Money, Percent, Table
from allocator.reports.finance.dossier import Dossier
from allocator.scenario.words import TimeFrame


def earnings(dossier: Dossier) -> Iterator[Block]:
    """Spend, return and contribution by time frame, then what finance asks of the whole."""
    yield _frames(dossier)
    plan, made, digits = dossier.plan, dossier.statement, dossier.digits
    rate = plan.scenario.report.discount_rate
    lowest, balance = made.deepest
    account = min(plan.periods, key=lambda period: period.account)
    entries: list[tuple[str, Cell]] = [
        ("net return", Money(plan.totals.net_return, digits)),
        (f"net present value at {plain(rate * 100)}% a year", Money(present_value(dossier), digits)),
        ("returns have covered what was paid by", payback(dossier)),
        (f"lowest cash balance of the plan, {made.labels[lowest]}", Money(min(balance, Decimal(0)), digits)),
        (f"least money in the account, {account.label}", Money(account.account, digits)),
    ]
    yield Facts("What it comes to", tuple(entries))


def present_value(dossier: Dossier) -> Decimal:
    """Net present value of returns less payments at the scenario's rate, to the smallest unit.

    What loans and extra money cost is not in it: it values the work, not how it is paid for.
    """
    return rounded(
        dossier.statement.present_value(dossier.plan.scenario.report.discount_rate), dossier.digits
    )


def payback(dossier: Dossier) -> str:
    """The period by whose end returns cover all that was paid, and stay above it."""
    first = dossier.statement.payback
    return "never" if first is None else dossier.statement.labels[first]


def _frames(dossier: Dossier) -> Table:
    plan, digits = dossier.plan, dossier.digits
    rows: list[tuple[Cell, ...]] = []
    for frame in TimeFrame:
        members = [item for item in plan.items if item.time_frame == frame]
        if members:
            spent, back = total_of(i.spend for i in members), total_of(i.returned for i in members)
            rows.append((str(frame), *_figures(spent, back, digits)))
    total = ("TOTAL", *_figures(plan.totals.spend, plan.totals.returned, digits))
    columns = (text("time frame"), *map(figures, ("spend", "return", "contribution", "ROI")))
    return Table(f"Returns by time frame, {plan.currency}", columns, tuple(rows), total)


def _figures(spent: Decimal, back: Decimal, digits: int) -> Iterator[Cell]:
    yield from (Money(amount, digits) for amount in (spent, back, back - spent))
    yield Percent(float((back - spent) / spent)) if spent else None
