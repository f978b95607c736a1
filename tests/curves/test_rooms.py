"""What spans leave to the months of an item: nothing that a plan on them could do is shut out."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.model.running import Settings
from allocator.model.smooth.hulls.spanned import Spanned
from tests.curves.test_chains import model_of, year


@pytest.fixture(scope="module")
def laid() -> Spanned:
    """One S-shaped channel over three months, whose curve is level long before all money is spent."""
    data = year(1, count=1, periods=3)
    (item,) = data["items"].values()
    curve = item["returns"]["revenue"]["curve"]
    curve |= {"steepness": 2, "cap": curve["limit"] / 100}
    return Spanned.on(model_of(data), Settings(gap=1e-4))


def test_where_a_curve_is_level_a_month_may_see_more(laid: Spanned):
    rooms, whole = laid.chained.rooms, laid.whole
    months = [link for link in laid.chained.chains[0].links if len(link.step.curves)][:3]
    places = [int(rooms.place[link.step.curves[0]]) for link in months]
    assert min(places) >= 0
    room = rooms.of(0, whole)
    for k, place in enumerate(places):
        assert room.high[k] > whole.high[place] * 1.01
    narrow = whole._replace(low=whole.high * 0.2, high=whole.high * 0.5)
    room = rooms.of(0, narrow)
    for k, place in enumerate(places):
        assert (room.low[k], room.high[k]) == (narrow.low[place], narrow.high[place])


def test_a_month_that_is_cut_keeps_the_choice_that_is_left(laid: Spanned):
    rooms, whole = laid.chained.rooms, laid.whole
    place = int(rooms.flags[0][0])
    assert [choice.is_use for choice in rooms.of(0, whole).choices[0]] == [False, True]
    used, idle = whole.lower.copy(), whole.upper.copy()
    used[place], idle[place] = 1.0, 0.0
    assert [c.is_use for c in rooms.of(0, whole._replace(lower=used)).choices[0]] == [True]
    assert [c.is_use for c in rooms.of(0, whole._replace(upper=idle)).choices[0]] == [False]
    assert np.all(whole.lower <= whole.upper)
