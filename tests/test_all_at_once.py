"""Mistakes of form and of meaning are told together, and none that the others only seem to cause."""

from __future__ import annotations

import pytest

from allocator.errors import InputError
from allocator.scenario import scenario_of

ADS = {"kind": "ad", "channel": "facebook", "spend": {"max_total": 5}}


def paths(**change):
    with pytest.raises(InputError) as caught:
        scenario_of({"budget": 100, "items": {"ads": ADS}} | change)
    return {mistake.path for mistake in caught.value.mistakes}


def test_an_amount_and_an_unknown_channel():
    items = {"ads": ADS | {"spend": {"max_total": "9OO"}}}
    limits = [{"on": {"channel": "facebok"}, "max_total": 3}]
    assert paths(items=items, limits=limits) == {"items.ads.spend.max_total", "limits.1.on"}


def test_an_unknown_key_and_a_date_outside():
    goals = [{"metric": "lead", "at_least": 5, "by": 7, "rnk": "primary"}]
    assert paths(goals=goals) == {"goals.1.rnk", "goals.1.by"}


def test_what_a_mistake_only_seems_to_cause_is_not_told():
    limits = [{"on": {"channel": "facebook"}, "max_total": 3}]
    assert paths(items={"ads": ADS | {"channel": ["facebook"]}}, limits=limits) == {"items.ads.channel"}
    assert paths(items={"ads": ADS | {"kind": "add"}}, limits=limits) == {"items.ads.kind"}
    goals = [{"metric": "lead", "at_least": 5, "by": "2027-03"}]
    assert paths(horizon={"start": "soon"}, goals=goals) == {"horizon"}
