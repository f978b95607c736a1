"""What people who tried the program found; each a scenario as small as it gets."""

from __future__ import annotations

import pytest

from allocator.errors import NoPlanError
from allocator.reports.document import Money
from allocator.reports.outcomes import outcomes_table
from allocator.scenario import scenario_of
from allocator.solving import solve


@pytest.mark.parametrize("periods", [2, 4, 5, 12])
def test_a_prerequisite_bought_for_the_smallest_unit_fits_into_a_full_month(periods):
    data = {
        "horizon": {"periods": periods},
        "budget": {"total": 4500, "release": "even"},
        "items": {
            "social": {"kind": "ad", "spend": {"max_total": 5450}, "returns": {"roas": 1.73}},
            "design": {"kind": "service", "spend": {"max_total": 2400}},
        },
        "limits": [{"requires": {"social": "design"}}],
    }
    plan = solve(scenario_of(data))
    assert plan.totals.spend == 4500
    assert plan.item("design").bought


def test_a_lump_that_does_not_fit_does_not_take_the_next_money():
    items = {
        "radio": {
            "kind": "ad",
            "spend": {"min_if_used_total": 3400, "max_total": 6750},
            "returns": {"roas": 2.58},
        },
        "search": {"kind": "ad", "spend": {"max_total": 5050}, "returns": {"roas": 1.97}},
    }
    plan = solve(scenario_of({"budget": 3100, "items": items}))
    assert plan.item("radio").reason == "does_not_fit"
    assert plan.item("search").reason == "marginal"


def test_a_price_that_cannot_be_paid_at_its_time_says_so():
    data = {
        "horizon": {"start": "2027-01", "periods": 12},
        "budget": {"total": 1200, "release": "even"},
        "items": {"fair": {"kind": "ad", "price": 300, "returns": {"revenue": {"total_when_bought": 3000}}}},
    }
    reason = solve(scenario_of(data)).item("fair").reason_text
    assert reason == "does not fit: not enough money is released by 2027-01, when it must be paid"


def test_a_rising_table_is_not_below_the_hurdle_if_its_later_steps_pay():
    rising = [{"up_to_total": 3000, "per_money": 0.5}, {"per_money": 3}]
    items = {
        "tv": {"kind": "ad", "spend": {"max_total": 9000}, "returns": {"revenue": {"tranches": rising}}},
        "search": {"kind": "ad", "spend": {"max_total": 9000}, "returns": {"roas": 1.4}},
    }
    plan = solve(scenario_of({"budget": 3500, "items": items}))
    assert not plan.item("tv").bought
    assert plan.item("tv").reason != "below_hurdle"


def test_who_would_lose_without_the_limit_is_outbid():
    items = {
        name: {"kind": "ad", "channel": name, "spend": {"max_total": 600}, "returns": {"roas": roas}}
        for name, roas in {"x": 3, "y": 2, "z": 1.2}.items()
    }
    items["other"] = {"kind": "ad", "spend": {}, "returns": {"roas": 1.5}}
    limit = {"choose": ["x", "y", "z"], "at_most": 1}
    told = {
        i.id: i.reason for i in solve(scenario_of({"budget": 2000, "items": items, "limits": [limit]})).items
    }
    assert told == {"x": "at_cap", "y": "left_out_by_limit", "z": "outbid", "other": "marginal"}


def test_money_left_while_a_goal_is_missed_is_explained_truly():
    items = {"a": {"kind": "ad", "spend": {"max_total": 10}, "returns": {"cpl": 1}}}
    goals = [{"metric": "lead", "at_least": 50}]
    plan = solve(
        scenario_of({"budget": 100, "items": items, "goals": goals, "policy": {"minimise": "spend"}})
    )
    assert plan.goals[0].shortfall == 40
    assert plan.unspent_because == "more money would bring no goal nearer"


