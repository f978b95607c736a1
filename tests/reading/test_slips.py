"""Slips of a planner who writes curves: what is refused, what is doubted, and what must not change."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from allocator import InputError, Scenario, scenario_of, solve
from allocator.curves import StatedCurve
from allocator.problem import settle
from allocator.scenario import warnings_of
from allocator.scenario.edit import edited

BASE: dict[str, Any] = {
    "currency": "EUR",
    "horizon": {"start": "2027-01", "periods": 3},
    "budget": 240000,
    "items": {
        "crm": {
            "kind": "tool",
            "price": {"amount": 700, "every": "month"},
            "uplift": [{"on": "videos", "by": "8%"}],
            "returns": {"revenue": {"per_period_when_bought": 3000}, "margin": "50%"},
        },
        "videos": {
            "kind": "ad",
            "spend": {"max_per_period": 60000},
            "returns": {
                "margin": "50%",
                "season": {"2027-02": "140%"},
                "revenue": {
                    "curve": {
                        "shape": "sigmoid",
                        "limit": 220000,
                        "middle_per_period": 25000,
                        "scale_per_period": 8000,
                        "cap": 180000,
                    }
                },
            },
        },
    },
}
TOTAL = {"shape": "hill", "limit": 9000, "half_at_total": 4000}
CURVE = "items.videos.returns.revenue.curve"


def _with(path: str, value: object) -> Scenario:
    """The scenario with one value changed; None takes it out."""
    return edited(scenario_of(BASE), [f"{path}={json.dumps(value)}"])


def _told(path: str, value: object) -> str:
    with pytest.raises(InputError) as found:
        _with(path, value)
    return str(found.value)


@pytest.mark.parametrize("field", ["limit", "middle_per_period", "scale_per_period", "cap"])
def test_a_percentage_of_nothing_is_no_parameter_of_a_curve(field: str) -> None:
    told = _told(f"{CURVE}.{field}", "25%")
    assert f"{CURVE}.{field}: a percentage of nothing" in told
    assert "without a percent sign" in told


def test_a_share_stays_a_share_in_a_curve() -> None:
    curve = StatedCurve.model_validate(
        {"shape": "power", "doubling_adds": "40%", "at": {"spend_per_period": 3000, "brings": 15000}}
    )
    assert curve.doubling_adds == Decimal("0.4")


@pytest.mark.parametrize("month", ["2027-13", "2027-02-30", "20270214", "spring"])
def test_what_is_no_date_is_told_with_what_dates_look_like(month: str) -> None:
    told = _told("items.videos.returns.season", {month: "140%"})
    assert "such as 2027, 2027-Q3, 2027-09 or 2027-09-14" in told


def test_a_curve_in_total_beside_a_season_is_called_a_curve() -> None:
    returns = {"season": [1], "revenue": {"curve": TOTAL}}
    items = {"radio": {"kind": "ad", "spend": {"max_total": 9}, "returns": returns}}
    with pytest.raises(InputError) as found:
        scenario_of({"budget": 9, "items": items})
    assert "a curve or table in total beside a season (expected amounts per period" in str(found.value)


def test_a_forgotten_percent_sign_is_doubted() -> None:
    assert not list(warnings_of(scenario_of(BASE)))
    lifted = _with("items.crm.uplift", [{"on": "videos", "by": 8}])
    assert list(warnings_of(lifted)) == ["crm lifts others by 800%; 8 per cent are written 8%"]
    seasonal = _with("items.videos.returns.season", {"2027-02": 140})
    assert list(warnings_of(seasonal)) == ["videos has a season of 14000%; 140 per cent are written 140%"]
    dear = _with("items.videos.returns.price_index", [100, 120, 100])
    assert list(warnings_of(dear)) == ["videos has a price index of 12000%; 140 per cent are written 140%"]


def test_a_cap_that_an_s_shape_never_reaches_changes_nothing() -> None:
    """Payback, and with it the time frame, follow from the best average of the curve."""
    capped, open_ended, far = (
        settle(_with(f"{CURVE}.cap", cap)).lines["videos"] for cap in (219000, None, 900000)
    )
    assert capped.time_frame == open_ended.time_frame == far.time_frame == "fast"
    assert capped.payback_months == open_ended.payback_months == far.payback_months


def test_money_left_beside_full_and_saturated_items_is_explained_by_both() -> None:
    """The tool is bought in full, and more money on videos would not come back: not all are at a cap."""
    plan = solve(_with(f"{CURVE}.cap", None))
    assert plan.totals.unspent > 0
    assert plan.unspent_because == (
        "no further money that caps and limits allow would bring back more than it costs and the hurdle asks"
    )


RETURNS = {
    "a curve without its shape": (
        {"revenue": {"curve": {"limit": 100, "half_at_total": 50}}},
        "items.a.returns.revenue.curve.shape: missing (expected hill, exponential, logistic, ",
    ),
    "a curve of no metric": (
        {"curve": {"shape": "hill", "limit": 100, "half_at_total": 50}},
        "items.a.returns.curve: `curve` without a metric (expected the metric that it is of, such as revenue",
    ),
    "a misspelt key with more inside": (
        {"roas": 2, "carryover": {"retain": "50%", "normalised": True}},
        'items.a.returns.carryover: unknown key; did you mean "carry_over"?',
    ),
    "what is known without what it brings": (
        {"revenue": {"curve": {"shape": "hill", "limit": 100, "at": {"spend_total": 3}}}},
        "items.a.returns.revenue.curve.at.brings: missing (expected outcomes that this spend brings)",
    ),
}


@pytest.mark.parametrize(("returns", "told"), RETURNS.values(), ids=RETURNS)
def test_a_slip_in_returns_is_told_once(returns: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as found:
        scenario_of(
            {
                "budget": 1000,
                "items": {"a": {"kind": "ad", "spend": {"max_total": 500}, "returns": returns}},
            }
        )
    (mistake,) = str(found.value).splitlines()
    assert told in mistake
