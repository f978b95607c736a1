"""The sheet Allocation: one row per item, its amounts from Inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name

from allocator.importers.workbook.names import AVERAGE, FREE
from allocator.plan import PlanItem
from allocator.render.workbook.cells import Cell, Fixed, Live, money
from allocator.render.workbook.parts import Parts
from allocator.reports.finance.allocation import baseline_of, info_columns

_OWN = "info:"
"""Before the keys of the user's own columns, which may be called like one of ours."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns by key, and the rows that their values take."""

    keys: tuple[str, ...]
    first: int
    count: int

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(key.removeprefix(_OWN) for key in self.keys)

    def at(self, key: str, line: int) -> str:
        """A cell of a column."""
        return f"{xl_col_to_name(self.keys.index(key))}{line}"

    def total_of(self, key: str) -> str:
        """The absolute reference of a column's total."""
        return f"${xl_col_to_name(self.keys.index(key))}${self.first + self.count + 1}"


def allocation(parts: Parts) -> None:
    """Item, the user's own columns, status, baseline, allocated, change, share, return, and why.

    Names, and amounts of before, only where the scenario has any.
    """
    page, plan = parts.pages["Allocation"], parts.dossier.plan
    page.title("Allocation")
    layout = _Layout(_keys(parts), page.next_row, len(plan.items))
    parts.areas["allocation"] = page.table(
        parts.titled("By item"),
        layout.titles,
        [tuple(_row(parts, layout, number, item)) for number, item in enumerate(plan.items)],
        tuple(_total(parts, layout)),
        keys=layout.keys,
        freeze=True,
    )


def _keys(parts: Parts) -> tuple[str, ...]:
    plan = parts.dossier.plan
    named = any(item.name != item.id for item in plan.items)
    told = any(baseline_of(parts.dossier, item) is not None for item in plan.items)
    return (
        *("item", *(("name",) if named else ())),
        *(_OWN + key for key in info_columns(parts.dossier)),
        *("kind", "channel", "time frame", "status"),
        *(("baseline", "allocated", "change") if told else ("allocated",)),
        *("share", "return", "net return", "marginal return", "why"),
    )


def _row(parts: Parts, layout: _Layout, number: int, item: PlanItem) -> Iterator[Cell]:
    values = _values(parts, layout, number, item)
    for key in layout.keys:
        yield item.info.get(key.removeprefix(_OWN)) if key.startswith(_OWN) else values[key]


def _values(parts: Parts, layout: _Layout, number: int, item: PlanItem) -> dict[str, Cell]:
    line = layout.first + number + 1
    before = baseline_of(parts.dossier, item)
    allocated, returned = layout.at("allocated", line), layout.at("return", line)
    whole, area = layout.total_of("allocated"), parts.areas["rates"]
    rate, free = area.cell(number, AVERAGE), area.cell(number, FREE)
    values: dict[str, Cell] = {
        "item": item.id,
        "name": item.name,
        "kind": item.kind,
        "channel": item.channel,
        "time frame": item.time_frame,
        "status": item.status,
        "allocated": Live(parts.areas["spend"].cell(number, "total"), float(item.spend)),
        "share": Live(
            f"IF({whole}=0,0,{allocated}/{whole})",
            float(item.spend / parts.dossier.plan.totals.spend) if item.spend else 0.0,
            "share",
        ),
        "return": Live(f"ROUND({allocated}*{rate}+{free},{parts.digits})", float(item.returned)),
        "net return": Live(f"{returned}-{allocated}", float(item.returned - item.spend)),
        "marginal return": None if item.marginal_return is None else Fixed(item.marginal_return, "rate"),
        "why": item.reason_text,
    }
    if before is not None:
        values["baseline"] = money(before)
        change = f"{allocated}-{layout.at('baseline', line)}"
        values["change"] = Live(change, float(item.spend - before))
    return {"baseline": None, "change": None, **values}


def _total(parts: Parts, layout: _Layout) -> Iterator[Cell]:
    plan = parts.dossier.plan
    known = [(item, b) for item in plan.items if (b := baseline_of(parts.dossier, item)) is not None]
    sums = {
        "baseline": sum((before for _, before in known), Decimal(0)),
        "allocated": plan.totals.spend,
        "change": sum((item.spend - before for item, before in known), Decimal(0)),
        "share": Decimal(bool(plan.totals.spend)),
        "return": plan.totals.returned,
        "net return": plan.totals.returned - plan.totals.spend,
    }
    for key in layout.keys:
        if key == "item":
            yield "TOTAL"
        elif key in sums:
            span = f"{layout.at(key, layout.first + 1)}:{layout.at(key, layout.first + layout.count)}"
            yield Live(f"SUM({span})", float(sums[key]), "share" if key == "share" else "money")
        else:
            yield None
