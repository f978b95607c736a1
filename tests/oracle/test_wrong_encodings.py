"""One scenario for each family in which a wrong encoding would give a better number, and a false one."""

from __future__ import annotations

from typing import Any

import pytest

from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve

Data = dict[str, Any]


def of(items: Data, **rest: Any) -> Data:
    items = {name: {"kind": "ad", "time_frame": "fast"} | item for name, item in items.items()}
    return {"budget": 1000, "items": items} | rest


def best(items: Data, *, periods: int = 1, **rest: Any) -> Plan:
    return solve(scenario_of(of(items, horizon={"periods": periods, "every": "month"}, **rest)))


def wish(plan: Plan) -> float:
    """What the first stage reaches."""
    return plan.stages[0].value


def spent(plan: Plan, item: str) -> list[float]:
    return [float(amount) for amount in plan.item(item).by_period]


def ad(roas: float, **spend: Any) -> Data:
    return {"spend": spend, "returns": {"roas": roas}}


def back(amount: float) -> Data:
    return {"returns": {"revenue": {"total_when_bought": amount}}}


def test_a_rising_table_is_not_used_from_its_better_end():
    # 2 units bring 10 and cost 40, 3 bring 200 and cost 60, but only 2 fit.
    # As an LP, the third unit's 190 would come first.
    units = {"price": 20, "max_total": 2}
    plan = best({"a": {"units": units, "returns": {"revenue": {"table_total": [0, 5, 10, 200]}}}})
    assert wish(plan) == 0


def test_a_table_that_falls_before_it_is_level_costs_what_it_costs():
    # Reach of 1 unit is wanted by the goal; it takes 40 off a return of 50.
    units = {"price": 0, "max_total": 3}
    returns = {"revenue": {"table_total": [50, 10]}}
    plan = best({"a": {"units": units, "returns": returns}}, goals=[{"metric": "units", "at_least": 1}])
    assert plan.stages[1].value == 10


def test_the_first_value_of_a_table_comes_in_every_period_and_without_buying():
    # 3 × 50 for nothing; a unit costs 10 and brings 5 more.
    returns = {"revenue": {"table_per_period": [50, 55]}}
    plan = best({"a": {"units": {"price": 10, "max_total": 3}, "returns": returns}}, periods=3)
    assert wish(plan) == 150
    assert plan.totals.spend == 0


def test_what_a_table_in_total_brings_comes_when_the_units_are_bought():
    # The first unit brings all; bought in period 1, as well as in 3, it would come too soon for the goal.
    item = {"units": {"price": 0, "max_per_period": 1}, "returns": {"revenue": {"table_total": [0, 10]}}}
    plan = best({"a": item}, periods=3, goals=[{"metric": "return", "at_least": 10, "from": 3}])
    assert wish(plan) == 0


def test_a_fee_is_paid_where_anything_is_bought():
    # 100 · 1.2 = 120 back for 100 + 30: worth nothing without the fee's 30.
    assert wish(best({"a": ad(1.2, max_total=100, fee_if_used_total=30)})) == 0
    # 100 · 1.5 − 100 − 30.
    assert wish(best({"a": ad(1.5, max_total=100, fee_if_used_total=30)})) == 20


def test_a_fee_per_period_is_paid_in_each():
    # All in one period: 100 · 2 − 100 − 30. With the 70 of a period: 2 · 100 − 100 − 2 · 30.
    assert wish(best({"a": ad(2, max_total=100, fee_if_used_per_period=30)}, periods=2)) == 70
    plan = best({"a": ad(2, max_total=100, max_per_period=70, fee_if_used_per_period=30)}, periods=2)
    assert wish(plan) == 40


def test_a_fee_brings_nothing_itself_and_counts_against_the_budget():
    # Of 100, 20 are the fee: 80 · 3 − 100, and not 100 · 3 − 100 or 100 · 3 − 120.
    assert wish(best({"a": ad(3, max_total=100, fee_if_used_total=20)}, budget=100)) == 140


