"""Which returns paid for which work, period by period."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.plan.tracing import OTHER
from allocator.reports.cells import figures, text, total_of
from allocator.reports.document import Cell, Money, Note, Table
from allocator.reports.finance.dossier import Dossier

CONVENTION = (
    "Money has no marks, so it is followed by a convention: what came back first is spent first; "
    "in one period items give in proportion to what they brought, and take in proportion to what they cost."
)


def reinvestment(dossier: Dossier) -> Iterator[Table | Note]:
    """Two tables whose totals are the same: from whose returns, and for which work."""
    if not dossier.reinvested:
        return
    yield _table("Reinvested: from the returns of", "sources", "interest on it", dossier)
    yield _table("Reinvested: spent on", "uses", "repayments", dossier)
    yield Note(CONVENTION)


def _table(title: str, side: str, other: str, dossier: Dossier) -> Table:
    labels, digits = dossier.statement.labels, dossier.digits
    cells: dict[str, dict[int, Decimal]] = {}
    for one in dossier.reinvested:
        for name, amount in getattr(one, side):
            cells.setdefault(other if name == OTHER else name, {})[one.period] = amount
    periods = [one.period for one in dossier.reinvested]
    order = [name for name in (*dossier.plan.scenario.items, other) if name in cells]

    def row(name: str) -> tuple[Cell, ...]:
        parts = (cells[name].get(t) for t in periods)
        shown = (None if part is None else Money(part, digits) for part in parts)
        return (name, *shown, Money(total_of(cells[name].values()), digits))

    sums = [one.amount for one in dossier.reinvested]
    return Table(
        f"{title}, {dossier.plan.currency}",
        (text("item"), *(figures(labels[t]) for t in periods), figures("total")),
        tuple(map(row, order)),
        ("TOTAL", *(Money(amount, digits) for amount in (*sums, total_of(sums)))),
    )
