"""Responses of months and the rooms that they keep to, against all plans of a grid."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np
import pytest

from allocator.curves.arrays import Stack
from allocator.curves.hill import Hill
from allocator.model.smooth.chains.responding import Choice, Months, Prices, Response, Room, Step
from allocator.model.smooth.chains.rooms import is_within
from allocator.model.smooth.pieces import Shapes, shifts
from tests.curves import exact as formulas

COUNT = 3
"""So many months get money; what is spent then is seen for one month more."""


class TwoCurves:
    """An item whose months are seen by two hills each, with money from before, at random prices."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        self.kept, self.given = rng.uniform(0.4, 0.9), rng.choice([0.0, 1.5])
        said = [(10.0, 3.0, rng.choice([1, 2, 4])), (6.0, rng.uniform(1, 5), rng.choice([1, 3]))]
        self.curves = [formulas.hill(*one) for one in said]
        months = COUNT + 1
        hills = [Hill(Decimal(str(a)), Decimal(str(b)), Decimal(str(c))) for a, b, c in said]
        reach = 30.0
        self.shapes = Shapes(
            Stack(hills * months), np.zeros(2 * months), np.full(2 * months, reach), shifts(2 * months)
        )
        self.steps = [
            Step(
                self.kept if t else 0.0,
                0.0 if t == COUNT else 0.7,
                0.0 if t else self.given,
                np.array([2 * t, 2 * t + 1]),
            )
            for t in range(months)
        ]
        self.worth = np.array([[rng.uniform(0.1, 1.5), rng.uniform(0.1, 1)] for _ in self.steps])
        self.price = np.array([rng.uniform(0.1, 1.6) for _ in range(COUNT)] + [0.0])
        self.fee = np.array([rng.uniform(-0.3, 1) for _ in range(COUNT)] + [0.0])
        rest = rng.choice([0.0, 0.4])
        use = Choice(rng.uniform(0.5, 2), rng.uniform(3, 6), True)
        self.choices = (*[(Choice(rest, rest, False), use)] * COUNT, (Choice(0, 0, False),))
        self.wide = (reach,) * months
        levels = np.append(rest, np.linspace(use.least, use.most, 25))
        x = np.array(list(product(levels, repeat=COUNT)))
        self.used = np.array(list(product([False] + [True] * 25, repeat=COUNT)))
        z, seen = np.zeros(len(x)), list[Any]()
        for t, step in enumerate(self.steps):
            z = step.kept * z + step.given + (0.7 * x[:, t] if t < COUNT else 0.0)
            seen.append(z)
        self.seen = np.array(seen).T
        brought = sum(
            self.worth[:, k] * curve(np.maximum(self.seen, 1e-12)) for k, curve in enumerate(self.curves)
        )
        self.net = np.sum(brought, axis=1) - x @ self.price[:COUNT] - self.used @ self.fee[:COUNT]

    def room(self, fewest: int = 0, most: int = 9, low: Any = None, high: Any = None) -> Room:
        return Room(low or (0.0,) * len(self.steps), high or self.wide, self.choices, fewest, most)

    def months(self, places: int) -> Months:
        return Months(self.steps, self.shapes, places, self.room())

    def response(self, months: Months, room: Room) -> Response | None:
        return months.response(Prices(self.worth.ravel(), np.append(self.price, self.fee)), room)

    def best(self, room: Room) -> float:
        """The most that plans of the grid bring in a room; infinitely little where there is none."""
        counts = self.used.sum(axis=1)
        there = (self.seen >= np.array(room.low)).all(axis=1) & (self.seen <= np.array(room.high)).all(axis=1)
        there &= (counts >= room.fewest) & (counts <= room.most)
        return float(self.net[there].max(initial=-np.inf))


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_is_beyond_a_response_however_coarse_the_grid(seed: int):
    item = TwoCurves(seed)
    rooms = [item.room(*counts) for counts in ((0, 9), (0, 1), (2, 2), (2, 9), (3, 3), (0, 0))]
    for places in (3, 8, 30, 3000):
        months = item.months(places)
        for room in rooms:
            best, found = item.best(room), item.response(months, room)
            assert found is not None
            assert found.bound >= best
            assert found.bound - found.rough <= best + 0.02 * abs(best) + 0.1 + found.rough
            if places == 3000:
                assert found.bound <= best + 0.02 * abs(best) + 0.05
                assert room.fewest <= found.used.sum() <= room.most


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_between_given_inputs_is_beyond_a_response(seed: int):
    """One grid of a month is asked again and again, for other inputs of months."""
    item, rng = TwoCurves(seed), random.Random(seed)
    for places in (6, 40, 1000):
        months, looked = item.months(places), 0
        for _ in range(12):
            chosen = item.seen[rng.randrange(len(item.seen))]
            width = [rng.choice([0.3, 1.5, 30]) for _ in chosen]
            room = item.room(
                low=tuple(max(0.0, z - w) for z, w in zip(chosen, width, strict=True)),
                high=tuple(z + w for z, w in zip(chosen, width, strict=True)),
            )
            found = item.response(months, room)
            assert found is not None
            assert found.bound >= item.best(room)
            looked += 1
        assert looked == 12