def test_a_minimum_per_period_is_no_minimum_in_total():
    # 150 in one period and never 75 in each of two: with 100 in each period, 150 for 300 · 2 at most.
    budget = {"total": 200, "release": "even", "carry_over": False}
    plan = best({"a": ad(2, max_total=300, min_if_used_per_period=150)}, budget=budget, periods=2)
    assert wish(plan) == 0


def test_units_bought_are_none_or_enough():
    # 2 of 3 could be paid.
    item = {"units": {"price": 40, "max_total": 5, "min_if_used_total": 3}, "returns": {"roas": 2}}
    assert wish(best({"a": item}, budget=100)) == 0


def test_a_schedule_is_paid_when_it_falls_due():
    # 100 in the first period and 200 in the second; 250 are there in the second, but a start in period 1
    # is 50 short then, and one in period 3 would be paid after the horizon.
    budget = {"total": 250, "release": [90, 160, 0]}
    item = {"price": {"schedule": [100, 200]}, "starts": "once"} | back(900)
    assert wish(best({"a": item}, budget=budget, periods=3)) == 0
    budget = {"total": 300, "release": [90, 210, 0]}
    assert spent(best({"a": item}, budget=budget, periods=3), "a") == [0, 100, 200]


def test_what_starts_once_starts_once():
    item = {"price": 100, "starts": "once"} | back(150)
    assert wish(best({"a": item}, periods=3)) == 50
    assert wish(best({"a": item | {"starts": "repeatedly"}}, periods=3)) == 150


def test_what_starts_once_is_not_divided_over_two_starts():
    # 20 a period: two thirds of the price of 30, started once, and not one third more in the next.
    item = {"price": {"amount": 30, "divisible": True}, "starts": "once"} | back(90)
    plan = best({"a": item}, limits=[{"max_per_period": 20}], periods=2)
    assert wish(plan) == pytest.approx(40, abs=0.1)


def test_what_runs_for_a_while_does_not_run_for_ever():
    # 2 periods at 40 each, not 4.
    item = {"price": 50, "runs": 2, "returns": {"revenue": {"per_period_when_bought": 40}}}
    assert wish(best({"a": item}, periods=4)) == 30


def test_a_part_of_a_price_brings_that_part():
    # 400 of 1000: four tenths of 2000, less 400; not all of it.
    item = {"price": {"amount": 1000, "divisible": True}} | back(2000)
    assert wish(best({"a": item}, budget=400)) == 400


def test_a_one_off_beside_a_rate_comes_once():
    # 2 units: 2 · 60 + 30 − 2 · 50, and not 30 for each.
    returns = {"revenue": {"per_unit": 60, "total_when_bought": 30}}
    assert wish(best({"a": {"units": {"price": 50, "max_total": 2}, "returns": returns}})) == 50


def test_a_negative_one_off_is_not_left_out():
    # 100 · 1.5 − 60 − 100.
    returns = {"revenue": {"per_money": 1.5, "total_when_bought": -60}}
    assert wish(best({"a": {"spend": {"max_total": 100}, "returns": returns}})) == 0


def test_prices_by_period_are_those_of_the_period():
    # Cheap in the first period, where one is sold at most: 100 − 10 + 100 − 90.
    item = {"units": {"price": [10, 90], "max_per_period": 1}, "returns": {"revenue": {"per_unit": 100}}}
    assert wish(best({"a": item}, periods=2)) == 100


def test_later_outlays_of_cash_are_taken_off():
    # 120 at once and −30 later for 100.
    assert wish(best({"a": {"price": 100, "returns": {"cash": [120, -30]}}}, periods=2)) == 0


def test_cash_that_has_not_come_back_is_not_spent_again():
    # a brings 200 one period after it is bought; so b, only for sale in period 1, cannot be paid with it.
    a = {"price": 100, "returns": {"cash": [0, 200]}}
    b = {"price": 150, "until": 1, "returns": {"cash": [0, 400]}}
    budget = {"total": 100, "reinvest": {"share": "100%", "into": "all"}}
    assert wish(best({"a": a, "b": b}, budget=budget, periods=2)) == 100
    later = b | {"from": 2, "until": 2}
    assert wish(best({"a": a, "b": later}, budget=budget, periods=2)) == 350


