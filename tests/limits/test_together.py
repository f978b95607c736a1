"""All of some items or none of them."""

from __future__ import annotations

import pytest

from tests.limits.small import best, bought, contradiction, deal, mistakes, told


def items(cost):
    return {"a": deal(100, 200), "b": deal(60, 0), "c": deal(cost, 0)}


LIMIT = {"name": "a bundle", "together": ["a", "b", "c"]}


@pytest.mark.parametrize(("cost", "expected"), [(30, {"a", "b", "c"}), (50, set())])
def test_the_whole_bundle_must_pay(cost, expected):
    # 100 − 60 − 30 = 10 and 100 − 60 − 50 = −10. Without its last link the bundle would be a and b: 40.
    assert bought(best(items(cost), LIMIT)) == expected


def test_it_is_named_in_reasons_and_contradictions():
    assert told(best(items(30), LIMIT), "c") == ("needed", "needed: a bundle")
    assert told(best(items(50), LIMIT), "a") == ("left_out_by_limit", "left out by limit: a bundle")
    signed = items(30) | {"a": deal(100, 200, status="committed")}
    assert contradiction(signed, LIMIT, budget=150) == {
        "budget.total",
        "items.a.status",
        "limits.1.together",
    }


@pytest.mark.parametrize(
    ("chosen", "path", "problem"),
    [
        (["a"], "limits.1", "nothing to be together with"),
        (["a", "a"], "limits.1", "nothing to be together with"),
        ([], "limits.1", "nothing to be together with"),
        (["a", "z"], "limits.1.together", "unknown item"),
        (3, "limits.1.together", "the wrong kind of value"),
    ],
)
def test_mistakes(chosen, path, problem):
    assert mistakes({"together": chosen}, items(1)) == [(path, problem)]
