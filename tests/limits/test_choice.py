"""Choices in each group by itself."""

from __future__ import annotations

from tests.limits.small import best, bought, contradiction, deal, mistakes, told

ITEMS = {
    "a": deal(10, 100, channel="x", tags=["brand"]),
    "b": deal(10, 90, channel="x", tags=["brand", "local"]),
    "c": deal(10, 80, channel="y", tags=["local"]),
    "d": deal(10, 70),
}


def test_at_most_one_of_each_channel():
    # The better one of x, and the one of y; `d` has no channel and is free. One in all would be `a` alone.
    plan = best(ITEMS, {"name": "one each", "choose": "all", "each": "channel", "at_most": 1})
    assert bought(plan) == {"a", "c", "d"}
    assert told(plan, "b") == ("left_out_by_limit", "left out by limit: one each: x")


def test_an_item_with_two_tags_counts_in_both():
    # `b` would fill both tags; `a` and `c` fill one each and are worth more.
    assert bought(best(ITEMS, {"choose": "all", "each": "tag", "exactly": 1})) == {"a", "c", "d"}


def test_a_narrowed_selection_stays_narrow():
    limit = {"choose": {"items": ["a", "b", "c"]}, "each": "kind", "at_most": 2}
    assert bought(best(ITEMS, limit)) == {"a", "b", "d"}


def test_channels_can_be_counted_in_each_tag():
    limit = {"choose": "all", "each": "tag", "by": "channel", "at_least": 2}
    # brand work has one channel only
    assert contradiction(ITEMS, limit) == {"limits.1.at_least"}


def test_mistakes():
    assert mistakes({"choose": "all", "each": "week", "at_most": 1}, ITEMS) == [
        ("limits.1.each", "not one of the known words")
    ]
