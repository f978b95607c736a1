"""Two errors next to each other: found by halving where all changes at once, sooner where it grows evenly."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from allocator.studies.stress.narrowing import Narrowing

STEP = Decimal("1e-5")


def narrowed(
    moves: Callable[[float], float | None], changes: Callable[[float], bool]
) -> tuple[Narrowing, int]:
    search, tries = Narrowing(STEP, Decimal("0.2"), moves(0.2)), 0
    while search.is_open:
        error = search.next()
        assert search.holds < error < search.flips
        search.tell(error, changes(float(error)), moves(float(error)))
        tries += 1
    return search, tries


@pytest.mark.parametrize("at", [0.00003, 0.0042, 0.0777, 0.1993])
def test_a_jump_is_found_by_halving(at: float) -> None:
    search, tries = narrowed(lambda x: 40.0 if x >= at else 0.0, lambda x: x >= at)
    assert float(search.holds) < at <= float(search.flips)
    assert search.flips - search.holds <= max(STEP, search.holds * Decimal("0.005"))
    assert tries <= 18


@pytest.mark.parametrize("at", [0.0177, 0.0777, 0.1993])
@pytest.mark.parametrize("power", [0.7, 1.0, 1.4])
def test_even_growth_takes_fewer_tries(at: float, power: float) -> None:
    search, tries = narrowed(lambda x: (x / at) ** power, lambda x: x > at)
    assert float(search.holds) <= at <= float(search.flips)
    assert search.flips - search.holds <= max(STEP, search.holds * Decimal("0.005"))
    assert tries <= 11


def test_without_a_measure_it_is_halved() -> None:
    search, tries = narrowed(lambda _: None, lambda x: x > 0.05)
    assert float(search.holds) <= 0.05 <= float(search.flips)
    assert tries <= 12
