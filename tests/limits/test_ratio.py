"""Ratios between two selections."""

from __future__ import annotations

import pytest

from tests.limits.small import ad, best, contradiction, cures, mistakes, pieces, spent, told

SPOTS = {"radio": pieces(20, 10), "tv": pieces(40, 100, max_total=5)}


def test_so_many_of_one_for_each_of_the_other():
    # A TV spot earns 60 and asks for two radio spots that lose 10 each: together 300 − 100 = 200.
    # Upside down no radio would be needed (300); in money it would be 20 spots (100).
    limit = {"ratio": "radio", "to": "tv", "counted": "units", "at_least": 2}
    plan = best(SPOTS, limit)
    assert (plan.item("tv").units, plan.item("radio").units) == (5, 10)
    assert plan.totals.net_return == 200
    assert told(plan, "radio") == (
        "needed",
        "needed: units of radio: at least 2 times units of tv",
    )


def test_a_mean_over_the_money_spent():
    # 2a + b ≤ 1.4 (a + b), so a ≤ 2/3 b, and with 1000 in all a = 400. In money alone nothing would hold a.
    risk = {"a": ad(3, returns={"risk": {"per_money": 2}}), "b": ad(1.1, returns={"risk": {"per_money": 1}})}
    limit = {"ratio": "all", "counted": "risk", "to": "all", "to_counted": "money", "at_most": 1.4}
    plan = best(risk, limit, metrics={"risk": {}})
    assert spent(plan) == {"a": 400, "b": 600}
    assert plan.item("a").reason_text.startswith("held by limit: risk of all items: at most 1.4 times money")


def test_each_period_by_itself():
    # In total the losing search may stand in period 2; by itself each period needs its own.
    items = {"search": ad(0.9), "social": ad(2, 100, until=1)}
    limit = {"ratio": "search", "to": "social", "at_least": "100%"}
    in_total = best(items, limit, periods=2)
    assert spent(in_total) == {"search": 100, "social": 100}
    late = {"search": ad(0.9, **{"from": 2}), "social": ad(2, 100, until=1)}
    assert spent(best(late, limit, periods=2)) == {"search": 100, "social": 100}
    assert spent(best(late, limit | {"each_period": True}, periods=2)) == {"search": 0, "social": 0}


def test_outcomes_of_both_sides():
    # 200 spent on sales make 4 complaints, so 8 cheers are needed, at 10 each.
    items = {
        "sales": ad(3, 200, returns={"complaint": {"cost_per": 50}}),
        "care": ad(0.5, returns={"cheer": {"cost_per": 10}}),
    }
    limit = {"ratio": "care", "counted": "cheer", "to": "sales", "to_counted": "complaint", "at_least": 2}
    plan = best(items, limit, metrics={"complaint": {}, "cheer": {}})
    assert spent(plan) == {"sales": 200, "care": 80}


def test_the_return_of_one_selection_against_another():
    # return 2w ≥ 3 · 1.5s with s as large as it pays: the weak item earns 1 per unit, the other 0.5.
    items = {"a": ad(2, 600), "b": ad(1.5)}
    limit = {"ratio": "a", "counted": "return", "to": "b", "at_least": 3}
    plan = best(items, limit)
    assert spent(plan) == {"a": 600, "b": pytest.approx(1200 * 2 / 9, abs=0.01)}


@pytest.mark.parametrize("rate", [0.7, 1, 3.7, 1000])
def test_an_exact_ratio_is_met_as_nearly_as_cents_allow(rate):
    items = {"a": ad(2, 777.77), "b": ad(0.5)}
    plan = best(items, {"ratio": "a", "to": "b", "exactly": rate}, budget=5000)
    a, b = spent(plan)["a"], spent(plan)["b"]
    assert abs(a - rate * b) <= 0.0101 * max(1, rate)
    assert a > 777 - rate / 100


def test_a_ratio_of_parts_of_units():
    items = {"a": pieces(3, 1, whole=False), "b": pieces(7, 20, whole=False, max_total="1.6666")}
    limit = {"ratio": "a", "to": "b", "counted": "units"}
    for bound in ("at_least", "exactly"):
        plan = best(items, limit | {bound: 2}, budget=1000)
        assert plan.item("a").units == pytest.approx(3.3332, abs=0.01)


def test_contradictions_and_their_cures():
    items = {"a": ad(2, spend={"exact_total": 300}), "b": ad(2, spend={"exact_total": 100})}
    limit = {"ratio": "a", "to": "b", "at_most": 2}
    assert contradiction(items, limit) == {
        "items.a.spend.exact_total",
        "items.b.spend.exact_total",
        "limits.1.at_most",
    }
    assert any(cure.startswith("raise limits.1.at_most to 3 ") for cure in cures(items, limit))


@pytest.mark.parametrize(
    ("limit", "path", "problem"),
    [
        ({"ratio": "radio", "at_least": 2}, "limits.1.to", "missing"),
        ({"ratio": "radio", "to": "tv"}, "limits.1", "a ratio without a bound"),
        ({"ratio": "radio", "to": "tv", "at_least": 2, "at_most": 1}, "limits.1", "at_least above at_most"),
        ({"ratio": "radio", "to": "tv", "at_least": -1}, "limits.1.at_least", "a negative rate"),
        ({"ratio": "radio", "to": "tw", "at_least": 1}, "limits.1.to", "unknown item"),
        (
            {"ratio": "radio", "to": "tv", "counted": "risc", "at_least": 1},
            "limits.1.counted",
            "unknown metric or capacity",
        ),
        (
            {"ratio": "radio", "to": "tv", "to_counted": "risc", "at_least": 1},
            "limits.1.to_counted",
            "unknown metric or capacity",
        ),
        (
            {"ratio": "radio", "to": "tv", "counted": "return", "at_least": 1, "each_period": True},
            "limits.1",
            "`return` counts in total only",
        ),
    ],
)
def test_mistakes(limit, path, problem):
    assert mistakes(limit, SPOTS) == [(path, problem)]
