"""Hurdles of a selection as a whole."""

from __future__ import annotations

import pytest

from tests.limits.small import ad, best, contradiction, cures, mistakes, spent, told

ITEMS = {"strong": ad(1.5, 100), "weak": ad(1.1)}
MORE = {"policy": {"maximise": "return"}}


def test_good_items_carry_weak_ones():
    # 1.5 · 100 + 1.1 w ≥ 1.2 (100 + w), so w ≤ 300. Item by item the weak one would get nothing; a return of
    # 20% instead of 120% would hold nothing back.
    plan = best(ITEMS, {"hurdle": "20%"}, **MORE)
    assert spent(plan) == {"strong": 100, "weak": 300}
    reason, text = told(plan, "weak")
    assert (reason, text) == (
        "held_by_limit",
        "held by limit: return of all items: at least 120% of their spend",
    )


@pytest.mark.parametrize(("hurdle", "weak"), [("-10%", 900), ("49%", 0)])
def test_hurdles_of_every_size(hurdle, weak):
    plan = best(ITEMS, {"hurdle": hurdle}, **MORE)
    assert spent(plan)["weak"] == pytest.approx(weak, abs=3)


def test_a_hurdle_can_be_above_one():
    items = {"a": ad(3, 100), "b": ad(2)}
    # 3 · 100 + 2 b ≥ 2.5 (100 + b), so b ≤ 100
    assert spent(best(items, {"hurdle": "150%"}, **MORE)) == {"a": 100, "b": 100}


def test_contradictions_and_their_cures():
    items = {"a": ad(1.1, spend={"exact_total": 100})}
    assert contradiction(items, {"hurdle": "20%", "on": "a"}) == {
        "items.a.spend.exact_total",
        "limits.1.hurdle",
    }
    assert cures(items, {"hurdle": "20%"})[0].startswith("lower limits.1.hurdle to 10%")


@pytest.mark.parametrize(
    ("limit", "path", "problem"),
    [
        ({"hurdle": "-101%"}, "limits.1", "a hurdle below a total loss"),
        ({"hurdle": "high"}, "limits.1.hurdle", "not a number"),
        ({"hurdle": "20%", "on": "c"}, "limits.1.on", "unknown item"),
        ({"hurdle": "20%", "of": "spend"}, "limits.1.of", "unknown key"),
    ],
)
def test_mistakes(limit, path, problem):
    assert mistakes(limit, ITEMS) == [(path, problem)]
