"""Sums that tie out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.money import apportion, digits_of, split

PARTS = st.lists(st.decimals(0, 1000, places=4), min_size=1, max_size=9)


@given(PARTS, st.integers(0, 1))
def test_apportioned_parts_add_up_and_stay_near(parts, extra):
    total = int(sum(parts)) + extra
    found = apportion(parts, total)
    assert sum(found) == total
    if extra == 0:
        assert all(abs(one - part) < 1 for one, part in zip(found, parts, strict=True))


def test_the_larger_remainder_is_served_first():
    assert apportion([Decimal("1.2"), Decimal("1.5"), Decimal("1.3")], 4) == [1, 2, 1]
    assert apportion([Decimal("1.5"), Decimal("1.5")], 3) == [2, 1]


@given(
    st.integers(0, 10**9), st.lists(st.integers(1, 99), min_size=1, max_size=12), st.sampled_from([0, 2, 3])
)
def test_a_split_adds_up_in_every_currency(total, weights, digits):
    amount = Decimal(total).scaleb(-digits)
    parts = split(amount, [Decimal(weight) for weight in weights], digits)
    assert sum(parts) == amount
    assert all(part == round(part, digits) for part in parts)


@pytest.mark.parametrize(("currency", "digits"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("XXX", 2)])
def test_currencies_have_their_own_smallest_unit(currency, digits):
    assert digits_of(currency) == digits
