"""Where the money goes: by kind, channel and time frame, and item by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from allocator.reports.cells import total_of
from allocator.reports.document import Bars, Block, Money, Percent
from allocator.reports.finance.dossier import Dossier
from allocator.reports.totals import grouped, groups_table

_DRAWN = ("kind", "channel", "time_frame")
_MOST = 30
"""So many bars are drawn at most; the largest ones."""


def spending(dossier: Dossier) -> Iterator[Block]:
    """One chart for each grouping that has more than one group, and all groupings in a table."""
    for by in _DRAWN:
        sums = [
            (name, total_of(i.spend for i in members)) for name, members in grouped(dossier.plan.items, by)
        ]
        if len(sums) > 1:
            yield _bars(f"Spend by {by.replace('_', ' ')}", sums, dossier)
    yield groups_table(dossier.plan)


def items_drawn(dossier: Dossier) -> Iterator[Bars]:
    """The spend of each item that gets money, if any does."""
    if bought := [(item.id, item.spend) for item in dossier.plan.items if item.spend]:
        yield _bars("Spend by item", bought, dossier)


def goals_drawn(dossier: Dossier) -> Bars:
    """How much of its target each goal reaches: the whole for one that is met."""
    entries = []
    for goal in dossier.plan.goals:
        part = 1.0 - goal.shortfall / abs(goal.target) if goal.target else float(not goal.shortfall)
        entries.append((goal.name, Percent(max(0.0, part))))
    return Bars("Goals, by how much of each is reached", tuple(entries), full=1.0)


def _bars(title: str, sums: Iterable[tuple[str, Decimal]], dossier: Dossier) -> Bars:
    """The largest first, as few as can be read."""
    ordered = sorted(sums, key=lambda entry: -entry[1])
    rest = len(ordered) - _MOST
    more = f", the largest {_MOST} of {len(ordered)}" if rest > 0 else ""
    entries = tuple((name, Money(amount, dossier.digits)) for name, amount in ordered[:_MOST])
    return Bars(f"{title}, {dossier.plan.currency}{more}", entries)
