"""The sheet Checks: each tie-out as a live formula; a difference other than nothing turns red."""

from __future__ import annotations

from collections.abc import Iterator
from allocator.render.workbook.inputs import SOURCES, source
from allocator.render.workbook.cells import Cell, Live
from allocator.render.workbook.parts import Parts
from allocator.reports.finance.checks import tie_outs


def checks(parts: Parts) -> None:
    """One row per tie-out: one way, the other, and the difference."""
    page = parts.pages["Checks"]
    page.title("Checks")
    page.note(
        "Every difference is 0.00 in the plan as solved. After an edit of a spend, the first row says by how "
        "much the money that comes in no longer fits."
    )
    first = page.next_row
    ways = dict(_ways(parts))
    rows: list[tuple[Cell, ...]] = []
    for what, one, other in tie_outs(parts.dossier):
        if what in ways:
            line, (left, right) = first + len(rows) + 1, ways[what]
            difference = Live(f"ROUND(B{line}-C{line},{parts.digits})", float(one - other))
            rows.append((what, Live(left, float(one)), Live(right, float(other)), difference))
    columns = ("check", "one way", "the other", "difference")
    parts.areas["checks"] = page.table(parts.titled("Checks"), columns, rows)
    for criteria, style in (("!=", "wrong"), ("==", "right")):
        rule = {"type": "cell", "criteria": criteria, "value": 0, "format": page.styles[style]}
        page.sheet.conditional_format(first, 3, first + len(rows) - 1, 3, rule)


def _ways(parts: Parts) -> Iterator[tuple[str, tuple[str, str]]]:
    """The two formulas of each check, by its name."""
    areas = parts.areas
    spend = f"SUM({areas['allocation'].column('allocated')})"
    back = f"SUM({areas['allocation'].column('return')})"
    by = {name: source(parts, name) for name in SOURCES}
    came = f"{by['budget']}+{by['extra']}+{by['reinvested']}+{by['borrowed']}-{by['repaid']}+{by['interest']}"
    unspent = float(parts.dossier.plan.totals.unspent)
    yield "money that came in = spent, unspent and reserve", (came, f"{spend}+{unspent!r}+{by['reserve']}")
    matrix = areas["spend"]
    periods = [period.label for period in parts.dossier.plan.periods]
    yield "items = total spend", (f"SUM({areas['commitments'].column('spend')})", spend)
    yield "periods = total spend", (f"SUM({areas['monthly'].column('cash out')})", spend)
    yield (
        "ordered = paid",
        (_sum(areas["monthly"].column("ordered")), _sum(areas["monthly"].column("cash out"))),
    )
    yield "returns of items = total return", (_sum(areas["frames"].column("return")), back)
    yield "returns of periods = total return", (_sum(areas["monthly"].column("return")), back)
    whole = areas["whole"].cell(0, "value")
    cost = by["cost of money"]
    yield "return - spend - cost of money = net return", (f"{back}-{spend}-{cost}", whole)
    parted = areas["commitments"]
    for one, other in (("fixed", "variable"), ("committed", "discretionary")):
        both = f"{_sum(parted.column(one))}+{_sum(parted.column(other))}"
        yield f"{one} + {other} = total spend", (both, f"SUM({matrix.block(periods[0], periods[-1])})")


def _sum(reference: str) -> str:
    return f"SUM({reference})"