def test_money_that_comes_back_does_not_pay_a_second_whole_item_by_half():
    # After a, 60 have come back beside the 30 left: b at 100 stays out of reach.
    a = {"price": 70, "returns": {"cash": [120]}}
    b = {"price": 100, "returns": {"cash": [0, 500]}}
    budget = {"total": 100, "reinvest": {"share": "50%", "into": "all", "lag": 1}}
    limits = [{"requires": {"b": "a"}}]
    assert wish(best({"a": a, "b": b | {"from": 2}}, budget=budget, limits=limits, periods=2)) == 50


def test_capacity_is_used_in_the_period_of_purchase():
    # 3 hours in each of 2 periods hold one unit of 2 hours each, and not 6 hours 3 units.
    item = {"units": {"price": 10, "max_total": 9}, "uses": {"hours": 2}, "returns": {"roas": 2}}
    limit = {"capacity": "hours", "max_per_period": 3}
    assert wish(best({"a": item}, limits=[limit], periods=2)) == 20
    limit = {"capacity": "hours", "max_total": 6}
    assert wish(best({"a": item}, limits=[limit], periods=2)) == 30


def test_what_lies_above_a_ceiling_is_lost():
    # 100 people at 3: 60 of spend reach 100, of 120; buying more brings nothing.
    metrics = {"reach": {"value": 3, "ceiling_total": 100}}
    item = {"spend": {"max_total": 60}, "returns": {"reach": {"per_money": 2}}}
    plan = best({"a": item, "b": item}, metrics=metrics)
    assert wish(plan) == 250


def test_a_ceiling_per_period_is_none_in_total():
    # 100 in each of 2 periods.
    metrics = {"reach": {"value": 3, "ceiling_per_period": 100}}
    item = {"spend": {"max_total": 200}, "returns": {"reach": {"per_money": 2}}}
    assert wish(best({"a": item}, metrics=metrics, periods=2)) == 500


def test_what_a_ceiling_takes_away_cannot_be_wished_away():
    # At most 50 complaints count, of the 200 that the least spend of 100 causes: no fewer than 50.
    metrics = {"complaint": {"ceiling_total": 50}}
    item = {"spend": {"min_total": 100, "max_total": 200}, "returns": {"complaint": {"per_money": 2}}}
    assert wish(best({"a": item}, metrics=metrics, policy={"minimise": "complaint"})) == 50


def test_a_goal_is_missed_on_its_own_side():
    # Spend of 100 is wanted for the return: 20 above the goal count, being below does not.
    goals = [{"metric": "spend", "at_most": 80, "weight": 1}]
    assert wish(best({"a": ad(2, min_total=100, max_total=300)}, goals=goals)) == 20
    goals = [{"metric": "spend", "at_least": 80, "weight": 1}]
    assert wish(best({"a": ad(2, min_total=100, max_total=300)}, goals=goals)) == 0


def test_an_exact_goal_is_missed_on_both_sides():
    # Whole units of 40: 80 is 20 short at weight 2, 120 is 20 too much at weight 1.
    item = {"units": {"price": 40, "max_total": 5}, "returns": {"roas": 2}}
    goal = {"metric": "spend", "exactly": 100, "weight_under": 2, "weight_over": 1}
    plan = best({"a": item}, goals=[goal])
    assert wish(plan) == 20
    assert spent(plan, "a") == [120]


def test_ranks_are_served_in_their_order():
    # One unit only: rank 3 wants b with a large weight, rank 2 a.
    item = {"units": {"price": 10, "max_total": 1}, "returns": {"roas": 2}}
    goals = [
        {"metric": "units", "on": "b", "at_least": 1, "rank": 3, "weight": 100},
        {"metric": "units", "on": "a", "at_least": 1, "rank": 2},
    ]
    plan = best({"a": item, "b": item}, goals=goals, budget=10)
    assert [stage.value for stage in plan.stages[:2]] == [0, 100]


def test_the_largest_miss_is_not_the_sum():
    # 100 for two goals at 100 each: all for one has the same sum, half for each the least largest miss.
    goals = [{"metric": "spend", "on": name, "at_least": 100} for name in "ab"]
    plan = best({"a": ad(2), "b": ad(3)}, goals=goals, budget=100, policy={"misses": "largest"})
    assert wish(plan) == 0.5
    assert spent(plan, "a") == [50]


