"""Scenarios side by side: each bridge adds up to the cent, and each cause is the one that was changed."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings

from allocator import InputError, NoPlanError, Scenario, load, scenario_of
from allocator.reports.compare import because
from allocator.scenario.edit import edited, with_budget
from allocator.studies.compare import Bridge, CompareAnswer, compare
from tests.cli.conftest import Run
from tests.oracle.mixed import mixed
from tests.studies.families import FAMILIES, FOLDER, family

WHAT_IF = FOLDER / "what_if"
SLOW = {"response_curves"}
TWO: dict[str, Any] = {
    "name": "two",
    "currency": "EUR",
    "budget": 1000,
    "horizon": {"start": "2027-01", "periods": 2, "every": "month"},
    "items": {
        "search": {"kind": "ad", "spend": {"max_total": 600}, "returns": {"roas": 3}},
        "social": {"kind": "ad", "spend": {"max_total": 900}, "returns": {"roas": 2}},
        "film": {
            "kind": "service",
            "units": {"price": 100, "max_total": 1},
            "returns": {"revenue": {"per_unit": 500}},
        },
    },
}


def ties_out(answer: CompareAnswer) -> bool:
    """Whether each bridge leads from the base to its case, in spend, return and net return."""
    base, cases = answer.cases[0], {case.name: case for case in answer.cases}
    return all(_leads(base.model_dump(), one, cases[one.case].model_dump()) for one in answer.bridges)


def _leads(base: dict[str, Any], one: Bridge, case: dict[str, Any]) -> bool:
    fields = ("spend", "returned", "net_return")
    return all(
        base[field] + sum(getattr(step, field) for step in one.steps) == case[field]
        and getattr(one, field) == sum(getattr(step, field) for step in one.steps)
        for field in fields
    )


def steps(base: Scenario, *changes: str) -> list[list[object]]:
    answer = compare(base, edited(base, changes))
    assert ties_out(answer)
    (one,) = answer.bridges
    return [[step.item, step.cause, step.spend, step.returned] for step in one.steps]


def test_each_cause_is_told_with_what_it_does() -> None:
    two = scenario_of(TWO)
    assert steps(two, "budget.total=900") == [["social", "spend", -100, -200]]
    assert steps(two, "items.search.returns.roas=2.5") == [["search", "inputs", 0, -300]]
    assert steps(two, "items.social=null") == [["social", "removed", -300, -600]]
    assert steps(two, "items.film.units.price=150") == [
        ["social", "spend", -50, -100],
        ["film", "inputs", 50, 0],
    ]
    assert steps(two, "items.search.spend.max_total=400", "items.search.returns.roas=4") == [
        ["search", "spend", -200, -600],
        ["search", "inputs", 0, 400],
        ["social", "spend", 200, 400],
    ]


def test_an_item_that_lifts_less_because_others_get_less_says_so() -> None:
    lifting = edited(scenario_of(TWO), ["items.crm={kind: tool, price: 10, uplift: {social: 50%}}"])
    (one,) = compare(lifting, edited(lifting, ["budget.total=900"])).bridges
    told = [[step.item, because(step), step.spend, step.returned] for step in one.steps]
    assert told == [["social", "less of it", -100, -200], ["crm", "lifts less of others", 0, -100]]


def test_money_in_other_periods_is_a_cause_of_its_own() -> None:
    season = edited(scenario_of(TWO), ["items.search.returns.season=[1, 1.2]"])
    early = edited(season, ["items.search.until=2027-01"])
    found = compare(season, early).bridges[0].steps
    assert ties_out(compare(season, early))
    assert [[step.item, step.cause] for step in found] == [["search", "terms"]]
    late = edited(season, ["budget.release=[1000, 0]"])
    even = edited(season, ["budget.release=[500, 500]", "budget.carry_over=false"])
    moved = compare(late, even)
    assert ties_out(moved)
    assert ["search", "timing"] in [[step.item, step.cause] for step in moved.bridges[0].steps]


def test_new_items_and_the_cost_of_money_have_steps() -> None:
    two = scenario_of(TWO)
    added = scenario_of(
        {
            **TWO,
            "items": {
                **TWO["items"],
                "tv": {"kind": "ad", "spend": {"max_total": 50}, "returns": {"roas": 9}},
            },
        }
    )
    answer = compare(two, added)
    assert ties_out(answer)
    assert [(s.item, s.cause) for s in answer.bridges[0].steps] == [("social", "spend"), ("tv", "added")]
    dear = edited(two, ["budget.extra={max_total: 100, cost: 10%}"])
    assert steps(two, "budget.extra={max_total: 100, cost: 10%}")[-1] == [None, "cost_of_money", 0, 0]
    assert compare(two, dear).bridges[0].steps[-1].net_return == -10


@pytest.mark.parametrize(("one", "other"), list(pairwise(sorted(set(FAMILIES) - SLOW))))
def test_bridges_between_scenarios_of_all_families_add_up(one: str, other: str) -> None:
    base, second = (edited(family(name), ["currency=EUR"]) for name in (one, other))
    assert ties_out(compare(base, second))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=mixed(), second=mixed())
def test_bridges_between_any_scenarios_add_up(first: Any, second: Any) -> None:
    try:
        base = scenario_of(first)
        answer = compare(base, with_budget(base, Decimal(170)), scenario_of(second))
    except (NoPlanError, InputError):
        reject()
    assume(answer.bridges)
    assert ties_out(answer)


def test_a_case_without_a_plan_is_a_column_and_so_is_a_base() -> None:
    base, impossible = load(WHAT_IF / "base.yaml"), load(WHAT_IF / "impossible_promise.yaml")
    answer = compare(base, impossible)
    assert [case.status for case in answer.cases] == ["optimal", "no plan"]
    assert answer.bridges == ()
    assert "at most 800.00 per period" in " ".join(answer.cases[1].conflict)
    assert compare(impossible, base).cases[1].returned is not None
    with pytest.raises(NoPlanError):
        compare(impossible, impossible)


def test_what_differs_is_listed_by_its_path() -> None:
    base, lower = load(WHAT_IF / "base.yaml"), load(WHAT_IF / "roas_20_lower.yaml")
    found = compare(base, lower).cases[1].inputs
    assert [(one.path, one.base, one.here) for one in found] == [
        ("items.paid_search.returns.roas", "5", "4"),
        ("items.paid_social.returns.roas", "4", "3.2"),
    ]
    capped = edited(base, ["limits.search at most half.max_total=40%"])
    assert [one.path for one in compare(base, capped).cases[1].inputs] == [
        "limits.search at most half.max_total"
    ]


def test_other_currencies_and_nothing_to_compare_are_mistakes() -> None:
    two = scenario_of(TWO)
    with pytest.raises(InputError, match="different currencies"):
        compare(two, edited(two, ["currency=USD"]))
    with pytest.raises(InputError, match="nothing to compare"):
        compare(two)
    with pytest.raises(InputError, match="not one name"):
        compare(two, two, names=["a"])
    assert [case.name for case in compare(two, two).cases] == ["two", "two (2)"]


def test_the_command_answers_in_words_and_in_data_that_can_be_verified(run: Run) -> None:
    base = WHAT_IF / "base.yaml"
    shown = run("compare", base, WHAT_IF / "cut_15.yaml", WHAT_IF / "impossible_promise.yaml")
    assert (shown.code, shown.err) == (0, "")
    assert "return 105,888.00 - 7,200.00 = 98,688.00   ties out" in shown.out
    assert "no plan is possible" in shown.out
    told = run("compare", base, "--set", "budget.total=40800", "--format", "json")
    assert [case["name"] for case in told.data["answer"]["cases"]] == ["as planned", "budget.total=40800"]
    again = run("verify", "-", stdin=told.out)
    assert (again.code, again.err) == (0, "")
    sheet = run("compare", base, WHAT_IF / "cut_15.yaml", "--format", "csv").out
    assert sheet.splitlines()[1] == "cut by 15 %,paid_search,less of it,-3600.00,-7200.00,-3600.00"


def test_mistakes_end_with_code_2(run: Run, tmp_path: Path) -> None:
    base = WHAT_IF / "base.yaml"
    assert "nothing to compare with" in run("compare", base).err
    assert run("compare", base).code == 2
    assert run("compare", base, tmp_path / "none.yaml").code == 2
    never = run("compare", WHAT_IF / "impossible_promise.yaml", WHAT_IF / "impossible_promise.yaml")
    assert (never.code, never.out) == (3, "")


def _town(**changes: Any) -> Scenario:
    """427 on a bring 61 leads, which fill the town that a shares with b; c brings others."""

    def ad(cost: int, **spend: Any) -> dict[str, Any]:
        return {"kind": "ad", "spend": spend, "returns": {"lead": {"cost_per": cost}}}

    ceiling = {"on": ["a", "b"], "max_total": changes.get("most", 61)}
    a, b = changes.get("a", 427), changes.get("b", 0)
    items = {
        "a": ad(changes.get("cost", 7), exact_total=a),
        "b": ad(8, exact_total=b),
        "c": ad(9, max_total=100),
    }
    metrics = {"lead": {"value": 10, "ceilings": {"town": ceiling}}}
    budget = changes.get("budget", 2000)
    return scenario_of({"currency": "EUR", "budget": budget, "metrics": metrics, "items": items})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        # 400 on b bring 50 of 111 leads: of all of them 61 count, so 61/111 of a's 61 and of b's 50
        (
            {"b": 400},
            [("a", "ceilings", 0, "-274.77"), ("b", "spend", 400, 500), ("b", "ceilings", 0, "-225.23")],
        ),
        # 31 of a's 61 leads are above a ceiling of 30
        ({"most": 30}, [("a", "ceilings", 0, -310)]),
        # at 5 instead of 7 a's 427 bring 85.4 leads, of which 24.4 are lost
        ({"cost": 5}, [("a", "inputs", 0, 244), ("a", "ceilings", 0, -244)]),
        # 77 more on a bring 11 leads, and all are lost
        ({"a": 504}, [("a", "spend", 77, 110), ("a", "ceilings", 0, -110)]),
    ],
)
def test_what_a_shared_ceiling_takes_is_a_cause_of_its_own_with_its_name(
    change: dict[str, Any], told: list[Any]
) -> None:
    answer = compare(_town(), _town(**change))
    assert ties_out(answer)
    found = answer.bridges[0].steps
    assert [(s.item, s.cause, s.spend, s.returned) for s in found] == [
        (item, cause, spend, Decimal(returned)) for item, cause, spend, returned in told
    ]
    assert all(s.ceilings == ("town",) for s in found if s.cause == "ceilings")
    assert {because(s) for s in found if s.cause == "ceilings"} == {"more lost to a ceiling: town"}
    back = compare(_town(**change), _town())
    assert ties_out(back)
    assert "less lost to a ceiling: town" in map(because, back.bridges[0].steps)


def test_a_cent_that_a_full_ceiling_takes_in_rounding_is_no_cause() -> None:
    shared = family("shared_audience")
    found = steps(shared, "items.shopping.spend.max_total=5000")
    assert [cause for _, cause, _, _ in found] == ["spend"] * 3
