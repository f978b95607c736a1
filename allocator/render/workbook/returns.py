"""The sheet Returns: by time frame, and what the whole comes to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.importers.workbook.names import DISCOUNT_RATE
from allocator.render.workbook.cells import Cell, Live
from allocator.render.workbook.inputs import MONTHS, source
from allocator.render.workbook.parts import Parts
from allocator.reports.finance.earnings import payback, present_value
from allocator.scenario.words import TimeFrame

_HEADS = ("time frame", "spend", "return", "contribution", "ROI")


def returns(parts: Parts) -> None:
    """Spend, return, contribution and ROI by time frame; net present value, payback, lowest cash."""
    page, plan = parts.pages["Returns"], parts.dossier.plan
    first = page.next_row
    frames = [f for f in TimeFrame if any(item.time_frame == f for item in plan.items)]
    sums = {
        frame: tuple(
            sum((getattr(i, what) for i in plan.items if i.time_frame == frame), Decimal(0))
            for what in ("spend", "returned")
        )
        for frame in frames
    }
    rows = [tuple(_frame(parts, frame, first + k + 1, *sums[frame])) for k, frame in enumerate(frames)]
    last = first + len(rows)
    totals = plan.totals
    total = (
        "TOTAL",
        Live(f"SUM(B{first + 1}:B{last})", float(totals.spend)),
        Live(f"SUM(C{first + 1}:C{last})", float(totals.returned)),
        *_rest(last + 1, totals.spend, totals.returned),
    )
    parts.areas["frames"] = page.table(parts.titled("Returns by time frame"), _HEADS, rows, total)
    parts.areas["whole"] = page.facts(parts.titled("What it comes to"), list(_whole(parts)))


def _frame(parts: Parts, frame: TimeFrame, line: int, spent: Decimal, back: Decimal) -> Iterator[Cell]:
    area = parts.areas["allocation"]
    yield str(frame)
    for column, amount in (("allocated", spent), ("return", back)):
        yield Live(f"SUMIF({area.column('time frame')},$A{line},{area.column(column)})", float(amount))
    yield from _rest(line, spent, back)


def _rest(line: int, spent: Decimal, back: Decimal) -> Iterator[Cell]:
    yield Live(f"C{line}-B{line}", float(back - spent))
    roi = float((back - spent) / spent) if spent else 0.0
    yield Live(f"IF(B{line}=0,0,D{line}/B{line})", roi, "share")


def _whole(parts: Parts) -> Iterator[tuple[str, Cell]]:
    plan, made, area = parts.dossier.plan, parts.dossier.statement, parts.areas["monthly"]
    rate, months = source(parts, DISCOUNT_RATE), source(parts, MONTHS)
    frames = parts.areas["frames"]
    cost = source(parts, "cost of money")
    net = f"SUM({frames.column('contribution')})-{cost}"
    yield "net return", Live(net, float(plan.totals.net_return))
    growth = f"(1+{rate})^({months}/12)"
    column = area.column("net")
    power = f"(ROW({column})-ROW({area.cell(0, 'net')}))"
    value = f"ROUND(SUMPRODUCT({column}/({growth}^{power})),{parts.digits})"
    yield "net present value at the rate in Rates", Live(value, float(present_value(parts.dossier)))
    covered, labels = area.column("return less paid so far"), area.column("period")
    yield "returns have covered what was paid by", Live(_payback(covered, labels), _paid_back(parts), "end")
    balance = area.column("cash balance")
    lowest, amount = made.deepest
    yield "lowest cash balance of the plan", Live(f"MIN(0,MIN({balance}))", float(min(amount, Decimal(0))))
    label = made.labels[lowest] + " (later)" * (lowest >= made.horizon)
    yield "in", Live(f"INDEX({labels},MATCH(MIN({balance}),{balance},0))", label, "end")


def _payback(covered: str, labels: str) -> str:
    """The period after the last one in which returns are behind; `never` where that is the last of all."""
    behind = f"SUMPRODUCT(MAX((ROUND({covered},6)<0)*(ROW({covered})-MIN(ROW({covered}))+1)))"
    return f'IF({behind}>=ROWS({covered}),"never",INDEX({labels},{behind}+1))'


def _paid_back(parts: Parts) -> str:
    word, made = payback(parts.dossier), parts.dossier.statement
    return word + " (later)" * (word in made.labels[made.horizon :])
