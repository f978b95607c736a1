"""What is fixed and what varies, what is signed and what can still be cut."""

from __future__ import annotations

from decimal import Decimal

from allocator.plan import PlanItem
from allocator.reports.cells import figures, some, text, total_of
from allocator.reports.document import Cell, Money, Table
from allocator.reports.finance.dossier import Dossier
from allocator.scenario.words import Status

COLUMNS = ("fixed", "variable", "committed", "discretionary")


def nature(dossier: Dossier, item: PlanItem) -> dict[str, Decimal]:
    """An item's spend, cut in two ways: fixed and variable, committed and discretionary.

    A price, a tier and a fee are fixed; money and units in any number vary. A committed item is
    signed as a whole, one with a `committed_total` up to that.
    """
    spec, zero = dossier.plan.scenario.items[item.id], Decimal(0)
    bought = spec.spend or spec.units
    fixed = item.spend
    if bought is not None:
        once, each = bought.fee_if_used_total or zero, bought.fee_if_used_per_period or zero
        fixed = once * item.bought + each * sum(1 for amount in item.by_period if amount)
        fixed = min(fixed, item.spend)
    signed = item.spend if spec.status is Status.COMMITTED else zero
    if spec.spend is not None and spec.spend.committed_total is not None:
        signed = min(spec.spend.committed_total, item.spend)
    parts = (fixed, item.spend - fixed, signed, item.spend - signed)
    return dict(zip(COLUMNS, parts, strict=True))


def notice(dossier: Dossier, item: PlanItem) -> int | None:
    """The first period whose money notice can still save on what is signed; None where there is none."""
    reference = dossier.plan.scenario.items[item.id].cancellable_from
    return None if reference is None else dossier.plan.scenario.horizon.calendar.find(reference).start


def saved(dossier: Dossier, item: PlanItem) -> Decimal:
    """The part of what is signed that notice can save."""
    ends = notice(dossier, item)
    if ends is None:
        return Decimal(0)
    return max(Decimal(0), nature(dossier, item)["committed"] - total_of(item.by_period[:ends]))


def cancellable(dossier: Dossier, item: PlanItem) -> str | None:
    """By when what is signed can be cancelled, in words; None where nothing is signed."""
    if not nature(dossier, item)["committed"]:
        return None
    ends = notice(dossier, item)
    return "not within the horizon" if ends is None else f"from {dossier.plan.periods[ends].label}"


def commitments(dossier: Dossier) -> Table:
    """One row per item that gets anything."""
    plan, digits = dossier.plan, dossier.digits
    natures = {item.id: nature(dossier, item) for item in plan.items if item.spend}

    def row(item: PlanItem) -> tuple[Cell, ...]:
        parts = (Money(natures[item.id][name], digits) for name in COLUMNS)
        told = (cancellable(dossier, item), some(saved(dossier, item), digits))
        return (item.id, item.status, *parts, Money(item.spend, digits), *told)

    sums = [total_of(one[name] for one in natures.values()) for name in COLUMNS]
    notices = total_of(saved(dossier, item) for item in plan.items)
    amounts = (Money(amount, digits) for amount in (*sums, plan.totals.spend))
    total = ("TOTAL", None, *amounts, None, some(notices, digits))
    return Table(
        f"Fixed and variable, committed and discretionary, {plan.currency}",
        (
            *(text("item"), text("status"), *map(figures, COLUMNS), figures("spend")),
            *(text("cancellable"), figures("notice saves")),
        ),
        tuple(row(item) for item in plan.items if item.id in natures),
        total,
    )