def test_what_grids_leave_out_of_months_adds_up_to_the_first_one():
    """Nothing is left to choose, and the last month alone brings anything: the plan is known by a formula."""
    count, kept, curve = 24, 0.97, formulas.hill(10, 2, 1)
    hills = Stack([Hill(Decimal(10), Decimal(2), Decimal(1))] * count)
    shapes = Shapes(hills, np.zeros(count), np.full(count, 30.0), shifts(count))
    idle = ((Choice(0, 0, False),),) * count
    worth = np.append(np.zeros(count - 1), 1.0)
    for given in (1.0, 2.5, 7.0, 19.0):
        steps = [Step(kept if t else 0.0, 0.0, 0.0 if t else given, np.array([t])) for t in range(count)]
        room = Room((0.0,) * count, (30.0,) * count, idle, 0, 9)
        for places in (1, 2, 3, 5, 8, 13, 21, 34):
            found = Months(steps, shapes, places, room).response(Prices(worth, np.zeros(2 * count)), room)
            assert found is not None
            assert found.bound >= float(curve(np.array(given * kept ** (count - 1))))


# -- rooms --------------------------------------------------------------------------------------------


def _plans(room: Room) -> set[tuple[tuple[int, bool], ...]]:
    """All plans of a room in which months see whole numbers up to three."""
    each = [
        [
            (z, choice.is_use)
            for choice in choices
            for z in range(4)
            if low <= z <= high and choice.least <= z <= choice.most
        ]
        for low, high, choices in zip(room.low, room.high, room.choices, strict=True)
    ]
    return {plan for plan in product(*each) if room.fewest <= sum(is_use for _, is_use in plan) <= room.most}


def _room(rng: random.Random) -> Room:
    idle, use = Choice(0, 0, False), Choice(1, 3, True)
    choices = tuple(rng.choice([(idle,), (use,), (idle, use), (idle, use)]) for _ in range(2))
    low = tuple(float(rng.choice([0, 0, 1, 2])) for _ in range(2))
    high = tuple(float(max(a, rng.choice([1, 2, 3, 3]))) for a in low)
    return Room(low, high, choices, rng.choice([0, 0, 1]), rng.choice([1, 2, 2]))


def test_a_room_within_another_one_has_no_plan_that_this_does_not_have():
    rng, within, apart = random.Random(1), 0, 0
    for _ in range(4000):
        one, other = _room(rng), _room(rng)
        if is_within(one, other):
            within += 1
            assert _plans(one) <= _plans(other)
        elif not _plans(one) <= _plans(other):
            apart += 1
    assert within > 200
    assert apart > 200


@pytest.mark.parametrize("side", ["low", "high", "choices", "fewest", "most"])
def test_one_side_that_is_wider_is_not_within(side: str):
    idle, use = Choice(0, 0, False), Choice(1, 3, True)
    narrow = Room((1.0, 1.0), (2.0, 2.0), ((use,), (idle, use)), 1, 1)
    wider: dict[str, Any] = {
        "low": (1.0, 0.0),
        "high": (2.0, 3.0),
        "choices": ((idle, use), (idle, use)),
        "fewest": 0,
        "most": 2,
    }
    wide = narrow._replace(**{side: wider[side]})
    assert is_within(narrow, wide)
    assert is_within(narrow, narrow)
    assert not is_within(wide, narrow)
