"""Prerequisites: all of a list, or any of some alternatives."""

from __future__ import annotations

import pytest

from tests.limits.small import best, bought, contradiction, deal, mistakes, told

ITEMS = {"video": deal(100, 600), "design": deal(300, 0), "agency": deal(200, 0)}


def test_all_of_a_list_are_needed():
    limit = {"requires": {"video": ["design", "agency"]}}
    assert bought(best(ITEMS, limit)) == set()  # 600 − 100 − 300 − 200 = 0: no better than nothing
    cheaper = ITEMS | {"agency": deal(150, 0)}
    assert bought(best(cheaper, limit)) == {"video", "design", "agency"}


def test_any_of_some_is_enough():
    # The cheaper of the two: 600 − 100 − 200 = 300; with both it would be nothing, with neither 500.
    limit = {"name": "video needs help", "requires": {"video": {"any_of": ["design", "agency"]}}}
    plan = best(ITEMS, limit)
    assert bought(plan) == {"video", "agency"}
    assert told(plan, "agency") == ("needed", "needed: video needs help")


def test_where_no_alternative_fits_there_is_no_video():
    limit = {"requires": {"video": {"any_of": ["design", "agency"]}}}
    assert bought(best(ITEMS, limit, budget=250)) == set()
    committed = ITEMS | {"video": deal(100, 600, status="committed")}
    assert contradiction(committed, limit, budget=250) == {
        "budget.total",
        "items.video.status",
        "limits.1.requires.video",
    }


def test_a_circle_through_alternatives_is_none():
    alternatives = {"video": {"any_of": ["design", "agency"]}, "design": "video"}
    assert bought(best(ITEMS, {"requires": alternatives})) == {"video", "agency"}


def test_a_single_alternative_makes_a_circle():
    limits = {"requires": {"video": {"any_of": "design"}, "design": "video"}}
    assert mistakes(limits, ITEMS) == [("limits.1.requires", "circular prerequisites")]


@pytest.mark.parametrize(
    ("needs", "path", "problem"),
    [
        ({"any_of": ["design", "z"]}, "limits.1.requires", "unknown item"),
        ({"any_of": []}, "limits.1.requires.video.any_of", "empty"),
        ({"any_of": ["video", "design"]}, "limits.1", "an item among its own alternatives"),
        ({"any_of": "design", "all_of": "agency"}, "limits.1.requires.video.all_of", "unknown key"),
        ({}, "limits.1.requires.video.any_of", "missing"),
        (3, "limits.1.requires.video", "the wrong kind of value"),
    ],
)
def test_mistakes(needs, path, problem):
    assert mistakes({"requires": {"video": needs}}, ITEMS) == [(path, problem)]