def test_a_goal_from_a_period_on_counts_no_earlier_ones():
    # The price is in period 1 and the units may be bought in 2 as well.
    goals = [{"metric": "units", "at_least": 3, "from": 2, "weight": 1}]
    item = {"units": {"price": 10, "max_per_period": 2}, "returns": {"roas": 2}}
    assert wish(best({"a": item}, goals=goals, periods=2)) == 1


def test_weights_add_up_over_different_things():
    # a: 0.6 · 10 − 0.1 · 20 = 4; b: 0.4 · 30 − 0.1 · 20 = 10; money for one of them.
    metrics: Data = {"reach": {}, "clicks": {}}
    a = {"price": 20, "returns": {"reach": {"total_when_bought": 10}}}
    b = {"price": 20, "returns": {"clicks": {"total_when_bought": 30}}}
    policy = {"maximise": {"reach": 0.6, "clicks": 0.4, "spend": -0.1}}
    assert wish(best({"a": a, "b": b}, metrics=metrics, policy=policy, budget=20)) == pytest.approx(10)


def test_items_bought_are_counted_and_not_their_units():
    # 3 units of a are one item.
    items = {"a": {"units": {"price": 10, "min_total": 3, "max_total": 3}}, "b": {"price": 10}}
    assert wish(best(items, policy={"maximise": "bought"})) == 2


def test_interest_is_earned_on_what_is_left_only():
    # 1000 − 100 in period 1, at 10% to period 2: 990. (On all of it: 1000.)
    item = {"price": 100, "status": "committed"}
    policy = {"maximise": "closing_cash"}
    budget = {"total": 1000, "interest": 0.1}
    assert wish(best({"a": item}, budget=budget, policy=policy, periods=2)) == 990


def test_interest_of_a_period_is_that_of_the_list():
    # 1000 · 1.1 · 1.5; the last period's rate earns nothing within the horizon.
    budget = {"total": 1000, "interest": [0.1, 0.5, 9]}
    item = {"spend": {"max_total": 1}}
    policy = {"maximise": "closing_cash"}
    assert wish(best({"a": item}, budget=budget, policy=policy, periods=3)) == 1650


def test_a_loan_is_repaid_with_its_cost():
    # Draw 100, buy a, which brings 130 (that are not spent again) — but nothing is there to repay with.
    budget: Data = {"total": 0, "loans": {"bank": {"rate": 0.1, "max_total": 100}}}
    item = {"price": 100, "until": 1, "returns": {"cash": [0, 130]}}
    assert wish(best({"a": item}, budget=budget, periods=2)) == 0
    # What comes back may repay: 30, less 10 for the loan.
    budget["reinvest"] = {"share": "100%", "into": "all"}
    assert wish(best({"a": item}, budget=budget, periods=2)) == pytest.approx(20)


def test_a_draw_that_would_be_repaid_after_the_horizon_is_not_made():
    budget: Data = {"total": 0, "loans": {"bank": {"term": 2, "max_total": 100}}}
    item = {"price": 100, "from": 2, "returns": {"cash": [130]}}
    assert wish(best({"a": item}, budget=budget, periods=3)) == 0
    budget["loans"]["bank"]["may_outlast"] = True
    assert wish(best({"a": item}, budget=budget, periods=3)) == 30


def test_what_is_owed_after_the_horizon_is_taken_off_the_closing_cash():
    # Both loans would bring 100 now and cost 110 after the horizon.
    loan = {"rate": 0.1, "max_total": 100, "may_outlast": True}
    budget = {"total": 50, "loans": {"one": loan, "other": loan}}
    plan = best({"a": {"spend": {"max_total": 1}}}, budget=budget, policy={"maximise": "closing_cash"})
    assert wish(plan) == 50
    assert [source.drawn for source in plan.sources] == [0, 0]


