"""The sheets Inputs and Timing: the only places where numbers stand that formulas start from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.plan import PlanItem
from allocator.render.workbook.page import Cell, Fixed, money
from allocator.render.workbook.parts import Parts

SOURCES = ("budget", "extra", "borrowed", "repaid", "interest", "reinvested", "reserve", "cost of money")
"""Amounts of the plan's totals that formulas take from here."""
RATE = "discount rate a year"
MONTHS = "months in a period"


def inputs(parts: Parts) -> None:
    """Money that comes in, and the spend of each item in each period, which may be edited."""
    page, plan = parts.pages["Inputs"], parts.dossier.plan
    page.title("Inputs")
    page.note(
        "Edit a spend (blue): totals, shares, returns at average rates and checks follow. "
        "The plan itself, its limits and its proof do not; solve again for those."
    )
    amounts = [getattr(plan.totals, name.replace(" ", "_")) for name in SOURCES]
    entries: list[tuple[str, Cell]] = [
        (n, Fixed(float(a), "input")) for n, a in zip(SOURCES, amounts, strict=True)
    ]
    entries.append((RATE, Fixed(float(plan.scenario.report.discount_rate), "share")))
    entries.append((MONTHS, Fixed(parts.dossier.statement.months, "exact")))
    parts.areas["sources"] = page.facts(parts.titled("Money and rates"), entries)
    labels = [period.label for period in plan.periods]
    rows: list[tuple[Cell, ...]]
    rows = [(item.id, *(Fixed(float(amount), "input") for amount in item.by_period)) for item in plan.items]
    parts.areas["spend"] = page.table(parts.titled("Spend"), ("item", *labels), rows)
    rates = ("item", "return per unit of money", "return without spend")
    parts.areas["rates"] = page.table(
        "Average returns of the plan", rates, [_rates(item) for item in plan.items]
    )


def source(parts: Parts, name: str) -> str:
    """The reference of one of the amounts or rates."""
    return parts.areas["sources"].cell([*SOURCES, RATE, MONTHS].index(name), "value")


def _rates(item: PlanItem) -> tuple[Cell, ...]:
    rate = item.returned / item.spend if item.spend else Decimal(0)
    return (item.id, Fixed(float(rate), "exact"), money(Decimal(0) if item.spend else item.returned))


def timing(parts: Parts) -> None:
    """When an item's return arrives, as shares of it: in all, and the part that is cash."""
    page, made, plan = parts.pages["Timing"], parts.dossier.statement, parts.dossier.plan
    page.title("Timing of returns")
    page.note("The share of each item's return that arrives in a period; of the plan as solved.")

    def shares(flow: str) -> Iterator[tuple[Cell, ...]]:
        for one in made.items:
            whole = plan.item(one.id).returned
            series = getattr(one, flow)
            yield (one.id, *(Fixed(float(x / whole) if whole else 0.0, "exact") for x in series))

    for flow, title in (("returned", "Return"), ("cash", "Cash in")):
        parts.areas[flow] = page.table(title, ("item", *made.labels), shares(flow))
