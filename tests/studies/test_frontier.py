"""Ranges of budgets: what is told of one is what solving it alone gives, also on both sides of a change."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from allocator import InputError, NoPlanError, Plan, Scenario, scenario_of, solve
from allocator.reports.document import Table
from allocator.reports.frontier import FrontierReport
from allocator.scenario.edit import edited, with_budget
from allocator.studies.frontier import FrontierAnswer, FrontierPiece, frontier
from tests.bench.scenarios import scenario as bench_scenario
from tests.cli.conftest import Run
from tests.studies.families import FAMILIES, FOLDER, family

CENT = Decimal("0.01")
LINEAR = ("contracts_fixed", "low_season", "buyers_journey", "shared_audience")
CURVED_FAMILIES = ("response_curves", "carry_over")
LARGE = ("starter", "cut_15", "ranked_goals")
WHOLE_FAMILIES = sorted({*FAMILIES} - {*LINEAR, *CURVED_FAMILIES, *LARGE})
STEPPED = ("units_and_tiers", "timed_projects", "focus_networks")
"""One time frame, no goals: the plans on the line between two others are plans, so no best one is worse."""
THREE = {
    "currency": "EUR",
    "budget": 1000,
    "items": {
        "search": {"kind": "ad", "spend": {"max_total": 300}, "returns": {"roas": 3}},
        "social": {"kind": "ad", "spend": {"max_total": 500}, "returns": {"roas": 2}},
        "banner": {"kind": "ad", "spend": {"max_total": 500}, "returns": {"roas": 0.5}},
    },
}
WHOLE = {
    "currency": "JPY",
    "budget": 60,
    "items": {
        "a": {"kind": "tool", "price": 11, "returns": {"revenue": {"total_when_bought": 19}}},
        "b": {"kind": "tool", "price": 17, "returns": {"revenue": {"total_when_bought": 28}}},
        "c": {"kind": "tool", "price": 23, "returns": {"revenue": {"total_when_bought": 45}}},
        "d": {
            "kind": "service",
            "units": {"price": 9, "max_total": 3},
            "returns": {"revenue": {"per_unit": 13}},
        },
    },
}
CURVED = {
    "currency": "EUR",
    "budget": 200,
    "items": {
        name: {
            "kind": "ad",
            "spend": {"max_total": 400},
            "returns": {"revenue": {"curve": {"shape": "hill", "limit": most, "half_at_per_period": 80}}},
        }
        for name, most in {"search": 900, "social": 600}.items()
    },
}


def at(scenario: Scenario, budget: Decimal) -> Plan:
    return solve(with_budget(scenario, budget))


def inside(answer: FrontierAnswer, budget: Decimal) -> FrontierPiece:
    return next(piece for piece in answer.pieces if piece.start <= budget <= piece.stop)


def told(answer: FrontierAnswer, budget: Decimal) -> Mapping[str, Decimal]:
    """What the answer says of a budget: on the line between its two neighbours."""
    low, high = next((a, b) for a, b in pairwise(answer.points) if a.budget <= budget <= b.budget)
    part = (budget - low.budget) / (high.budget - low.budget)
    found = {name: (1 - part) * low.items[name] + part * high.items[name] for name in low.items}
    sums = {"return": (low.returned, high.returned), "net_return": (low.net_return, high.net_return)}
    return found | {name: (1 - part) * one + part * other for name, (one, other) in sums.items()}


def allowed(scenario: Scenario) -> Decimal:
    """What rounding to whole cents can cost: one of them for each item and period, at a rate of 5 at most."""
    return CENT * 5 * len(scenario.items) * scenario.horizon.calendar.count


def test_the_pieces_of_three_rates_are_those_of_the_closed_form() -> None:
    answer = frontier(scenario_of(THREE), start=Decimal(0), stop=Decimal(1000), points=2)
    assert answer.kind == "straight"
    assert answer.complete
    assert [[p.start, p.stop, p.marginal_return, *(t.id for t in p.takes)] for p in answer.pieces] == [
        [0, 300, 3, "search"],
        [300, 800, 2, "social"],
        [800, 1000, 0],
    ]
    assert [point.returned for point in answer.points] == [0, 900, 1900, 1900]


@pytest.mark.parametrize("name", LINEAR)
def test_between_two_points_the_plan_is_the_one_of_a_single_solve(name: str) -> None:
    scenario, rng = family(name), random.Random(name)
    answer = frontier(scenario, points=3)
    room = allowed(scenario)
    ends = int(answer.smallest * 100), int(answer.largest * 100)
    for budget in [Decimal(rng.randint(*ends)) * CENT for _ in range(3)]:
        plan, line = at(scenario, budget), told(answer, budget)
        assert abs(plan.totals.returned - line["return"]) <= room
        assert sum(abs(item.spend - line[item.id]) for item in plan.items) <= room
        assert inside(answer, budget).exact
    places = [piece.start for piece in answer.pieces][1:4]
    for budget in (place + side for place in places for side in (-CENT, Decimal(0), CENT)):
        assert abs(at(scenario, budget).totals.returned - told(answer, budget)["return"]) <= room


@pytest.mark.parametrize("name", WHOLE_FAMILIES)
def test_each_change_of_whole_things_is_one_on_both_sides_of_it(name: str) -> None:
    scenario = family(name)
    answer = frontier(scenario, points=3)
    assert answer.kind == "whole"
    agrees_with_single_solves(scenario, answer)
    rng = random.Random(name)
    for piece in [piece for piece in answer.pieces if piece.stop > piece.start and name in STEPPED][:3]:
        budget = piece.start + round((piece.stop - piece.start) * Decimal(rng.random()), 2)
        best = at(scenario, budget).totals.net_return
        assert told(answer, budget)["net_return"] <= best + allowed(scenario)


def agrees_with_single_solves(scenario: Scenario, answer: FrontierAnswer) -> None:
    """At each evenly spaced budget, and on both sides of the first changes."""
    room = allowed(scenario)
    points = {point.budget: point for point in answer.points}
    changes = [piece.start for piece in answer.pieces if piece.jumps]
    for budget in [b for b in points if points[b].asked] + [b - s for b in changes[:2] for s in (0, CENT)]:
        plan = at(scenario, budget)
        assert abs(plan.totals.returned - points[budget].returned) <= room
        assert abs(plan.totals.net_return - points[budget].net_return) <= room


@pytest.mark.parametrize("name", LARGE)
def test_what_may_be_missed_is_said_and_what_is_told_holds(name: str) -> None:
    scenario = family(name)
    own = Decimal(str(scenario.budget.total))
    answer = frontier(scenario, start=own, stop=own + 200, points=2, solves=60)
    assert not any(piece.exact for piece in answer.pieces)
    agrees_with_single_solves(scenario, answer)


@pytest.mark.parametrize("name", CURVED_FAMILIES)
def test_under_curves_each_budget_that_is_told_is_that_of_a_single_solve(name: str) -> None:
    scenario = family(name)
    answer = frontier(scenario, points=3)
    assert answer.kind == "curved"
    for point in answer.points:
        plan = at(scenario, point.budget)
        proven = answer.within + Decimal(repr(plan.gap)) * plan.totals.returned + allowed(scenario)
        assert abs(plan.totals.net_return - point.net_return) <= proven


def test_what_is_bought_for_a_cent_is_seen_where_money_is_counted_finer() -> None:
    """A cent for the helper, beside its fee, doubles what the film brings."""
    tool = {
        "kind": "tool",
        "time_frame": "medium",
        "spend": {"max_total": 260, "fee_if_used_per_period": 20},
        "returns": {
            "revenue": {
                "tranches": [{"up_to_total": 90, "per_money": 0.5}, {"up_to_total": 220, "per_money": 3}]
            },
            "price_rise": {"per_doubling": "50%", "from_per_period": 90},
        },
    }
    lifting = {"helper": tool | {"uplift": [{"on": "all", "by": "100%"}]}, "film": tool}
    data = {"budget": 480, "horizon": {"periods": 1, "every": "month"}, "items": lifting}
    scenario = scenario_of(data | {"policy": {"order": "together"}})
    assert solve(scenario).item("helper").spend == Decimal("20.01")
    for point in frontier(scenario, points=3).points:
        assert abs(at(scenario, point.budget).totals.net_return - point.net_return) <= allowed(scenario)


def test_changes_that_are_not_followed_up_are_said() -> None:
    cut = frontier(family("units_and_tiers"), points=3, solves=5)
    assert not cut.complete
    assert cut.solves < 10
    left = [piece for piece in cut.pieces if not piece.followed]
    assert left
    (table,) = (
        block
        for block in FrontierReport((family("units_and_tiers"),), {}, cut).document().blocks
        if isinstance(block, Table) and block.title.startswith("Between")
    )
    told = [str(row[-1]).startswith("on average, not followed up: ") for row in table.rows]
    assert told == [not piece.followed for piece in cut.pieces]
    whole = frontier(family("units_and_tiers"), points=3)
    assert all(piece.followed for piece in whole.pieces)
    assert whole.complete


def test_curves_are_told_at_points() -> None:
    curved = scenario_of(CURVED)
    answer = frontier(curved, start=Decimal(100), stop=Decimal(300), points=3)
    assert answer.kind == "curved"
    for point in answer.points:
        best = solve(with_budget(curved, point.budget), gap=1e-7).totals.net_return
        assert abs(best - point.net_return) <= answer.within + Decimal("0.02")
    assert answer.within <= Decimal("0.05")
    assert answer.pieces[0].marginal_return > answer.pieces[1].marginal_return
    assert not any(piece.exact for piece in answer.pieces)


def test_steps_of_whole_things_are_all_found_where_all_is_bought_as_a_whole() -> None:
    scenario = scenario_of(WHOLE)
    answer = frontier(scenario, start=Decimal(0), stop=Decimal(60), points=2)
    best = [at(scenario, Decimal(budget)).totals.net_return for budget in range(61)]
    steps = [budget for budget in range(1, 61) if best[budget] != best[budget - 1]]
    assert [piece.start for piece in answer.pieces if piece.jumps] == steps
    assert [(p.budget, p.net_return) for p in answer.points] == [
        (p.budget, best[int(p.budget)]) for p in answer.points
    ]
    assert all(piece.exact for piece in answer.pieces)
    assert answer.complete


def test_a_list_of_releases_is_scaled_and_shares_of_the_budget_grow() -> None:
    data = THREE | {
        "horizon": {"start": "2027-01", "periods": 3, "every": "month"},
        "budget": {"total": 900, "release": [100, 200, 600], "reserve": "10%"},
        "limits": [{"on": "search", "max_total": "20%", "of": "budget"}],
    }
    scenario = scenario_of(data)
    assert with_budget(scenario, Decimal(90)).to_data()["budget"]["release"] == ["10", "20", "60"]
    answer = frontier(scenario, start=Decimal(300), stop=Decimal(900), points=4)
    for point in answer.points:
        assert abs(at(scenario, point.budget).totals.returned - point.returned) <= allowed(scenario)
    assert answer.pieces[0].marginal_return == pytest.approx(0.2 * 3 + 0.7 * 2)


def test_more_budget_is_never_worse_where_all_money_may_be_left() -> None:
    answer = frontier(family("low_season"), points=4)
    assert [p.net_return for p in answer.points] == sorted(p.net_return for p in answer.points)
    rates = [piece.marginal_net_return for piece in answer.pieces]
    assert rates == sorted(rates, reverse=True)


@pytest.mark.parametrize("name", ["buyers_journey", "contracts_fixed"])
def test_the_smallest_budget_has_a_plan_and_a_cent_less_has_none(name: str) -> None:
    scenario = family(name)
    answer = frontier(scenario, start=Decimal(10), stop=Decimal(61000), points=2)
    assert answer.smallest > answer.start
    at(scenario, answer.smallest)
    with pytest.raises(NoPlanError):
        at(scenario, answer.smallest - CENT)


def test_the_smallest_budget_for_what_is_bought_as_a_whole() -> None:
    scenario = edited(scenario_of(WHOLE), ["items.a.status=committed", "items.b.status=committed"])
    answer = frontier(scenario, start=Decimal(5), stop=Decimal(60), points=4)
    assert [answer.smallest, answer.start] == [28, 5]


def test_a_range_without_any_plan_is_told_like_a_scenario_without_one() -> None:
    with pytest.raises(NoPlanError):
        frontier(family("buyers_journey"), start=Decimal(10), stop=Decimal(1000))


def test_many_budgets_take_fewer_solves() -> None:
    scenario = scenario_of(bench_scenario(40, 1, "month", tranches=True, goals=False))
    answer = frontier(scenario, points=200)
    assert sum(point.asked for point in answer.points) == 200
    assert answer.solves < 120
    for point in random.Random(7).sample(answer.points, 4):
        assert abs(at(scenario, point.budget).totals.returned - point.returned) <= allowed(scenario)


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        ("budget.total=unlimited", {}, "an amount that the plan may spend"),
        ("policy.minimise=budget", {}, "an amount that the plan may spend"),
        ("name=x", {"start": Decimal(9), "stop": Decimal(9)}, "more than 9"),
        ("name=x", {"start": Decimal("0.001")}, "at most 2 decimals"),
        ("name=x", {"points": 1}, "2 or more"),
    ],
)
def test_no_range_is_a_mistake(change: str, options: Mapping[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        frontier(edited(scenario_of(THREE), [change]), **options)


def test_the_command_answers_in_words_and_in_data_that_can_be_verified(run: Run) -> None:
    path = FOLDER / "low_season.yaml"
    shown = run("frontier", path, "--from", 30000, "--to", 90000)
    assert "paid_social 100%" in shown.out
    assert "Best return by budget" in shown.out
    asked = ("frontier", path, "--points", 3, "--format", "json")
    again = run("verify", "-", stdin=run(*asked).out)
    assert (again.code, again.err) == (0, "")
    sheet = run("frontier", path, "--points", 3, "--format", "csv").out
    assert sheet.splitlines()[0].startswith("budget,spend,return,net return")
    for word in ("much", "nan", "inf"):
        ended = run("frontier", path, "--from", word)
        assert (ended.code, ended.out) == (2, "")
        assert f"--from: {word}: expected an amount" in ended.err