def test_what_is_owed_at_any_time_is_bounded_and_not_what_is_drawn():
    # 60 may be owed at a time, so 60 are drawn in each of 2 periods, and repaid from what comes back.
    loan = {"max_owed": 60}
    budget = {"total": 0, "loans": {"line": loan}, "reinvest": {"share": "100%", "into": "all"}}
    item = {"spend": {"max_per_period": 100}, "returns": {"cash": [0, 1]}}
    plan = best({"a": item}, budget=budget, periods=3, policy={"maximise": "return"})
    # Period 1: 60; 2: 60 come back and repay, 60 are drawn anew; 3: 60 come back and repay.
    assert wish(plan) == 120


def test_extra_money_costs_what_it_costs():
    # 100 own and 50 extra at 20%: 150 · 1.5 − 150 − 10; at 60% none is taken.
    item = ad(1.5, max_total=200)
    budget: Data = {"total": 100, "extra": {"max_total": 50, "cost": 0.2}}
    assert wish(best({"a": item}, budget=budget)) == 65
    budget["extra"]["cost"] = 0.6
    assert wish(best({"a": item}, budget=budget)) == 50


def test_cash_that_must_be_left_is_left_in_every_period():
    # 50 of the 100 of period 1 are kept: a at 60 is for period 2, when 100 more are there.
    budget = {"total": 200, "release": "even", "min_cash_per_period": 50}
    item = {"price": 60, "starts": "once"} | back(100)
    assert spent(best({"a": item}, budget=budget, periods=2), "a") == [0, 60]
    budget |= {"min_cash_per_period": [50, 150]}
    assert wish(best({"a": item}, budget=budget, periods=2)) == 0


def test_money_that_lapses_is_not_kept():
    # 100 each period, and an item of 150.
    budget = {"total": 200, "release": "even", "carry_over": False}
    item = {"price": 150, "starts": "once"} | back(400)
    assert wish(best({"a": item}, budget=budget, periods=2)) == 0


def test_a_share_of_the_budget_is_no_share_of_the_spend():
    # 40% of the spend of 1000 are 400; of the budget of 2000, 800.
    items = {"a": ad(3), "b": ad(1.1, max_total=600)}
    limit: Data = {"on": "a", "max_total": "40%", "of": "spend"}
    assert spent(best(items, budget=2000, limits=[limit]), "a") == [400]
    assert spent(best(items, budget=2000, limits=[limit | {"of": "budget"}]), "a") == [800]


def test_a_share_of_a_budget_that_is_found_grows_with_it():
    # b needs 60, at most 60% of the budget: so the budget is 100.
    items = {"a": {"spend": {"max_total": 500}}, "b": {"spend": {"min_total": 60}}}
    limits = [{"on": "b", "max_total": "60%"}]
    assert wish(best(items, limits=limits, policy={"minimise": "budget"})) == 100


def test_the_least_budget_is_released_as_said():
    # 100 are needed in period 1 of 2: half of 200.
    budget = {"total": 1, "release": "even"}
    item = {"price": 100, "status": "committed"}
    assert wish(best({"a": item}, budget=budget, periods=2, policy={"minimise": "budget"})) == 200


def test_a_bound_per_period_is_none_in_total():
    items = {"a": ad(2)}
    assert wish(best(items, limits=[{"on": "a", "max_per_period": 100}], periods=3)) == 300
    assert wish(best(items, limits=[{"on": "a", "max_total": 100}], periods=3)) == 100


def test_units_that_cost_nothing_end_the_search():
    # Two free purchases, of which the goal wants one.
    items = {name: {"tiers": {"one": {"price": 0}}} for name in "ab"}
    plan = best(items, budget=360, goals=[{"metric": "bought", "exactly": 1}])
    assert wish(plan) == 0


def test_a_schedule_without_payments_is_bought_or_left_like_any_other():
    # Nothing is left out for want of money: closing cash is the same with it and without it.
    item = {"price": {"schedule": [0]}, "returns": {"revenue": {"total_when_bought": 10}}}
    assert wish(best({"a": item}, policy={"maximise": "closing_cash"})) == 1000


def test_an_uplift_needs_the_thing_that_gives_it():
    # As a fraction of the price, a third of the tool would lift a third as much, or more under a loose bound.
    lifted = {"a": ad(1, exact_total=500), "tool": {"price": 60, "uplift": {"a": "10%"}}}
    assert wish(best(lifted)) == 0
    assert wish(best(lifted | {"tool": {"price": 40, "uplift": {"a": "10%"}}})) == 10


