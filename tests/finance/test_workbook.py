"""The workbook says what the plan says, and goes on saying it when finance edits a spend."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from allocator import scenario_of, solve
from allocator.plan import Plan
from allocator.render.workbook.sheets import sheets_of
from allocator.reports.finance.calendar import quarters_of
from allocator.reports.finance.dossier import Dossier, Provenance
from allocator.reports.finance.page import Studied
from tests.finance.books import (
    book_of,
    formulas,
    needs_office,
    opened,
    recalculated,
    same,
    solved,
    table,
    without_values,
)
from tests.studies.families import FAMILIES

CENT = Decimal("0.01")
EXTRA = Decimal("137.25")


@pytest.mark.parametrize("name", FAMILIES)
def test_totals_are_the_plans_to_the_cent(name: str) -> None:
    plan = solved(name)
    totals = plan.to_data()["totals"]
    book = opened(book_of(plan))
    assert [sheet.title for sheet in book] == [sheet.name for sheet in sheets_of(Studied())] + ["Plan JSON"]
    assert book["Plan JSON"].sheet_state == "veryHidden"
    spend, back = Decimal(totals["spend"]), Decimal(totals["return"])
    allocation, months = table(book, "Allocation", "item"), table(book, "Monthly", "period")
    assert allocation.amount("TOTAL", "allocated") == spend
    assert allocation.amount("TOTAL", "return") == back
    assert (months.amount("TOTAL", "cash out"), months.amount("TOTAL", "return")) == (spend, back)
    assert table(book, "Inputs", "item").amount("TOTAL", "total") == spend
    assert table(book, "Commitments", "item").amount("TOTAL", "spend") == spend
    assert table(book, "Returns", "time frame").amount("TOTAL", "spend") == spend
    for group in ("time frame", "kind", "channel"):
        assert table(book, "Summary", group).amount("TOTAL", "return") == back
    for item in plan.items:
        assert allocation.amount(item.id, "allocated") == item.spend
        assert allocation.amount(item.id, "return") == item.returned
        spends = table(book, "Inputs", "item").values[item.id]
        assert [Decimal(repr(spends[period.label])).quantize(CENT) for period in plan.periods] == [
            amount.quantize(CENT) for amount in item.by_period
        ]
    assert all(row["difference"] == 0 for row in table(book, "Checks", "check").values.values())


def test_the_same_plan_makes_the_same_bytes() -> None:
    assert book_of(solved("starter")) == book_of(solve(solved("starter").scenario))


@needs_office
def test_every_formula_recalculated_is_its_stored_value(tmp_path: Path) -> None:
    made = {name: book_of(solved(name)) for name in FAMILIES}
    found = recalculated({name: without_values(data) for name, data in made.items()}, tmp_path)
    for name, data in made.items():
        stored, count = opened(data), 0
        for sheet, cell, formula in formulas(opened(data, values=False)):
            one, other = stored[sheet][cell].value, found[name][sheet][cell].value
            assert same(one, other), (name, sheet, cell, formula, one, other)
            count += 1
        assert count > 100, name
        checks = table(found[name], "Checks", "check").values
        assert {what: row["difference"] for what, row in checks.items() if row["difference"]} == {}
        assert str(found[name]["Cover"]["C11"].value) == f"all {len(checks)} differences are nil"


@needs_office
def test_after_an_edit_of_a_spend_everything_follows(tmp_path: Path) -> None:
    edited = {}
    for name in FAMILIES:
        book = without_values(book_of(solved(name)))
        item, t = _edited(solved(name))
        cell = table(book, "Inputs", "item").cells[item, solved(name).periods[t].label]
        book["Inputs"][cell] = float(Decimal(repr(book["Inputs"][cell].value)) + EXTRA)
        edited[name] = book
    found = recalculated(edited, tmp_path)
    for name in FAMILIES:
        _follows(solved(name), found[name])


def _edited(plan: Plan) -> tuple[str, int]:
    """An item that gets and brings something, and a period in which it does."""
    item = max((i for i in plan.items if i.status != "committed"), key=lambda i: i.returned * bool(i.spend))
    return item.id, max(range(len(plan.periods)), key=lambda t: item.by_period[t])


def _follows(plan: Plan, book: object) -> None:
    name, t = _edited(plan)
    item, totals = plan.item(name), plan.totals
    spend = item.spend + EXTRA
    back = (spend * (item.returned / item.spend)).quantize(CENT, ROUND_HALF_UP)
    allocation, months = table(book, "Allocation", "item"), table(book, "Monthly", "period")
    assert allocation.amount(name, "allocated") == spend
    assert allocation.amount(name, "return") == back
    assert allocation.amount("TOTAL", "allocated") == totals.spend + EXTRA
    assert allocation.amount("TOTAL", "return") == totals.returned + back - item.returned
    share = allocation.values[name]["share"]
    assert share == pytest.approx(float(spend / (totals.spend + EXTRA)))
    label = plan.periods[t].label
    assert months.amount(label, "cash out") == plan.periods[t].spend + EXTRA
    assert months.amount("TOTAL", "cash out") == totals.spend + EXTRA
    frames = table(book, "Returns", "time frame")
    members = [i for i in plan.items if i.time_frame == item.time_frame]
    assert frames.amount(item.time_frame, "spend") == sum(i.spend for i in members) + EXTRA
    assert table(book, "Summary", "time frame").amount("TOTAL", "spend") == totals.spend + EXTRA
    for quarter, periods in quarters_of(Dossier(plan, Provenance("", ""))):
        paid = sum(plan.periods[k].spend for k in periods if k < len(plan.periods))
        expected = paid + EXTRA * (t in periods)
        assert table(book, "Monthly", "quarter").amount(quarter, "cash out") == expected
    wrong = {k: v["difference"] for k, v in table(book, "Checks", "check").values.items() if v["difference"]}
    assert list(wrong) == ["money that came in = spent, unspent and reserve"]
    assert Decimal(repr(next(iter(wrong.values())))).quantize(CENT) == -EXTRA


def test_a_users_own_columns_are_carried_through_unchanged() -> None:
    info = {"owner": "Ida", "cost centre": "0047", "allocated": "no", "item": "x1", "change": "5", "why": ""}
    data = {
        "budget": 100,
        "items": {
            "TOTAL": {"kind": "ad", "spend": {"max_total": 60}, "returns": {"roas": 2}, "info": info},
            "1e5": {"kind": "ad", "spend": {"max_total": 60}, "returns": {"roas": 3}, "baseline": 7},
        },
    }
    plan = solve(scenario_of(data))
    rows = list(opened(book_of(plan))["Allocation"].iter_rows(values_only=True))
    start = next(k for k, row in enumerate(rows) if row[0] == "item")
    titles = list(rows[start])
    for key, text in info.items():
        assert rows[start + 1][titles.index(key, 1)] == text
    assert rows[start + 1][0] == "TOTAL"
    assert rows[start + 2][0] == "1e5"
    assert rows[start + 2][len(titles) - 1 - titles[::-1].index("baseline")] == 7
