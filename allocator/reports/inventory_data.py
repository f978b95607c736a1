"""The inventory as JSON, format 1."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from allocator.reports.cells import ZERO
from allocator.reports.costs import Costs, Entry, sums_of
from allocator.reports.inventory_document import GROUPINGS
from allocator.reports.totals import grouped

FORMAT = 1


def inventory_data(costs: Costs) -> dict[str, Any]:
    """Money as decimal strings; `at_most` is null where nothing caps an item, and totals leave it out."""
    problem = costs.problem
    return {
        "format": FORMAT,
        "valid": True,
        "name": problem.scenario.name,
        "currency": problem.scenario.currency,
        "budget": _money(problem.frame.budget, costs),
        "reserve": _money(problem.frame.reserve, costs),
        "available": _money(costs.available, costs),
        "periods": list(problem.frame.labels),
        "items": [_item(entry, costs) for entry in costs.entries],
        "totals": _sums(costs.entries, costs),
        "groups": {
            by: [{"group": group} | _sums(members, costs) for group, members in grouped(costs.entries, by)]
            for by in GROUPINGS
        },
        "over_budget_by": _money(max(costs.over, ZERO), costs),
        "under_budget_by": _money(max(-costs.over, ZERO), costs),
        "uncapped": list(costs.uncapped),
        "warnings": list(costs.warnings),
    }


def _item(entry: Entry, costs: Costs) -> dict[str, Any]:
    line = entry.line
    return {
        "id": line.id,
        "name": line.name,
        "kind": entry.kind,
        "channel": line.channel,
        "time_frame": entry.time_frame,
        "time_frame_given": line.spec.time_frame is not None,
        "payback_months": None if line.payback_months is None else float(f"{line.payback_months:.12g}"),
        "status": entry.status,
        "bought_by": entry.way,
        "at_least": _money(entry.at_least, costs),
        "at_most": None if entry.at_most is None else _money(entry.at_most, costs),
        "source": line.spec.source,
        "info": dict(line.spec.info),
    }


def _sums(entries: Sequence[Entry], costs: Costs) -> dict[str, Any]:
    at_least, at_most = (_money(amount, costs) for amount in sums_of(entries))
    return {"items": len(entries), "at_least": at_least, "at_most": at_most}


def _money(amount: Decimal, costs: Costs) -> str:
    return f"{amount:.{costs.problem.digits}f}"