def test_an_uplift_under_a_limit_is_not_understated():
    # 100 of revenue at most: with the tool, less can be spent on what it lifts, and the tool is needed.
    # Where the lift could be counted as less than it is, 100 would be spent on `a` all the same.
    returns = {"lead": {"per_money": 1}, "revenue": {"per_money": 1}}
    uplift = [{"on": "a", "by": "25%", "metric": "revenue"}]
    items = {"a": {"spend": {"max_total": 500}, "returns": returns}, "tool": {"price": 10, "uplift": uplift}}
    limits = [{"choose": "tool", "at_least": 1}, {"metric": "revenue", "max_total": 100}]
    plan = best(items, limits=limits, policy={"maximise": "lead"})
    assert spent(plan, "a") == [80]
    assert wish(plan) == 80


def test_an_uplift_in_one_period_does_not_lift_all_that_a_table_brings():
    # The table counts over the horizon and rises; only its second month is lifted.
    # With the table's months read apart, what it brings by the first could be told too small.
    table = {"tranches": [{"up_to_total": 100, "per_money": 3}, {"up_to_total": 200, "per_money": 1}]}
    items = {
        "a": {"spend": {"exact_per_period": 100}, "returns": {"revenue": table}},
        "page": {"price": 0, "from": 2, "uplift": {"a": "100%"}},
    }
    plan = best(items, periods=2)
    assert wish(plan) == 300 + 2 * 100 - 200


def test_what_is_lost_to_a_ceiling_counts_the_uplift_by_period():
    # 50 arrive at most: 34.72 spent bring 41.66, lifted 50; more brings nothing.
    late = {"revenue": {"total_when_bought": 0}, "spread": ["50%", "50%"]}
    items = {"gift": {"price": 0, "uplift": {"a": "20%"}, "returns": late}, "a": ad(1.2, max_total=100)}
    plan = best(items, metrics={"revenue": {"ceiling_per_period": 50}}, policy={"order": "together"})
    assert spent(plan, "a") == [34.72]


def test_a_negative_uplift_is_not_escaped_by_bringing_less():
    # `tool` is committed and takes 60 % of the leads, which only its own stage minds.
    returns = {
        "lead": {"tranches": [{"up_to_total": 100, "per_money": 1}, {"up_to_total": 200, "per_money": 0.5}]}
    }
    items = {
        "a": {"spend": {"exact_total": 150}, "returns": returns},
        "tool": {"price": 0, "status": "committed", "time_frame": "long", "uplift": {"a": "-60%"}},
    }
    plan = best(items, metrics={"lead": {"value": 0}}, policy={"maximise": "lead"})
    assert [stage.value for stage in plan.stages[:2]] == [125, -75]


def test_what_follows_from_a_curve_is_not_a_curve_of_its_own():
    # Two metrics of one rising table: both stand at the same point of it.
    table = {"tranches": [{"up_to_total": 100, "per_money": 0.1}, {"up_to_total": 200, "per_money": 3}]}
    returns = {"lead": table, "complaint": {"per": {"lead": 1}}}
    metrics = {"lead": {"value": 2}, "complaint": {"value": -1}}
    plan = best({"a": {"spend": {"max_total": 150}, "returns": returns}}, metrics=metrics)
    assert wish(plan) == 10


def test_a_limit_on_what_follows_holds_for_the_curve_it_follows_from():
    # 95 complaints at most. Filled from its worse end, the table would let 190 be spent.
    table = {"tranches": [{"up_to_total": 100, "per_money": 1}, {"up_to_total": 300, "per_money": 0.1}]}
    returns = {"reach": table, "complaint": {"per": {"reach": 1}}, "lead": {"per_money": 1}}
    plan = best(
        {"a": {"spend": {"max_total": 300}, "returns": returns}},
        metrics={"reach": {}, "complaint": {}},
        limits=[{"metric": "complaint", "max_total": 95}],
        policy={"maximise": "lead"},
    )
    assert spent(plan, "a") == [95]
