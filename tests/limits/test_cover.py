"""Each audience by at least so many of its items."""

from __future__ import annotations

import pytest

from tests.limits.small import best, bought, contradiction, cures, deal, mistakes, told

MEDIA = {"tv": deal(300, 0), "radio": deal(250, 0), "press": deal(100, 0)}
BOTH = {"women": ["tv", "radio"], "men": ["radio", "press"]}


def test_one_medium_can_cover_several_audiences():
    # Radio reaches both for 250. One medium each of its own would cost 350; one medium in all, 100.
    plan = best(MEDIA, {"name": "reach", "cover": BOTH})
    assert bought(plan) == {"radio"}
    assert told(plan, "radio") == ("needed", "needed: reach: women")


def test_twice_takes_two_for_each():
    assert bought(best(MEDIA, {"cover": BOTH, "at_least": 2})) == {"tv", "radio", "press"}


def test_an_audience_can_be_a_selection():
    media = MEDIA | {"poster": deal(50, 0, channel="street")}
    assert bought(best(media, {"cover": {"commuters": {"channel": "street"}}})) == {"poster"}


def test_contradictions_and_their_cures():
    limit = {"cover": {"women": ["tv", "radio"]}, "at_least": 2}
    assert contradiction(MEDIA, limit, budget=300) == {"budget.total", "limits.1.at_least"}
    assert "lower limits.1.at_least by 1 (women: at least 2 of these: tv, radio)" in cures(
        MEDIA, limit, budget=300
    )


@pytest.mark.parametrize(
    ("limit", "path", "problem"),
    [
        ({"cover": {}}, "limits.1.cover", "empty"),
        ({"cover": {"women": []}}, "limits.1.cover.women", "a selection of nothing"),
        ({"cover": {"women": "tv"}, "at_least": 2}, "limits.1", "women cannot be covered so often"),
        ({"cover": {"women": "tv"}, "at_least": 0}, "limits.1.at_least", "out of range"),
        ({"cover": {"women": "tw"}}, "limits.1.cover", "unknown item"),
        ({"cover": ["tv"]}, "limits.1.cover", "the wrong kind of value"),
    ],
)
def test_mistakes(limit, path, problem):
    assert mistakes(limit, MEDIA) == [(path, problem)]