def test_a_cure_in_units_is_enough_as_printed():
    items = {"a": {"kind": "ad", "spend": {}, "returns": {"cpl": 6}}}
    data = {"budget": 1000, "items": items, "limits": [{"metric": "lead", "min_total": 200}]}
    with pytest.raises(NoPlanError) as caught:
        solve(scenario_of(data))
    cure = next(cure for cure in caught.value.cures if cure.direction == "lower")
    assert str(cure.amount) == "33.333334"
    data["limits"] = [{"metric": "lead", "min_total": 200 - cure.amount}]
    assert solve(scenario_of(data)).status == "optimal"


def test_an_exact_amount_says_which_way_it_must_move():
    items = {"a": {"kind": "ad", "spend": {"exact_total": 600}}}
    with pytest.raises(NoPlanError) as caught:
        solve(scenario_of({"budget": 500, "items": items}))
    assert {cure.change.partition(" by")[0] for cure in caught.value.cures} == {
        "lower items.a.spend.exact_total",
        "raise budget.total",
    }


def test_two_contradictions_are_not_said_to_be_cured_by_one_amount():
    items = {n: {"kind": "ad", "spend": {"min_total": 600}} for n in ("a", "b")}
    limits = [{"on": n, "max_total": 500} for n in ("a", "b")]
    with pytest.raises(NoPlanError, match="at least one rule of each of these lists"):
        solve(scenario_of({"budget": 5000, "items": items, "limits": limits}))


def test_the_signed_part_of_an_item_counts_as_committed():
    items = {
        "crm": {"kind": "tool", "price": 100, "status": "committed"},
        "ads": {"kind": "ad", "spend": {"committed_total": 40}, "returns": {"roas": 2}},
    }
    totals = solve(scenario_of({"budget": 500, "items": items})).totals
    assert [int(totals.committed), int(totals.spend)] == [140, 500]


SPRING = {f"2027-{month:02}": weight for month, weight in ((3, 1.3), (4, 1.7), (5, 1.8), (6, 1.3), (11, 0.6))}


def returns(curve, **more):
    return {"revenue": {"curve": curve}, "margin": 0.45, **more}


def ad(most, said, **basis):
    return {"kind": "ad", "time_frame": "fast", "spend": basis or {"max_per_period": most}, "returns": said}


def hill(limit, spend, brings):
    return {"shape": "hill", "limit": limit, "at": {"spend_per_period": spend, "brings": brings}}


def test_a_seasonal_year_with_a_goal_that_is_missed_is_planned():
    # Under curves that are nearly level the solver found no way back to the plan that it had just found.
    carried = {"retain": "50%", "normalised": True, "spent_before": [10000, 15000]}
    points = {"shape": "points", "points_total": [[10000, 30000], [30000, 75000], [60000, 110000]]}
    power = {"shape": "power", "doubling_adds": 0.4, "at": {"spend_per_period": 5000, "brings": 14000}}
    items = {
        "search": ad(30000, returns(hill(90000, 12000, 40000), season=SPRING)),
        "tv": ad(60000, returns(hill(160000, 20000, 64000), season=SPRING, carry_over=carried)),
        "radio": ad(
            12000,
            returns(power | {"cap": 25000}, carry_over={"weights": [0.6, 0.3, 0.1], "tail": "lost"}),
        ),
        "leaflets": ad(0, returns(points), max_total=60000),
    }
    items["tv"]["returns"]["price_index"] = {"2027-11": 1.3, "2027-12": 1.4}
    goal = {"metric": "revenue", "at_least": 900000, "from": "2027-03", "by": "2027-06"}
    plan = solve(
        scenario_of(
            {
                "horizon": {"start": "2027-01", "periods": 12},
                "budget": {"total": 480000, "release": "even"},
                "items": items,
                "goals": [goal],
                "limits": [{"on": "tv", "max_total": "60%"}],
            }
        )
    )
    assert plan.status == "optimal"
    assert plan.gap <= 1e-4
    assert plan.goals[0].shortfall > 0


