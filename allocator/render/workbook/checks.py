"""The sheet Checks: each tie-out as a live formula; a difference other than nothing turns red."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.importers.workbook.names import SOURCES
from allocator.render.workbook.cells import Cell, Live
from allocator.render.workbook.inputs import source
from allocator.render.workbook.parts import Parts
from allocator.render.workbook.reinvestment import SIDES
from allocator.reports.finance.checks import tie_outs


def checks(parts: Parts) -> None:
    """One row per tie-out: one way, the other, and the difference."""
    page = parts.pages["Checks"]
    page.title("Checks")
    page.note(
        "Every difference is nil in the plan as solved. After an edit of a spend, the first row says by how "
        "much the money that comes in no longer fits, and the row of what is committed whether it is cut."
    )
    first = page.next_row
    ways = dict(_ways(parts))
    rows: list[tuple[Cell, ...]] = []
    for what, one, other in tie_outs(parts.dossier):
        line, (left, right) = first + len(rows) + 1, ways[what]
        difference = Live(f"ROUND(B{line}-C{line},{parts.digits})", float(one - other))
        rows.append((what, Live(left, float(one)), Live(right, float(other)), difference))
    for tie in parts.bridged:
        line = first + len(rows) + 1
        difference = Live(f"ROUND(B{line}-C{line},{parts.digits})", float(tie.amounts[0] - tie.amounts[1]))
        ends = (Live(f, float(a)) for f, a in zip(tie.formulas, tie.amounts, strict=True))
        rows.append((tie.what, *ends, difference))
    columns = ("check", "one way", "the other", "difference")
    parts.areas["checks"] = page.table(parts.titled("Checks"), columns, rows)
    for criteria, style in (("!=", "wrong"), ("==", "right")):
        rule = {"type": "cell", "criteria": criteria, "value": 0, "format": page.styles[style]}
        page.sheet.conditional_format(first, 3, first + len(rows) - 1, 3, rule)


def _ways(parts: Parts) -> Iterator[tuple[str, tuple[str, str]]]:
    """The two formulas of each check, by its name."""
    areas, plan = parts.areas, parts.dossier.plan
    items, months, frames = areas["allocation"], areas["monthly"], areas["frames"]
    spend, back = _sum(items.column("allocated")), _sum(items.column("return"))
    by = {name: source(parts, name) for name in SOURCES}
    came = f"{by['budget']}+{by['extra']}+{by['reinvested']}+{by['borrowed']}-{by['repaid']}+{by['interest']}"
    used = f"{spend}+{float(plan.totals.unspent)!r}+{by['reserve']}"
    yield "money that came in = spent, unspent and reserve", (came, used)
    net = f"{back}-{spend}-{by['cost of money']}"
    yield "return - spend - cost of money = net return", (net, areas["whole"].cell(0, "value"))
    yield "items = total spend", (_sum(areas["commitments"].column("spend")), spend)
    yield "periods = total spend", (_sum(months.column("cash out")), spend)
    periods = [period.label for period in plan.periods]
    matrix = areas["spend"]
    by_item, by_period = _sum(matrix.column("total")), _sum(matrix.total(periods[0], periods[-1]))
    yield "spend by item = spend by period", (by_item, by_period)
    yield "ordered = paid", (_sum(months.column("ordered")), _sum(months.column("cash out")))
    yield "returns of items = total return", (_sum(frames.column("return")), back)
    yield "returns of periods = total return", (_sum(months.column("return")), back)
    balance = f"{_sum(months.column('cash in'))}-{_sum(months.column('cash out'))}"
    last = months.cell(months.last - months.first, "cash balance")
    yield "cash in - cash out = last cash balance", (balance, last)
    for name, area, spent in (
        ("time frames", frames, "spend"),
        ("quarters", areas.get("quarters"), "cash out"),
    ):
        if area is not None:
            yield f"{name} = total spend", (_sum(area.column(spent)), spend)
            yield f"{name} = total return", (_sum(area.column("return")), back)
    yield from _natures(parts)
    for side in SIDES:
        if area := areas.get(f"reinvested {side}"):
            name = f"{side} of reinvested money = reinvested"
            yield name, (_sum(area.column("total")), by["reinvested"])


def _natures(parts: Parts) -> Iterator[tuple[str, tuple[str, str]]]:
    parted, periods = parts.areas["commitments"], [period.label for period in parts.dossier.plan.periods]
    whole = _sum(parts.areas["spend"].block(periods[0], periods[-1]))
    for one, other in (("fixed", "variable"), ("committed", "discretionary")):
        yield (
            f"{one} + {other} = total spend",
            (f"{_sum(parted.column(one))}+{_sum(parted.column(other))}", whole),
        )
    signed = repr(float(parts.dossier.plan.totals.committed))
    yield "committed = the plan's committed", (_sum(parted.column("committed")), signed)


def _sum(reference: str) -> str:
    return f"SUM({reference})"
