"""One tiny scenario for each way of buying, each returns shape and each family of limits."""

from __future__ import annotations

from typing import Any

A = {"kind": "ad", "channel": "x", "spend": {"max_total": 600}, "returns": {"roas": 2}}
B = {"kind": "ad", "channel": "y", "spend": {"max_total": 500}, "returns": {"roas": 3}}
TOOL = {"kind": "tool", "price": 300}
SPOTS = {"kind": "ad", "units": {"price": 40, "max_total": 7}, "returns": {"roas": 2}}
STARTING = {"kind": "tool", "price": 300, "runs": 2, "returns": {"revenue": {"per_period_when_bought": 200}}}
REACH = {"reach": {"per_unit": 100}}
LATE = {"repay": [0.5, 0.6], "max_total": 50, "may_outlast": True}


def of(items: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"budget": 1000, "items": items} | rest


CASES: dict[str, dict[str, Any]] = {
    "buy_spend": of({"a": A}, horizon={"periods": 2}),
    "buy_units": of(
        {"a": {"kind": "service", "units": {"price": 40, "max_total": 7}, "returns": {"roas": 2}}}
    ),
    "buy_price": of({"a": TOOL, "b": TOOL | {"status": "committed"}}),
    "buy_tiers": of({"a": {"kind": "tool", "tiers": {"small": {"price": 100}, "large": {"price": 250}}}}),
    "buy_minimum_if_used": of({"a": A | {"spend": {"max_total": 600, "min_if_used_total": 200}}}),
    "budget_even": of({"a": A}, horizon={"periods": 2}, budget={"total": 1000, "release": "even"}),
    "budget_lapsing": of(
        {"a": A}, horizon={"periods": 2}, budget={"total": 1000, "release": "even", "carry_over": False}
    ),
    "budget_reinvest": of(
        {"a": A | {"time_frame": "fast"}, "b": B | {"time_frame": "long"}},
        horizon={"periods": 2},
        budget={"total": 1000, "reinvest": {"share": "40%", "into": ["long"]}},
    ),
    "returns_falling": of(
        {
            "a": {
                "kind": "ad",
                "spend": {"max_total": 600},
                "returns": {
                    "revenue": {"tranches": [{"up_to_total": 200, "per_money": 3}, {"per_money": 1.5}]}
                },
            }
        }
    ),
    "returns_following": of(
        {
            "a": {
                "kind": "ad",
                "spend": {"max_total": 600},
                "returns": {
                    "impression": {"tranches": [{"up_to_total": 200, "per_money": 3}, {"per_money": 1.5}]},
                    "lead": {"per": {"impression": 0.1}},
                    "revenue": {"per": {"lead": 20}},
                },
            }
        }
    ),
    "uplift": of({"a": A, "b": TOOL | {"uplift": {"a": "8%"}}}),
    "uplift_under_a_limit": of(
        {"a": A, "b": TOOL | {"uplift": {"a": "8%"}}}, limits=[{"metric": "revenue", "max_total": 900}]
    ),
    "uplift_in_some_periods": of(
        {"a": A, "b": TOOL | {"starts": "once", "runs": 1, "uplift": {"a": "-8%"}}},
        horizon={"periods": 2},
    ),
    "returns_curve": of(
        {
            "a": {
                "kind": "ad",
                "spend": {"max_total": 600},
                "returns": {"revenue": {"curve": {"shape": "hill", "limit": 2000, "half_at_total": 300}}},
            },
            "b": {
                "kind": "ad",
                "spend": {"max_total": 600},
                "returns": {
                    "revenue": {
                        "curve": {"shape": "hill", "limit": 2000, "half_at_total": 300, "steepness": 3}
                    }
                },
            },
        }
    ),
    "returns_rising": of(
        {
            "a": {
                "kind": "ad",
                "spend": {"max_total": 600},
                "returns": {
                    "revenue": {"tranches": [{"up_to_total": 200, "per_money": 1}, {"per_money": 4}]}
                },
            }
        }
    ),
    "returns_delayed": of(
        {"a": A | {"returns": {"cpl": 5, "delay": 1, "spread": ["50%", "50%"]}}},
        horizon={"periods": 3},
        metrics={"lead": {"value": 12}},
        goals=[{"metric": "lead", "at_least": 50, "by": 2}],
    ),
    "returns_carry_over": of(
        {
            "a": A
            | {
                "returns": {
                    "revenue": {"tranches": [{"up_to_per_period": 200, "per_money": 3}, {"per_money": 1.5}]},
                    "carry_over": {"weights": [1, 0.5], "spent_before": [100]},
                }
            }
        },
        horizon={"periods": 2},
    ),
    "returns_carry_over_after": of(
        {"a": A | {"returns": {"roas": 2, "carry_over": {"weights": [1, 0.5], "applies": "after_curve"}}}},
        horizon={"periods": 2},
        goals=[{"metric": "revenue", "at_least": 900, "by": 1}],
    ),
    "returns_price_rise": of(
        {
            "a": A
            | {
                "returns": {
                    "roas": 2,
                    "price_index": [1, 1.25],
                    "price_rise": {"per_doubling": "10%", "from_per_period": 100000},
                }
            }
        },
        horizon={"periods": 2},
    ),
    "limit_amount": of(
        {"a": A, "b": B},
        limits=[{"each": "channel", "max_total": "40%", "of": "spend"}, {"on": "a", "min_total": 100}],
    ),
    "limit_requires": of({"a": A, "tool": TOOL}, limits=[{"requires": {"a": "tool"}}]),
    "limit_choose": of({"a": A, "b": B}, limits=[{"choose": "all", "by": "channel", "at_most": 1}]),
    "limit_metric": of(
        {"a": A | {"returns": {"cpl": 5}}, "b": B}, limits=[{"metric": "lead", "min_total": 20}]
    ),
    "limit_during": of(
        {"a": A, "b": B},
        horizon={"periods": 3},
        limits=[{"on": "a", "max_total": 100, "during": [1, 3]}, {"max_per_period": 200, "during": 2}],
    ),
    "limit_requires_any": of(
        {"a": A, "tool": TOOL, "other": TOOL}, limits=[{"requires": {"a": {"any_of": ["tool", "other"]}}}]
    ),
    "limit_when": of(
        {"a": TOOL, "b": TOOL, "c": TOOL, "d": TOOL}, limits=[{"when": ["a", "b"], "then": ["c", "d"]}]
    ),
    "limit_together": of({"a": TOOL, "b": TOOL, "c": TOOL}, limits=[{"together": ["a", "b", "c"]}]),
    "limit_choose_each": of(
        {"a": TOOL | {"channel": "x"}, "b": TOOL | {"channel": "x"}, "c": TOOL | {"channel": "y"}},
        limits=[{"choose": "all", "each": "channel", "at_most": 1}],
    ),
    "limit_cover": of(
        {"a": TOOL, "b": TOOL, "c": TOOL}, limits=[{"cover": {"women": ["a", "b"], "men": "c"}}]
    ),
    "limit_capacity": of(
        {item: A | {"uses": {"hours": use}} for item, use in (("a", 0.1), ("b", 0.2))},
        limits=[{"capacity": "hours", "max_total": 40}],
    ),
    "limit_ratio": of(
        {"a": SPOTS, "b": SPOTS}, limits=[{"ratio": "a", "to": "b", "counted": "units", "at_least": 2}]
    ),
    "limit_hurdle": of({"a": A, "b": B}, limits=[{"hurdle": "20%"}]),
    "limit_change": of(
        {"a": A, "b": B},
        horizon={"periods": 3},
        limits=[{"change": "a", "max_rise_per_period": 50, "max_fall_per_period": "20%"}],
    ),
    "buy_fee": of(
        {"a": A | {"spend": {"max_total": 600, "fee_if_used_total": 50, "fee_if_used_per_period": 10}}},
        horizon={"periods": 2},
    ),
    "buy_minimum_per_period": of(
        {"a": SPOTS | {"units": {"price": 40, "max_total": 7, "min_if_used_per_period": 2}}},
        horizon={"periods": 2},
    ),
    "buy_prices_by_period": of(
        {"a": SPOTS | {"units": {"price": [40, 0], "max_per_period": 3}}}, horizon={"periods": 2}
    ),
    "buy_schedule": of(
        {"a": {"kind": "tool", "price": {"schedule": [300, 0, 200]}, "returns": {"roas": 2}}},
        horizon={"periods": 3},
    ),
    "buy_divisible": of(
        {"a": {"kind": "tool", "price": {"amount": 300, "divisible": True}, "returns": {"roas": 2}}}
    ),
    "buy_starts_once": of({"a": STARTING | {"starts": "once"}}, horizon={"periods": 3}),
    "buy_starts_once_divisible": of(
        {"a": STARTING | {"starts": "once", "price": {"amount": 300, "divisible": True}}},
        horizon={"periods": 2},
    ),
    "buy_starts_repeatedly": of({"a": STARTING | {"starts": "repeatedly"}}, horizon={"periods": 3}),
    "returns_table": of({"a": SPOTS | {"returns": {"revenue": {"table_total": [5, 50, 150, 120]}}}}),
    "returns_table_per_period": of(
        {"a": SPOTS | {"returns": {"revenue": {"table_per_period": [5, 90, 120]}}}}, horizon={"periods": 2}
    ),
    "returns_one_off": of(
        {"a": A | {"returns": {"revenue": {"per_money": 2, "total_when_bought": -100}}}},
        horizon={"periods": 2},
    ),
    "returns_negative": of(
        {"a": A | {"returns": {"roas": 2, "complaint": {"per_money": 0.1}}}},
        metrics={"complaint": {"value": -3}},
    ),
    "returns_cash": of(
        {
            "a": {"kind": "tool", "time_frame": "fast", "price": 300, "returns": {"cash": [0, 400, -50]}},
            "b": B,
        },
        horizon={"periods": 3},
        budget={"total": 1000, "reinvest": {"share": "100%", "into": "all"}},
    ),
    "uses_capacity": of(
        {
            "a": SPOTS | {"uses": {"hours": 2}},
            "b": STARTING | {"uses": {"hours": {"per_period_when_bought": 5}}},
        },
        horizon={"periods": 2},
        limits=[{"capacity": "hours", "max_per_period": 8}],
    ),
    "metric_ceiling_total": of(
        {"a": SPOTS | {"returns": REACH}, "b": A | {"returns": {"reach": {"per_money": 2}}}},
        metrics={"reach": {"value": 1, "ceiling_total": 900}},
    ),
    "metric_ceiling_per_period": of(
        {"a": SPOTS | {"returns": REACH}},
        horizon={"periods": 2},
        metrics={"reach": {"value": 1, "ceiling_per_period": 250}},
    ),
    "metric_ceilings_within": of(
        {"a": SPOTS | {"returns": REACH}, "b": A | {"returns": {"reach": {"per_money": 2}}}},
        metrics={
            "reach": {"value": 1, "ceiling_total": 900, "ceilings": {"inner": {"on": "a", "max_total": 250}}}
        },
    ),
    "metric_ceilings_crossing": of(
        {name: A | {"returns": {"reach": {"per_money": 2}}} for name in "abc"},
        metrics={
            "reach": {
                "value": 1,
                "ceilings": {
                    "one": {"on": ["a", "b"], "max_total": 700},
                    "two": {"on": ["b", "c"], "max_total": 500},
                },
            }
        },
        limits=[{"metric": "reach", "on": ["a", "b"], "max_total": 600}],
    ),
    "money_interest": of(
        {"a": A}, horizon={"periods": 3}, budget={"total": 1000, "interest": [0.1, 0.2, 0.3]}
    ),
    "money_loan": of(
        {"a": A},
        horizon={"periods": 3},
        budget={"total": 100, "loans": {"bank": {"rate": 0.1, "max_owed": 80}, "late": LATE}},
    ),
    "money_extra": of({"a": A}, budget={"total": 1000, "extra": {"max_total": 200, "cost": 0.1}}),
    "money_open": of(
        {"a": A | {"spend": {"min_total": 60, "max_total": 600}}},
        horizon={"periods": 2},
        budget={"total": 1, "release": "even"},
        policy={"minimise": "budget"},
    ),
    "money_floor": of(
        {"a": A},
        horizon={"periods": 2},
        budget={"total": 1000, "min_cash_per_period": [100, 50], "min_cash_at_end": 200},
    ),
    "goal_ranks": of(
        {"a": A, "b": B},
        goals=[
            {"metric": "spend", "on": "a", "at_least": 500, "rank": 3},
            {"metric": "return", "at_most": 900, "rank": 2},
        ],
    ),
    "goal_exactly": of(
        {"a": A}, goals=[{"metric": "spend", "exactly": 250, "weight_under": 2, "weight_over": 1}]
    ),
    "goal_largest": of(
        {"a": A, "b": B},
        goals=[{"metric": "spend", "on": name, "at_least": 900} for name in "ab"],
        policy={"misses": "largest"},
    ),
    "wish_weighted": of(
        {"a": A, "b": SPOTS}, policy={"maximise": {"revenue": 0.6, "units": 4, "spend": -0.1}}
    ),
    "wish_closing_cash": of(
        {"a": A},
        horizon={"periods": 2},
        budget={"total": 1000, "interest": 0.1},
        policy={"maximise": "closing_cash"},
    ),
    "wish_bought": of({"a": A, "b": TOOL}, policy={"maximise": "bought"}),
}
