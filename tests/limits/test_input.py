"""What limits refuse, and where they say so."""

from __future__ import annotations

import pytest

from allocator.errors import InputError
from allocator.scenario import scenario_of

ITEMS = {"a": {"kind": "ad", "channel": "x", "spend": {}}, "b": {"kind": "ad", "channel": "y", "spend": {}}}


@pytest.mark.parametrize(
    ("limit", "path", "problem"),
    [
        ({"min_total": 50, "max_total": 40}, "limits.1", "min_total above max_total"),
        (
            {"min_per_period": "50%", "max_per_period": "40%"},
            "limits.1",
            "min_per_period above max_per_period",
        ),
        ({"choose": "all", "at_least": 2, "at_most": 1}, "limits.1", "at_least above at_most"),
        ({"metric": "lead", "min_total": 5, "max_total": 3}, "limits.1", "a minimum above its maximum"),
        ({"choose": "all"}, "limits.1", "a choice that does not say how many"),
        ({"on": "a"}, "limits.1", "a limit without a bound"),
        ({"on": "a", "max_total": 5, "of": "spend"}, "limits.1", "`of` without a share"),
        ({"on": "c", "max_total": 5}, "limits.1.on", "unknown item"),
        ({"on": {"channel": "z"}, "max_total": 5}, "limits.1.on", "unknown channel"),
        ({"requires": {"a": "z"}}, "limits.1.requires", "unknown item"),
        ({"requires": 3}, "limits.1.requires", "the wrong kind of value"),
        ({"requires": {"a": "b"}, "at_most": 1}, "limits.1.at_most", "unknown key"),
        ({"max_total": "x"}, "limits.1.max_total", "not an amount of money"),
    ],
)
def test_a_limit_is_refused_at_its_place(limit, path, problem):
    with pytest.raises(InputError) as caught:
        scenario_of({"budget": 100, "items": ITEMS, "limits": [limit]})
    assert [(m.path, m.problem) for m in caught.value.mistakes] == [(path, problem)]


def test_prerequisites_in_a_circle_are_refused():
    limits = [{"requires": {"a": "b"}}, {"requires": {"b": "a"}}]
    with pytest.raises(InputError) as caught:
        scenario_of({"budget": 100, "items": ITEMS, "limits": limits})
    assert caught.value.mistakes[0].found == "a needs b needs a"
