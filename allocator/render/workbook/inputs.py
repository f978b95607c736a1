"""The sheets Inputs, Rates and Timing: the only places where numbers stand that formulas start from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name

from allocator.importers.workbook.names import AVERAGE, DISCOUNT_RATE, FREE, ITEM, SOURCES, TOTAL_ROW, WHOLE
from allocator.plan import PlanItem
from allocator.render.workbook.cells import Cell, Fixed, Live, money
from allocator.render.workbook.parts import Parts

MONTHS = "months in a period"


def inputs(parts: Parts) -> None:
    """The spend of each item in each period, which may be edited."""
    page, plan = parts.pages["Inputs"], parts.dossier.plan
    page.title("Inputs")
    page.note(
        "Edit a spend (blue): totals, shares, returns at average rates and checks follow. "
        "The plan itself, its limits and its proof do not; solve again for those."
    )
    labels = [period.label for period in plan.periods]
    first, last = page.next_row, page.next_row + len(plan.items)
    end = str(xl_col_to_name(len(labels)))

    def row(number: int, item: PlanItem) -> Iterator[Cell]:
        yield item.id
        yield from (Fixed(float(amount), "input") for amount in item.by_period)
        yield Live(f"SUM(B{first + number + 1}:{end}{first + number + 1})", float(item.spend))

    sums = [*(period.spend for period in plan.periods), plan.totals.spend]
    letters = [str(xl_col_to_name(k)) for k in range(1, len(sums) + 1)]
    total = [
        Live(f"SUM({letter}{first + 1}:{letter}{last})", float(amount))
        for letter, amount in zip(letters, sums, strict=True)
    ]
    parts.areas["spend"] = page.table(
        parts.titled("Spend"),
        (ITEM, *labels, WHOLE),
        [tuple(row(number, item)) for number, item in enumerate(plan.items)],
        (TOTAL_ROW, *total),
        freeze=True,
    )


def rates(parts: Parts) -> None:
    """Money that comes in, the discount rate, and what each item returns on average."""
    page, plan = parts.pages["Rates"], parts.dossier.plan
    page.title("Rates")
    amounts = [getattr(plan.totals, name.replace(" ", "_")) for name in SOURCES]
    entries: list[tuple[str, Cell]] = [
        (n, Fixed(float(a), "input")) for n, a in zip(SOURCES, amounts, strict=True)
    ]
    entries.append((DISCOUNT_RATE, Fixed(float(plan.scenario.report.discount_rate), "input_share")))
    entries.append((MONTHS, Fixed(parts.dossier.statement.months, "exact")))
    parts.areas["sources"] = page.facts(parts.titled("Money and rates"), entries)
    page.note(
        "The average returns are those of the plan as solved: what an item brings by what it gets. "
        "An edited spend returns at this rate; the curve or the limit behind it is not followed."
    )
    columns = (ITEM, AVERAGE, FREE)
    parts.areas["rates"] = page.table(
        "Average returns of the plan", columns, [_average(item) for item in plan.items]
    )


def source(parts: Parts, name: str) -> str:
    """The reference of one of the amounts or rates."""
    return parts.areas["sources"].cell([*SOURCES, DISCOUNT_RATE, MONTHS].index(name), "value")


def _average(item: PlanItem) -> tuple[Cell, ...]:
    rate = item.returned / item.spend if item.spend else Decimal(0)
    return (item.id, Fixed(float(rate), "exact"), money(Decimal(0) if item.spend else item.returned))


def timing(parts: Parts) -> None:
    """When an item's return arrives, as shares of it: in all, and the part that is cash."""
    page, made, plan = parts.pages["Timing"], parts.dossier.statement, parts.dossier.plan
    page.title("Timing of returns")
    page.note("The share of each item's return that arrives in a period; of the plan as solved.")
    spent = {item.id: item.returned for item in plan.items}

    def shares(flow: str) -> Iterator[tuple[Cell, ...]]:
        for one in made.items:
            whole = spent[one.id]
            series = getattr(one, flow)
            yield (one.id, *(Fixed(float(x / whole) if whole else 0.0, "exact") for x in series))

    for flow, title in (("returned", "Return"), ("cash", "Cash in")):
        parts.areas[flow] = page.table(title, ("item", *made.labels), shares(flow), freeze=flow == "returned")
