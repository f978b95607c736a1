"""What follows when all of some items are bought."""

from __future__ import annotations

import pytest

from tests.limits.small import best, bought, contradiction, deal, mistakes, told


def items(cost):
    """`a` earns 100, `b` earns 50, and `c` costs something."""
    return {"a": deal(10, 110), "b": deal(10, 60), "c": deal(cost, 0)}


LIMIT = {"name": "both need c", "when": ["a", "b"], "then": ["c"]}


def test_one_alone_has_no_consequence():
    # With all three 100 + 50 − 60 = 90; `a` alone 100. If any of them asked for `c`, 90 would be the best; if
    # nothing followed, 150.
    plan = best(items(60), LIMIT)
    assert bought(plan) == {"a"}
    assert told(plan, "b") == ("left_out_by_limit", "left out by limit: both need c")


def test_both_have():
    plan = best(items(30), LIMIT)
    assert bought(plan) == {"a", "b", "c"}
    assert told(plan, "c") == ("needed", "needed: both need c")


def test_each_of_several_follows():
    more = items(30) | {"d": deal(30, 0)}
    assert bought(best(more, {"when": ["a", "b"], "then": ["c", "d"]})) == {"a"}
    assert bought(best(more, {"when": "a", "then": ["c", "d"]})) == {"b", "a", "c", "d"}


def test_contradictions():
    signed = {name: item | {"status": "committed"} for name, item in items(990).items() if name != "c"}
    assert contradiction(signed | {"c": items(990)["c"]}, LIMIT) == {
        "budget.total",
        "items.a.status",
        "items.b.status",
        "limits.1.then",
    }


@pytest.mark.parametrize(
    ("limit", "path", "problem"),
    [
        ({"when": "a"}, "limits.1.then", "missing"),
        ({"when": [], "then": "b"}, "limits.1.when", "empty"),
        ({"when": ["a", "b"], "then": "a"}, "limits.1", "an item that follows from itself"),
        ({"when": "z", "then": "a"}, "limits.1.when", "unknown item"),
        ({"when": "a", "then": "z"}, "limits.1.then", "unknown item"),
    ],
)
def test_mistakes(limit, path, problem):
    assert mistakes(limit, items(1)) == [(path, problem)]
