"""Money by period and by quarter: what is ordered, what leaves, what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import accumulate

from allocator.periods import Every, Periods
from allocator.plan.statement import Statement
from allocator.reports.cells import figures, text, total_of
from allocator.reports.document import Cell, Chart, Money, Series, Table
from allocator.reports.finance.dossier import Dossier

FLOWS = {"ordered": "ordered", "paid": "cash out", "cash": "cash in", "returned": "return"}
"""The flows of a statement and what they are called; a return is the value of outcomes, money or not."""


def by_period(dossier: Dossier) -> Table:
    """One row per period; those after the horizon are marked as later."""
    made = dossier.statement
    names = [label + " (later)" * (t >= made.horizon) for t, label in enumerate(made.labels)]
    groups = [(name, range(t, t + 1)) for t, name in enumerate(names)]
    return _table("Money by period", "period", groups, dossier)


def by_quarter(dossier: Dossier) -> Iterator[Table]:
    """One row per quarter, where periods are shorter than that and have dates."""
    if named := list(quarters_of(dossier)):
        yield _table("Money by quarter", "quarter", named, dossier)


def quarters_of(dossier: Dossier) -> Iterator[tuple[str, range]]:
    """The quarters with their periods, where periods have dates and are shorter than a quarter."""
    calendar = dossier.plan.scenario.horizon.calendar
    if calendar.start is not None and calendar.every in (Every.MONTH, Every.WEEK):
        yield from _quarters(dossier.statement, calendar)


def cash_drawn(dossier: Dossier) -> Chart:
    """What leaves and comes back in each period, and the balance of both so far."""
    made = dossier.statement
    flows = {label: made.total(flow) for flow, label in FLOWS.items() if flow in ("paid", "cash")}
    flows["cash balance"] = tuple(_balances(flows["cash in"], flows["cash out"]))
    series = (
        Series(name, tuple((float(t), float(amount)) for t, amount in enumerate(amounts)))
        for name, amounts in flows.items()
    )
    return Chart("Cash over time", "period", dossier.plan.currency, tuple(series), x_names=made.labels)


def _balances(back: Iterable[Decimal], out: Iterable[Decimal]) -> Iterator[Decimal]:
    yield from accumulate(c - p for c, p in zip(back, out, strict=True))


def _quarters(made: Statement, calendar: Periods) -> Iterator[tuple[str, range]]:
    """A period belongs to the quarter in which it starts."""
    starts = Periods(len(made.labels), calendar.every, calendar.start).starts[:-1]
    names = [f"{day:%Y}-Q{(day.month + 2) // 3}" for day in starts]
    for name in dict.fromkeys(names):
        first = names.index(name)
        yield name, range(first, first + names.count(name))


def _table(title: str, word: str, groups: list[tuple[str, range]], dossier: Dossier) -> Table:
    digits, made = dossier.digits, dossier.statement
    sums = {flow: made.total(flow) for flow in FLOWS}
    balances = list(_balances(sums["cash"], sums["paid"]))

    def row(name: str, periods: range) -> tuple[Cell, ...]:
        parts = [total_of(sums[flow][t] for t in periods) for flow in FLOWS]
        return (name, *(Money(part, digits) for part in parts), Money(balances[periods[-1]], digits))

    total: list[Decimal] = [total_of(sums[flow]) for flow in FLOWS]
    return Table(
        f"{title}, {dossier.plan.currency}",
        (text(word), *map(figures, FLOWS.values()), figures("cash balance")),
        tuple(row(*group) for group in groups),
        ("TOTAL", *(Money(amount, digits) for amount in total), None),
    )