def test_a_young_company_that_reinvests_under_curves_is_planned():
    items = {
        "search": ad(
            12000, returns({"shape": "exponential", "limit": 34000, "scale_per_period": 9000}, delay=1)
        ),
        "social": ad(
            9000,
            {
                "lead": {"curve": {"shape": "logistic", "limit": 180, "scale_per_period": 4000}},
                "carry_over": {"retain": "30%", "normalised": True},
            },
        ),
        "crm": {"kind": "tool", "price": 3600, "status": "committed", "uplift": {"social": "10%"}},
        "video": {
            "kind": "service",
            "time_frame": "long",
            "units": {"price": 6000, "max_total": 4},
            "returns": {"revenue": {"table_total": [0, 14000, 26000, 34000, 38000]}, "margin": 0.55},
        },
        "design": {"kind": "service", "price": 4000},
    }
    budget = {
        "total": 150000,
        "release": [40000] + [10000] * 11,
        "reinvest": {"share": "40%", "lag": 1},
        "min_cash_per_period": 2000,
        "interest": 0.001,
    }
    limits = [
        {"requires": {"video": "design"}},
        {"ratio": "search", "to": "social", "at_least": 0.5},
        {"change": {"kind": "ad"}, "max_rise_per_period": 6000},
    ]
    plan = solve(
        scenario_of(
            {
                "horizon": {"start": "2027-01", "periods": 12},
                "budget": budget,
                "metrics": {"lead": {"value": 70}},
                "items": items,
                "limits": limits,
                "goals": [{"metric": "lead", "at_least": 900, "by": "2027-09"}],
            }
        )
    )
    assert plan.status == "optimal"
    assert plan.gap <= 1e-4
    assert not plan.goals[0].shortfall


def test_a_tier_that_is_bought_shows_its_own_rate():
    tiers = {"basic": {"price": 100, "uplift": {"a": "5%"}}, "pro": {"price": 400, "uplift": {"a": "9%"}}}
    items = {
        "a": {"kind": "ad", "spend": {"exact_total": 10000}, "returns": {"roas": 2}},
        "crm": {"kind": "tool", "tiers": tiers},
    }
    crm = solve(scenario_of({"budget": 12000, "items": items})).item("crm")
    assert crm.tier == "pro"
    assert crm.marginal_return == pytest.approx(1800 / 400)
    assert crm.reason_text.startswith("bought: returns 4.50 per 1.00")


def test_what_earlier_spend_still_brings_is_a_row_of_the_outcomes():
    carried = {"retain": "50%", "normalised": True, "spent_before": [5000]}
    tv = {"max_per_period": 30000, "min_if_used_per_period": 3000}
    items = {
        "tv": {"kind": "ad", "spend": tv, "returns": {"roas": 2, "carry_over": carried}},
        "s": {"kind": "ad", "spend": {"max_total": 1000}, "returns": {"roas": 2}},
    }
    plan = solve(scenario_of({"budget": 1000, "horizon": {"periods": 2}, "items": items}))
    table = outcomes_table(plan)
    assert [row[0] for row in table.rows] == ["tv", "s"]
    returns = [cell.amount for row in (*table.rows, table.total) for cell in row if isinstance(cell, Money)]
    assert sum(returns[:-1]) == returns[-1] == 7000


def test_an_item_that_pauses_in_some_months_takes_the_next_money_in_the_others():
    curve = {"shape": "hill", "limit": 900, "half_at_per_period": 9000, "steepness": 2.5}
    items = {"one": ad(20000, {"lead": {"curve": curve}})}
    plan = solve(
        scenario_of(
            {"budget": 20000, "horizon": {"periods": 4}, "metrics": {"lead": {"value": 60}}, "items": items}
        )
    )
    assert 0 in plan.item("one").by_period
    assert plan.item("one").reason_text.startswith("marginal: takes the next money")
