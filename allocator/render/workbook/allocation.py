"""The sheet Allocation: one row per item, its amounts from Inputs."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.utility import xl_col_to_name

from allocator.plan import PlanItem
from allocator.render.workbook.page import Cell, Fixed, Live, money
from allocator.render.workbook.parts import Parts
from allocator.reports.finance.allocation import baseline_of, info_columns


def allocation(parts: Parts) -> None:
    """Item, the user's own columns, status, baseline, allocated, change, share, return, and why."""
    page, plan = parts.pages["Allocation"], parts.dossier.plan
    own = info_columns(parts.dossier)
    columns = (
        *("item", "name", *own, "kind", "channel", "time frame", "status"),
        *("baseline", "allocated", "change", "share", "return", "net return", "marginal return", "why"),
    )
    first = page.next_row
    at = {name: k for k, name in enumerate(columns)}
    letters = {name: str(xl_col_to_name(k)) for name, k in at.items()}
    total_row = first + len(plan.items) + 1

    def row(number: int, item: PlanItem) -> Iterator[Cell]:
        line, before = first + number + 1, baseline_of(parts.dossier, item)
        rates, spend = parts.areas["rates"], parts.areas["spend"]
        allocated, returned = f"{letters['allocated']}{line}", f"{letters['return']}{line}"
        yield from (item.id, item.name, *(item.info.get(key, "") for key in own))
        yield from (item.kind, item.channel or "", item.time_frame, item.status)
        yield money(before)
        periods = [period.label for period in plan.periods]
        yield Live(f"SUM({spend.row(number, periods[0], periods[-1])})", float(item.spend))
        base = f"{letters['baseline']}{line}"
        yield None if before is None else Live(f"{allocated}-{base}", float(item.spend - before))
        whole = f"${letters['allocated']}${total_row}"
        yield Live(f"IF({whole}=0,0,{allocated}/{whole})", _share(item, float(plan.totals.spend)), "share")
        rate, free = rates.cell(number, rates_title), rates.cell(number, free_title)
        yield Live(f"ROUND({allocated}*{rate}+{free},{parts.digits})", float(item.returned))
        yield Live(f"{returned}-{allocated}", float(item.returned - item.spend))
        yield None if item.marginal_return is None else Fixed(item.marginal_return, "rate")
        yield item.reason_text

    _, rates_title, free_title = parts.areas["rates"].columns
    page_rows = [tuple(row(number, item)) for number, item in enumerate(plan.items)]
    parts.areas["allocation"] = page.table(
        parts.titled("Allocation"),
        columns,
        page_rows,
        tuple(_total(parts, columns, letters, first)),
        freeze=True,
    )


def _share(item: PlanItem, whole: float) -> float:
    return float(item.spend) / whole if whole else 0.0


def _total(parts: Parts, columns: tuple[str, ...], letters: dict[str, str], first: int) -> Iterator[Cell]:
    plan, count = parts.dossier.plan, len(parts.dossier.plan.items)
    known = [b for item in plan.items if (b := baseline_of(parts.dossier, item)) is not None]
    compared = sum(i.spend for i in plan.items if baseline_of(parts.dossier, i) is not None)
    sums = {
        "baseline": float(sum(known)),
        "allocated": float(plan.totals.spend),
        "change": float(compared - sum(known)),
        "share": float(bool(plan.totals.spend)),
        "return": float(plan.totals.returned),
        "net return": float(plan.totals.returned - plan.totals.spend),
    }
    for name in columns:
        if name == "item":
            yield "TOTAL"
        elif name in sums:
            span = f"{letters[name]}{first + 1}:{letters[name]}{first + count}"
            yield Live(f"SUM({span})", sums[name], "share" if name == "share" else "money")
        else:
            yield None
