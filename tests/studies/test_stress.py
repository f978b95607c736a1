"""Inputs that may be off: today's plan kept, the best one solved again, the smallest error that matters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from rich.cells import cell_len

from allocator import InputError, NoPlanError, Scenario, scenario_of, solve
from allocator.render.terminal import Screen, terminal_text
from allocator.reports.stress import StressReport
from allocator.scenario.edit import edited, with_budget
from allocator.scenario.figures import with_prices_times, with_returns_times
from allocator.studies.stress import StressAnswer, StressedInput, stress
from tests.cli.conftest import Run
from tests.studies.families import FAMILIES, FOLDER, family

ROUNDING = Decimal("0.15")
TWO: dict[str, Any] = {
    "currency": "EUR",
    "budget": 1000,
    "policy": {"order": "together"},
    "items": {
        "search": {"kind": "ad", "spend": {"max_total": 5000}, "returns": {"roas": 2, "range": "30%"}},
        "radio": {"kind": "ad", "spend": {"max_total": 5000}, "returns": {"roas": 1.8}},
        "fair": {"kind": "ad", "price": 900, "returns": {"cash": [900]}},
    },
}
"""All goes to search; radio takes over once search brings less than 1.8, or radio more than 2."""


def the(answer: StressAnswer, name: str) -> StressedInput:
    return next(one for one in answer.inputs if one.name == name)


def moved(scenario: Scenario, one: StressedInput, error: Decimal) -> Scenario:
    """The scenario with an error, written by hand where one number moves."""
    factor = 1 + error
    if one.place == "budget.total":
        return with_budget(scenario, round(Decimal(one.now or 0) * factor, scenario.digits))
    what, _, item = one.name.partition(" of ")
    if what in ("returns", "price") and one.now is None:
        return {"returns": with_returns_times, "price": with_prices_times}[what](scenario, item, factor)
    now = Decimal(repr(one.now))
    value = now * factor if one.unit == "share" else now + error
    return edited(scenario, [f"{one.place}={value:f}"])


def test_every_number_is_that_of_the_closed_form() -> None:
    answer = stress(scenario_of(TWO))
    assert answer.net_return == 1000
    search, radio = the(answer, "returns of search"), the(answer, "returns of radio")
    assert (search.up.by, radio.up.by) == (0.3, 0.2)
    assert [search.down.kept, search.up.kept, search.down.best, search.up.best] == [400, 1600, 800, 1600]
    assert [radio.down.kept, radio.up.kept, radio.down.best, radio.up.best] == [1000, 1000, 1000, 1160]
    assert [search.swing, radio.swing] == [1200, 160]
    assert search.flips_at == pytest.approx(-0.1, rel=5e-3)
    assert radio.flips_at == pytest.approx(2 / 1.8 - 1, rel=5e-3)
    assert set(search.down.changed) == {"search", "radio"}
    assert search.up.changed == ()


def test_inputs_stand_in_the_order_of_their_swing() -> None:
    answer = stress(scenario_of(TWO))
    swings = [one.swing for one in answer.inputs]
    assert swings == sorted(swings, reverse=True)
    budget = the(answer, "budget")
    assert [budget.down.kept, budget.down.best, budget.up.kept, budget.up.best] == [None, 800, 1000, 1200]


def test_prices_move_but_for_those_that_are_signed() -> None:
    data = {**TWO, "budget": 950, "items": {**TWO["items"]}}
    data["items"]["fair"] = {"kind": "ad", "price": 900, "returns": {"cash": [2000]}}
    price = the(stress(scenario_of(data)), "price of fair")
    assert [price.down.kept, price.down.best, price.up.kept] == [1330, 1510, None]
    assert price.up.best == 950
    assert price.flips_at == pytest.approx(-9.5 / 900, rel=1e-2)
    data["items"]["fair"] |= {"status": "committed"}
    assert not [one for one in stress(scenario_of(data)).inputs if one.name == "price of fair"]


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "starter"])
def test_the_best_plan_under_a_moved_input_is_that_of_a_single_solve(name: str) -> None:
    scenario = family(name)
    answer = stress(scenario, by=Decimal("0.05"), solves=16)
    for one in [one for one in answer.inputs if one.now is not None or one.unit == "share"][:2]:
        for side in (one.down, one.up):
            changed = moved(scenario, one, Decimal(repr(side.by)))
            if side.best is None:
                with pytest.raises(NoPlanError):
                    solve(changed)
                continue
            alone = solve(changed)
            # Under curves each of the two plans is known to within its own proof.
            room = ROUNDING + (side.within or 0) + Decimal(repr(alone.gap)) * alone.totals.returned
            assert abs(alone.totals.net_return - side.best) <= room
            assert (
                side.kept is None
                or one.name == "budget"
                or side.kept - room <= side.best
                or _ordered(scenario)
            )


def test_a_plan_that_is_as_good_as_the_best_one_is_not_shown_as_better() -> None:
    hills = [(27, 7, 2), (66, 10, 3), (52, 11, 2), (40, 18, 3), (85, 16, 3), (84, 13, 2)]
    items = {}
    for k, (limit, half, steepness) in enumerate(hills):
        curve = {"shape": "hill", "limit": limit * 1000, "half_at_total": half * 1000, "steepness": steepness}
        items[f"i{k}"] = {"kind": "ad", "spend": {}, "returns": {"revenue": {"curve": curve}}}
    scenario = scenario_of({"budget": 50000, "policy": {"order": "together"}, "items": items})
    answer = stress(scenario, by=Decimal("0.002"), solves=40)
    sides = [side for one in answer.inputs for side in (one.down, one.up) if not side.changed]
    assert any(side.within for side in sides)
    pairs = [(side.kept, side.best) for side in sides if side.kept is not None and side.best is not None]
    assert pairs
    assert all(kept <= best for kept, best in pairs)


def _ordered(scenario: Scenario) -> bool:
    """Whether an order of stages, or another aim, lets a plan with less net return be the best one."""
    return len(scenario.policy.order) > 3 or bool(scenario.goals) or scenario.policy.objective != "net_return"


@pytest.mark.parametrize("name", ["contracts_fixed", "low_season", "units_and_tiers"])
def test_the_smallest_error_changes_the_plan_and_a_smaller_one_does_not(name: str) -> None:
    scenario = family(name)
    spend = {item.id: item.spend for item in solve(scenario).items}
    some = sum(spend.values()) / 100
    flips = [
        one for one in stress(scenario, solves=80).inputs if one.flips_at and one.name.startswith("returns")
    ][:2]
    assert flips
    for one in flips:
        for error, changes in ((one.flips_at, True), (one.holds_at, False)):
            assert error is not None
            plan = solve(moved(scenario, one, Decimal(repr(error))))
            differs = [
                item.id
                for item in plan.items
                if abs(item.spend - spend[item.id]) > some or item.bought is not bool(spend[item.id])
            ]
            assert bool(differs) is changes, (one.name, error)
        assert abs(one.flips_at or 0) <= abs(one.holds_at or 0) * 1.01 or abs(one.flips_at or 0) <= 2e-5


def test_a_share_that_is_none_is_a_mistake(run: Run) -> None:
    with pytest.raises(InputError, match="not a share"):
        stress(scenario_of(TWO), by=Decimal(2))
    for by in ("200%", "much", "0"):
        ended = run("stress", FOLDER / "contracts_fixed.yaml", "--by", by)
        assert (ended.code, ended.out) == (2, "")


def test_the_command_draws_a_tornado_and_can_be_verified(run: Run) -> None:
    path = FOLDER / "contracts_fixed.yaml"
    told = run("stress", path, "--solves", "200").out
    assert "The smallest error that changes the plan: budget, -10.5%." in told
    answer = run("stress", path, "--by", "10%", "--solves", "20", "--format", "json")
    assert answer.data["question"] == {"by": "0.1", "periods": 1, "solves": 20}
    again = run("verify", "-", stdin=answer.out)
    assert (again.code, again.err) == (0, "")


def test_an_uplift_is_an_input_too() -> None:
    data = {
        "budget": 1000,
        "items": {
            "crm": {"kind": "tool", "price": 100, "uplift": {"search": "20%"}},
            "search": {"kind": "ad", "spend": {"max_total": 2000}, "returns": {"roas": 2}},
        },
    }
    lifted = the(stress(scenario_of(data)), "returns of crm")
    assert [lifted.down.kept, lifted.up.kept] == [1160 - 72, 1160 + 72]


def test_where_inputs_stand_is_shown_in_whole_on_a_screen_of_a_hundred_columns() -> None:
    tranches = [{"up_to_per_period": 600, "per_money": 5}, {"up_to_per_period": 1200, "per_money": 2}]
    items = {
        "newsletter_sponsorships": {
            "kind": "ad",
            "spend": {"max_per_period": 1200},
            "returns": {"revenue": {"tranches": tranches}},
        }
    }
    scenario = scenario_of({"budget": 1000, "items": items})
    report = StressReport((scenario,), {}, stress(scenario))
    lines = terminal_text(report.document(), Screen(100, styled=False)).splitlines()
    assert all(cell_len(line) <= 100 for line in lines)
    place = "items.newsletter_sponsorships.returns.revenue.tranches.1.up_to_per_period"
    assert any(place in line and line.split()[-3:] == ["600", "480", "720"] for line in lines)
