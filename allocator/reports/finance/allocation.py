"""The allocation for finance: who owns a line, what it got before, what it gets, and why."""

from __future__ import annotations

from decimal import Decimal

from allocator.plan import PlanItem
from allocator.reports.cells import figures, text, total_of
from allocator.reports.document import Cell, Column, Money, Number, Percent, Table
from allocator.reports.finance.dossier import Dossier


def info_columns(dossier: Dossier) -> tuple[str, ...]:
    """The user's own columns (owner, cost centre, vendor, …), in the order in which they occur."""
    return tuple(dict.fromkeys(key for item in dossier.plan.items for key in item.info))


def baseline_of(dossier: Dossier, item: PlanItem) -> Decimal | None:
    """What an item got before; None where the scenario does not say."""
    return dossier.plan.scenario.items[item.id].baseline


def allocation(dossier: Dossier) -> Table:
    """One row per item, the user's own columns unchanged."""
    plan, digits = dossier.plan, dossier.digits
    own, told = info_columns(dossier), any(baseline_of(dossier, item) is not None for item in plan.items)
    columns: tuple[Column, ...] = (text("item"), text("name"), *map(text, own), text("kind"), text("status"))
    columns += (figures("baseline"),) if told else ()
    columns += (figures("allocated"),)
    columns += (figures("change"),) if told else ()
    columns += (figures("share"), figures("return"), figures("marg."), text("why", folds=True))

    def row(item: PlanItem) -> tuple[Cell, ...]:
        before = baseline_of(dossier, item)
        cells: list[Cell] = [item.id, item.name, *(item.info.get(key) for key in own), item.kind, item.status]
        cells += [_money(before, digits)] if told else []
        cells.append(Money(item.spend, digits))
        cells += [_money(None if before is None else item.spend - before, digits)] if told else []
        marginal = None if item.marginal_return is None else Number(item.marginal_return, 2, fixed=True)
        cells += [Percent(item.share), Money(item.returned, digits), marginal, item.reason_text]
        return tuple(cells)

    known = [b for item in plan.items if (b := baseline_of(dossier, item)) is not None]
    compared = [item.spend for item in plan.items if baseline_of(dossier, item) is not None]
    total: list[Cell] = ["TOTAL", *(None,) * (3 + len(own))]
    total += [Money(total_of(known), digits)] if told else []
    total.append(Money(plan.totals.spend, digits))
    total += [Money(total_of(compared) - total_of(known), digits)] if told else []
    total += [Percent(float(bool(plan.totals.spend))), Money(plan.totals.returned, digits), None, None]
    return Table(f"Allocation, {plan.currency}", columns, tuple(map(row, plan.items)), tuple(total))


def _money(amount: Decimal | None, digits: int) -> Money | None:
    return None if amount is None else Money(amount, digits)
