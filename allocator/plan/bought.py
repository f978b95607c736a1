"""What is bought of an item, besides the money that it takes."""

from __future__ import annotations

from allocator.plan.ledger import Ledger
from allocator.problem import Line, Pull
from allocator.scenario.items import Starts


def tier_of(line: Line, ledger: Ledger) -> str | None:
    """The tier bought of an item."""
    return next((lever.tier for lever in line.levers if lever.tier and ledger.level(lever)), None)


def units_by_period(line: Line, ledger: Ledger) -> tuple[float, ...] | None:
    """Units bought in each period; for what has a price, how much of it is started, where that can vary."""
    counted = [lever for lever in line.levers if lever.pull is not Pull.MONEY]
    if not counted or (counted[0].pull is Pull.PURCHASE and not _varies(line)):
        return None
    counts = [0.0] * ledger.problem.periods.count
    for lever in counted:
        counts[lever.period] += float(ledger.level(lever))
    return tuple(counts)


def _varies(line: Line) -> bool:
    """Whether something with a price can be bought in parts, or in several periods."""
    return line.spec.starts is not Starts.FIRST or not line.levers[0].whole
