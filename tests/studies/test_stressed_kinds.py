"""Each kind of input moved, against single solves of scenarios that are edited by hand."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from allocator import InputError, NoPlanError, Scenario, scenario_of, solve
from allocator.studies.stress import Moved, StressAnswer, StressedInput, stress
from tests.cli.conftest import Run
from tests.studies.families import FAMILIES, family

ROUNDING = Decimal("0.15")
BASE: dict[str, Any] = {
    "currency": "EUR",
    "horizon": {"start": "2027-01", "periods": 4, "every": "month"},
    "budget": {"total": 4000, "release": "even", "reinvest": {"share": "100%", "into": "all", "lag": 1}},
    "metrics": {"lead": {"value": 10}, "click": {}},
    "policy": {"order": "together"},
    "items": {
        "x": {},
        "other": {"kind": "ad", "spend": {"max_per_period": 2500}, "returns": {"roas": "1.3", "delay": 1}},
    },
}
"""What x brings can be spent again; what x does not get, other gets."""
AD: dict[str, Any] = {"kind": "ad", "spend": {"max_per_period": 800, "max_total": 3000}}
TRANCHES = {
    "tranches": [{"up_to_per_period": 400, "per_money": 3}, {"up_to_per_period": 800, "per_money": 1}]
}
HILL = {"shape": "hill", "limit": 4000, "half_at_per_period": 600}
POWER = {"shape": "power", "exponent": "0.6", "at": {"spend_per_period": 500, "brings": 1500}}
FILM = {"kind": "service", "price": {"schedule": [500, 500]}, "returns": {"cash": [0, 900, 900]}}
LIFT = {"kind": "tool", "price": 300}


def ad(**returns: Any) -> dict[str, Any]:
    return AD | {"returns": returns}


CASES: dict[str, tuple[dict[str, Any], str, str, dict[str, Any]]] = {
    "delay, earlier": (ad(roas=3, delay=1), "delay of x", "down", ad(roas=3, delay=0)),
    "delay, later": (ad(roas=3, delay=1), "delay of x", "up", ad(roas=3, delay=2)),
    "profile, earlier": (
        ad(roas=3, spread=[0, 0.5, 0.5]),
        "delay of x",
        "down",
        ad(roas=3, spread=[0.5, 0.5]),
    ),
    "profile, later": (
        ad(roas=3, spread=[0, 0.5, 0.5]),
        "delay of x",
        "up",
        ad(roas=3, spread=[0, 0.5, 0.5], delay=1),
    ),
    "cash, earlier": (FILM, "delay of x", "down", FILM | {"returns": {"cash": [900, 900]}}),
    "payments, later": (FILM, "payment dates of x", "up", FILM | {"price": {"schedule": [0, 500, 500]}}),
    "margin": (ad(roas=5, margin="50%"), "margin of x", "down", ad(roas=5, margin="40%")),
    "seasonality": (
        ad(roas=3, season={"2027-02": "50%", "2027-03": "200%"}),
        "seasonality of x",
        "up",
        ad(roas=3, season={"2027-02": "40%", "2027-03": "220%"}),
    ),
    "price index": (
        ad(roas=3, price_index=[1, 1, 1, "150%"]),
        "price index of x",
        "down",
        ad(roas=3, price_index=[1, 1, 1, "140%"]),
    ),
    "price rise": (
        ad(roas=3, price_rise={"per_doubling": "10%", "from_per_period": 200}),
        "price rise of x",
        "up",
        ad(roas=3, price_rise={"per_doubling": "12%", "from_per_period": 200}),
    ),
    "where prices rise": (
        ad(roas=3, price_rise={"per_doubling": "50%", "from_per_period": 200}),
        "spend from which prices rise of x",
        "down",
        ad(roas=3, price_rise={"per_doubling": "50%", "from_per_period": 160}),
    ),
    "retention, to 0": (
        ad(roas=2, carry_over={"retain": "50%", "normalised": False}),
        "retention of x",
        "down",
        ad(roas=2, carry_over={"retain": "40%", "normalised": False}),
    ),
    "retention, to 1": (
        ad(roas=2, carry_over={"retain": "90%", "normalised": True, "periods": 3}),
        "retention of x",
        "up",
        ad(roas=2, carry_over={"retain": "92%", "normalised": True, "periods": 3}),
    ),
    "peak": (
        ad(roas=2, carry_over={"retain": "50%", "peak": 1, "normalised": False, "periods": 4}),
        "peak of the carry-over of x",
        "up",
        ad(roas=2, carry_over={"retain": "50%", "peak": 2, "normalised": False, "periods": 4}),
    ),
    "length": (
        ad(roas=2, carry_over={"retain": "50%", "normalised": False, "periods": 2}),
        "length of the carry-over of x",
        "up",
        ad(roas=2, carry_over={"retain": "50%", "normalised": False, "periods": 3}),
    ),
    "weights": (
        ad(roas=2, carry_over={"weights": [1, 0.5, 0.25]}),
        "carry-over of x",
        "down",
        ad(roas=2, carry_over={"weights": [1, 0.4, 0.2]}),
    ),
    "edge of a tranche": (
        ad(revenue=TRANCHES),
        "end of tranche 1 of x",
        "up",
        ad(revenue={"tranches": [{"up_to_per_period": 480, "per_money": 3}, TRANCHES["tranches"][1]]}),
    ),
    "rate of a tranche": (
        ad(revenue=TRANCHES),
        "rate of tranche 1 of x",
        "down",
        ad(revenue={"tranches": [{"up_to_per_period": 400, "per_money": 2.4}, TRANCHES["tranches"][1]]}),
    ),
    "rate per outcome": (
        ad(click={"per_money": 2}, lead={"per": {"click": "15%"}}),
        "lead per click of x",
        "up",
        ad(click={"per_money": 2}, lead={"per": {"click": "18%"}}),
    ),
    "one metric of several": (
        ad(click={"per_money": 2}, lead={"cost_per": 4}),
        "cost per lead of x",
        "up",
        ad(click={"per_money": 2}, lead={"cost_per": "4.8"}),
    ),
    "half-saturation": (
        ad(revenue={"curve": HILL}),
        "half-saturation of x",
        "up",
        ad(revenue={"curve": HILL | {"half_at_per_period": 720}}),
    ),
    "limit of a curve": (
        ad(revenue={"curve": HILL | {"cap": 2000}}),
        "limit of x",
        "down",
        ad(revenue={"curve": HILL | {"cap": 2000, "limit": 3200}}),
    ),
    "cap of a curve": (
        ad(revenue={"curve": HILL | {"cap": 1500}}),
        "cap of x",
        "down",
        ad(revenue={"curve": HILL | {"cap": 1200}}),
    ),
    "exponent": (
        ad(revenue={"curve": POWER}),
        "exponent of x",
        "up",
        ad(revenue={"curve": POWER | {"exponent": "0.68"}}),
    ),
    "known spend": (
        ad(revenue={"curve": POWER}),
        "known spend of x",
        "down",
        ad(revenue={"curve": POWER | {"at": {"spend_per_period": 400, "brings": 1500}}}),
    ),
    "known outcome": (
        ad(revenue={"curve": POWER | {"cap": 2000}}),
        "known outcome of x",
        "up",
        ad(revenue={"curve": POWER | {"cap": 2000, "at": {"spend_per_period": 500, "brings": 1800}}}),
    ),
    "points": (
        ad(revenue={"curve": {"shape": "points", "points_per_period": [[400, 1200], [800, 1500]]}}),
        "spend at the points of x",
        "up",
        ad(revenue={"curve": {"shape": "points", "points_per_period": [[480, 1200], [960, 1500]]}}),
    ),
    "fee": (
        {**AD, "spend": {"max_total": 2000, "fee_if_used_total": 100}, "returns": {"roas": 3}},
        "fee of x",
        "up",
        {**AD, "spend": {"max_total": 2000, "fee_if_used_total": 120}, "returns": {"roas": 3}},
    ),
    "uplift, later": (
        LIFT | {"uplift": [{"on": "other", "by": "30%", "lasts": 2}]},
        "delay of the uplift of x",
        "up",
        LIFT | {"uplift": [{"on": "other", "by": "30%", "lasts": 2, "delay": 1}]},
    ),
    "uplift, shorter": (
        LIFT | {"runs": 1, "uplift": [{"on": "other", "by": "60%", "lasts": 2}]},
        "duration of the uplift of x",
        "down",
        LIFT | {"runs": 1, "uplift": [{"on": "other", "by": "60%", "lasts": 1}]},
    ),
}
"""An item x, the name of an input, the side, and x as it is then."""


def scenario_with(x: dict[str, Any], **more: Any) -> Scenario:
    data = deepcopy(BASE) | more
    data["items"]["x"] = x
    return scenario_of(data)


def the(answer: StressAnswer, name: str) -> StressedInput:
    return next(one for one in answer.inputs if one.name == name)


def side(answer: StressAnswer, name: str, which: str) -> Moved:
    found: Moved = getattr(the(answer, name), which)
    return found


@pytest.mark.parametrize("case", CASES)
def test_the_best_plan_then_is_that_of_the_scenario_edited_by_hand(case: str) -> None:
    before, name, which, after = CASES[case]
    scenario = scenario_with(before)
    found = side(stress(scenario, solves=100), name, which)
    plan, then = solve(scenario, gap=1e-7), solve(scenario_with(after), gap=1e-7)
    assert then.totals.net_return != plan.totals.net_return
    assert found.best is not None
    assert abs(found.best - then.totals.net_return) <= ROUNDING


@pytest.mark.parametrize(
    ("part", "now", "name", "which", "then"),
    [
        ("budget", {"loans": {"bank": {"rate": "20%", "max_total": 500}}}, "rate of loan bank", "down", {}),
        ("budget", {}, "wait before money is spent again", "down", {}),
        ("metrics", {"revenue": {"value": 1, "ceiling_total": 6000}}, "ceiling of revenue", "down", {}),
    ],
)
def test_money_and_metrics_are_inputs_too(
    part: str, now: dict[str, Any], name: str, which: str, then: dict[str, Any]
) -> None:
    more = {part: BASE[part] | now}
    scenario = scenario_with(ad(roas=3), **more)
    found = side(stress(scenario, solves=100), name, which)
    edits = {
        "rate of loan bank": {"loans": {"bank": {"rate": "16%", "max_total": 500}}},
        "wait before money is spent again": {"reinvest": BASE["budget"]["reinvest"] | {"lag": 0}},
        "ceiling of revenue": {"revenue": {"value": 1, "ceiling_total": 4800}},
    }
    after = scenario_with(ad(roas=3), **{part: BASE[part] | now | edits.get(name, then)})
    assert solve(after).totals.net_return != solve(scenario).totals.net_return
    assert found.best is not None
    assert abs(found.best - solve(after).totals.net_return) <= ROUNDING


@pytest.mark.parametrize(("now", "then"), [("10%", "12%"), ([0.1, 0, 0.1, 0], [0.12, 0, 0.12, 0])])
def test_interest_is_an_input(now: Any, then: Any) -> None:
    def with_interest(interest: Any) -> Scenario:
        data = deepcopy(BASE) | {"budget": {"total": 2500, "interest": interest}}
        data["items"] = {"x": {**AD, "spend": {"max_per_period": 800}, "returns": {"roas": 3}}}
        return scenario_of(data)

    found = side(stress(with_interest(now)), "interest", "up")
    after = solve(with_interest(then)).totals.net_return
    assert after > solve(with_interest(now)).totals.net_return
    assert found.best is not None
    assert abs(found.best - after) <= ROUNDING


def test_extra_budget_has_a_cost_that_may_be_off() -> None:
    def with_cost(cost: str) -> Scenario:
        data = deepcopy(BASE) | {"budget": {"total": 2500, "extra": {"cost": cost, "max_total": 400}}}
        data["items"] = {"x": ad(roas=3)}
        return scenario_of(data)

    found = side(stress(with_cost("10%")), "cost of extra budget", "up")
    assert found.best == solve(with_cost("12%")).totals.net_return
    assert solve(with_cost("10%")).totals.net_return - found.best == 8


def test_a_capacity_used_is_an_input() -> None:
    def with_hours(hours: float) -> Scenario:
        limits = [{"capacity": "hours", "max_total": 1000}]
        return scenario_with(ad(roas=3) | {"uses": {"hours": hours}}, limits=limits)

    found = side(stress(with_hours(0.5), solves=60), "hours used of x", "up")
    assert found.to == pytest.approx(0.6)
    assert found.best is not None
    assert abs(found.best - solve(with_hours(0.6)).totals.net_return) <= ROUNDING
    assert found.best < solve(with_hours(0.5)).totals.net_return


def test_tiers_are_moved_one_by_one() -> None:
    def tiers(roas: float, price: int) -> dict[str, Any]:
        small = {"price": 200, "returns": {"lead": {"per_period_when_bought": 20}}}
        large = {"price": price, "returns": {"lead": {"per_period_when_bought": roas}}}
        return {"kind": "tool", "tiers": {"small": small, "large": large}}

    answer = stress(scenario_with(tiers(35, 300)), solves=100)
    found = side(answer, "lead per period of x large", "down")
    assert found.best is not None
    assert abs(found.best - solve(scenario_with(tiers(28, 300))).totals.net_return) <= ROUNDING
    assert the(answer, "returns of x").place == "items.x"
    assert the(answer, "price of x").place == "items.x.tiers"


def test_what_cannot_be_moved_says_why() -> None:
    answer = stress(scenario_with(ad(roas=3)), solves=60)
    late = the(answer, "delay of x")
    assert (late.down.left_out, late.down.kept, late.down.best) == ("it comes at once already", None, None)
    assert late.up.left_out is None
    film = the(stress(scenario_with(FILM), solves=60), "payment dates of x")
    assert film.down.left_out == "the first payment is due at once"
    tranches = [{"up_to_per_period": 400, "per_money": 3}, {"up_to_per_period": 440, "per_money": 1}]
    edge = the(stress(scenario_with(ad(revenue={"tranches": tranches})), solves=100), "end of tranche 1 of x")
    assert edge.up.left_out is not None
    assert "ends before it begins" in edge.up.left_out
    assert edge.down.left_out is None


def test_an_error_without_a_plan_is_part_of_the_answer() -> None:
    needed = float(solve(scenario_with(ad(roas=3))).totals.returned) * 0.97
    limits = [{"metric": "revenue", "min_total": needed}]
    scenario = scenario_with(ad(roas=3), limits=limits)
    found = the(stress(scenario, solves=100), "returns of x")
    assert (found.down.best, found.down.kept) == (None, None)
    assert set(found.down.changed) == {"x", "other"}
    for error, possible in ((found.flips_at, False), (found.holds_at, True)):
        again = scenario_with(ad(roas=3 * (1 + (error or 0))), limits=limits)
        if possible:
            solve(again)
        else:
            with pytest.raises(NoPlanError):
                solve(again)


def test_the_smallest_number_of_periods_that_changes_the_plan() -> None:
    """Money for a fair in month 4 must be back by then; x, which is dearer, comes back at once."""

    def scenario(delay: int) -> Scenario:
        data = deepcopy(BASE) | {"ranges": {"items.other.returns.delay": [0, 3]}}
        data["budget"] = {"total": 1000, "reinvest": {"share": "100%", "into": "all", "lag": 0}}
        fair = {"kind": "ad", "price": 1100, "from": "2027-04", "returns": {"cash": [0, 3000]}}
        data["items"] = {
            "x": {"kind": "ad", "spend": {"max_total": 1000}, "until": "2027-01", "returns": {"roas": "1.2"}},
            "other": {**data["items"]["other"], "until": "2027-01"},
            "fair": fair,
        }
        data["items"]["other"]["returns"] = {"roas": "1.5", "delay": delay}
        data["limits"] = [{"on": ["x", "other"], "max_total": 1000}]
        return scenario_of(data)

    ranged = scenario(1).model_copy(update={"ranges": scenario_of(scenario(1).to_data()).ranges})
    found = the(stress(ranged, solves=60), "delay of other")
    assert (found.unit, found.now, found.down.by, found.up.by) == ("periods", 1, -1, 2)
    spend = [{item.id: item.spend for item in solve(scenario(delay)).items} for delay in range(5)]
    assert spend[0] == spend[1] == spend[2] == spend[3]
    assert found.flips_at is None
    more = scenario_of(scenario(1).to_data() | {"ranges": {"items.other.returns.delay": [0, 4]}})
    found = the(stress(more, solves=60), "delay of other")
    assert spend[4] != spend[3]
    assert (found.flips_at, found.holds_at) == (3, 2)


def test_ranges_are_stated_for_single_numbers() -> None:
    ranges = {
        "items.x.returns.revenue.curve.half_at_per_period": [500, 900],
        "items.x.returns.delay": [0, 2],
        "items.other.returns.roas": "10%",
        "items.x.spend.max_per_period": [700, 1000],
    }
    scenario = scenario_with(ad(revenue={"curve": HILL}), ranges=ranges)
    assert scenario_of(scenario.to_data()) == scenario
    answer = stress(scenario, solves=100)
    half = the(answer, "half-saturation of x")
    assert [half.down.to, half.now, half.up.to] == [500, 600, 900]
    assert [the(answer, "delay of x").down.left_out, the(answer, "delay of x").up.to] == [
        "it comes at once already",
        2,
    ] or the(answer, "delay of x").down.by == 0
    roas = the(answer, "ROAS of other")
    assert (roas.now, roas.up.by) == (1.3, 0.1)
    assert not [one for one in answer.inputs if one.name == "returns of other"]
    cap = the(answer, "items.x.spend.max_per_period")
    assert [cap.down.to, cap.up.to] == [700, 1000]
    for which, value in (("down", 500), ("up", 900)):
        hand = ad(revenue={"curve": HILL | {"half_at_per_period": value}})
        best = side(answer, "half-saturation of x", which).best
        assert best is not None
        assert abs(best - solve(scenario_with(hand), gap=1e-7).totals.net_return) <= ROUNDING


@pytest.mark.parametrize(
    ("ranges", "complaint"),
    [
        ({"items.x.returns.roes": "10%"}, 'ranges.items.x.returns.roes: .* did you mean "roas"'),
        ({"items.x.returns": "10%"}, "a range of no number"),
        ({"items.x.returns.roas": [4, 5]}, "a range without what is there .*holds 3, found 4 to 5"),
        ({"items.x.returns.delay": [0, "1.5"]}, "parts of a period"),
        ({"items.x.returns.delay": "20%"}, "a share of a number of periods"),
        ({"items.x.returns.roas": [5, 4]}, "a range that ends before it begins"),
        ({"items.x.returns.roas": [1, 2, 3]}, "not a range"),
        ({"items.x.returns.roas": "120%"}, "not a share"),
    ],
)
def test_a_range_that_is_none_is_a_mistake(ranges: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        stress(scenario_with(ad(roas=3), ranges=ranges))


def test_solves_are_bounded_and_the_rest_is_told() -> None:
    scenario = scenario_with(ad(roas=3))
    whole, few = stress(scenario), stress(scenario, solves=12)
    assert (whole.not_moved, len(few.inputs), few.solves <= 12) == ((), 3, True)
    assert {one.place for one in few.inputs} | set(few.not_moved) == {one.place for one in whole.inputs}
    for one in few.inputs:
        same = next(other for other in whole.inputs if other.place == one.place)
        assert (one.down, one.up) == (same.down, same.up)
        if one.flips_at is not None:
            assert abs(one.holds_at or 0) <= abs(same.holds_at or 0)
            assert abs(one.flips_at) >= abs(same.flips_at or 0)
    with pytest.raises(InputError, match="too few"):
        stress(scenario, periods=0)


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "starter"])
def test_every_input_of_every_family_has_words_and_a_path_of_its_own(name: str) -> None:
    answer = stress(family(name), by=Decimal("0.05"), solves=12)
    paths = [(one.place, one.unit) for one in answer.inputs]
    assert len(set(paths)) == len(paths)
    assert len({one.name for one in answer.inputs}) == len(answer.inputs)
    for one in answer.inputs:
        for moved in (one.down, one.up):
            assert (moved.left_out is None) or (moved.best is None and not moved.changed)


def test_a_stated_range_is_shown_and_verified(run: Run, tmp_path: Any) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(
        "budget: 1000\n"
        "items:\n"
        "  a: {kind: ad, spend: {max_total: 800}, returns: {roas: 2}}\n"
        "  b: {kind: ad, spend: {max_total: 800}, returns: {roas: 1.5}}\n"
        "ranges: {items.b.returns.roas: [1.2, 2.4]}\n"
    )
    told = run("stress", path, "--by", "10%")
    assert "ROAS of b" in told.out
    assert "items.b.returns.roas" in told.out
    answer = run("stress", path, "--by", "10%", "--format", "json")
    again = run("verify", "-", stdin=answer.out)
    assert (again.code, again.err) == (0, "")
    wrong = run("stress", path, "--set", "items.b.returns.roas=3")
    assert (wrong.code, wrong.out) == (2, "")
    assert "ranges.items.b.returns.roas" in wrong.err
