"""The sections of the finance report: sums tie out, every input is told, money is followed to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings

from allocator import InputError, NoPlanError, scenario_of, solve
from allocator.money import exact
from allocator.plan import Plan
from allocator.plan.tracing import OTHER
from allocator.reports.document import Facts, Money, Table
from allocator.reports.finance.assumptions import assumptions, inputs
from allocator.reports.finance.checks import tie_outs
from allocator.reports.finance.commitments import commitments
from allocator.reports.finance.dossier import Dossier, Provenance
from allocator.reports.finance.report import FinanceReport
from tests.oracle.mixed import mixed
from tests.studies.families import FAMILIES, family


def dossier(plan: Plan) -> Dossier:
    return Dossier(plan, Provenance("allocator report x.yaml -o x.md", "1.0"))


def check(plan: Plan) -> None:
    made = dossier(plan)
    with exact():
        differences = {what: one - other for what, one, other in tie_outs(made)}
        assert {what: gap for what, gap in differences.items() if gap} == {}
        for one in made.reinvested:
            assert sum(amount for _, amount in one.sources) == one.amount
            assert sum(amount for _, amount in one.uses) == one.amount
            assert all(amount > 0 for _, amount in (*one.sources, *one.uses))


@pytest.mark.parametrize("name", FAMILIES)
def test_all_checks_are_zero_in_every_family(name: str) -> None:
    check(solve(family(name)))


@settings(max_examples=20, deadline=None)
@given(mixed())
def test_all_checks_are_zero_in_random_scenarios(data) -> None:
    try:
        plan = solve(scenario_of(data))
    except (InputError, NoPlanError):
        return
    check(plan)


@pytest.mark.parametrize("name", FAMILIES)
def test_rows_of_money_add_up_to_their_totals(name: str) -> None:
    for block in FinanceReport(dossier(solve(family(name)))).document().blocks:
        if isinstance(block, Table) and block.total:
            for k, total in enumerate(block.total):
                cells = [row[k] for row in block.rows]
                if isinstance(total, Money) and block.columns[k].title not in ("baseline", "change"):
                    found = sum((cell.amount for cell in cells if isinstance(cell, Money)), Decimal(0))
                    assert found == total.amount, (block.title, block.columns[k].title)


def test_reinvested_money_comes_from_what_was_there_and_goes_to_what_is_meant() -> None:
    made = dossier(solve(family("starter")))
    spec = made.plan.scenario.budget.reinvest
    assert spec is not None
    assert made.reinvested
    given: dict[str, Decimal] = {}
    for one in made.reinvested:
        for name, amount in one.sources:
            assert name != OTHER
            given[name] = given.get(name, Decimal(0)) + amount
            cash = next(item.cash for item in made.statement.items if item.id == name)
            back = sum(cash[: one.period + 1 - spec.wait])
            assert given[name] <= spec.share * back + Decimal("0.05")
        for name, amount in one.uses:
            assert made.plan.item(name).time_frame in spec.into
            assert amount <= made.plan.item(name).by_period[one.period] + Decimal("0.01")


def test_every_input_is_told_with_its_source_and_unit() -> None:
    found = {one.path: one for one in inputs(dossier(solve(family("ranked_goals"))))}
    search = found["items.paid_search.returns.cpl"]
    assert (search.value, search.unit) == ("66.69", "money per lead")
    assert search.source.startswith("WordStream")
    assert found["items.newsletter.units.max_per_period"].unit == "units"
    assert found["items.newsletter.units.price"].unit == "EUR"
    assert found["items.open_day.from"].unit == ""
    assert found["metrics.lead.value"].value == "110"


def test_a_source_has_its_date_and_the_nearest_one_counts() -> None:
    data = {
        "budget": 100,
        "metrics": {"lead": {"value": 9, "source": "sales", "as_of": "2026-Q3"}},
        "items": {
            "a": {
                "kind": "ad",
                "spend": {"max_total": 60},
                "source": "agency",
                "as_of": "2026-10",
                "returns": {"cpl": 3, "source": "a test", "as_of": "2026-11-02"},
            },
        },
    }
    made = dossier(solve(scenario_of(data)))
    found = {one.path: (one.source, one.as_of) for one in inputs(made)}
    assert found["metrics.lead.value"] == ("sales", "2026-Q3")
    assert found["items.a.spend.max_total"] == ("agency", "2026-10")
    assert found["items.a.returns.cpl"] == ("a test", "2026-11-02")
    assert [column.title for column in assumptions(made).columns][-1] == "as of"
    plain = dossier(solve(family("starter")))
    assert [column.title for column in assumptions(plain).columns][-1] == "source"


def test_a_baseline_shows_the_change_and_only_of_items_that_have_one() -> None:
    data = {
        "budget": 100,
        "currency": "EUR",
        "report": {"title": "Plan 2027", "version": "draft 2", "prepared_by": "Ada Lund"},
        "items": {
            "a": {"kind": "ad", "spend": {"max_total": 60}, "baseline": 50, "returns": {"roas": 2}},
            "b": {"kind": "ad", "spend": {"max_total": 60}, "returns": {"roas": 3}, "info": {"owner": "Eva"}},
        },
    }
    document = FinanceReport(dossier(solve(scenario_of(data)))).document()
    assert document.title == "Plan 2027"
    facts = next(block for block in document.blocks if isinstance(block, Facts))
    assert dict(facts.entries)["version"] == "draft 2"
    table = next(block for block in document.blocks if isinstance(block, Table))
    titles = [column.title for column in table.columns]
    rows = [dict(zip(titles, row, strict=True)) for row in table.rows]
    assert (rows[0]["baseline"], rows[0]["change"]) == (Money(Decimal(50), 2), Money(Decimal(-10), 2))
    assert (rows[1]["baseline"], rows[1]["owner"], rows[0]["owner"]) == (None, "Eva", None)


def test_what_is_signed_says_from_when_it_can_be_cancelled_and_what_that_saves() -> None:
    data = {
        "budget": 10_000,
        "currency": "EUR",
        "horizon": {"start": "2027-01", "periods": 4, "every": "month"},
        "items": {
            "crm": {
                "kind": "tool",
                "price": {"amount": 100, "every": "month"},
                "status": "committed",
                "cancellable_from": "2027-03",
            },
            "lease": {"kind": "tool", "price": 700, "status": "committed"},
            "search": {"kind": "ad", "spend": {"max_total": 60}, "returns": {"roas": 3}},
        },
    }
    made = dossier(solve(scenario_of(data)))
    rows = {row[0]: row[-2:] for row in commitments(made).rows}
    assert rows["crm"] == ("from 2027-03", Money(Decimal(200), 2))
    assert rows["lease"] == ("not within the horizon", None)
    assert rows["search"] == (None, None)
    assert (commitments(made).total or ())[-1] == Money(Decimal(200), 2)
