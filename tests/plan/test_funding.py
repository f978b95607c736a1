"""Which money pays for what, against brute force."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate, product

from hypothesis import given
from hypothesis import strategies as st

from allocator.plan.funding import Need, least_funding

AMOUNTS = st.lists(st.integers(0, 4), min_size=3, max_size=3)


def needs(spend, released, eligible):
    return [
        Need(Decimal(s - r), Decimal(e), None, Decimal(1))
        for s, r, e in zip(spend, released, eligible, strict=True)
    ]


def covers(path, spend, released):
    own = accumulate(r - s + v for r, s, v in zip(released, spend, path, strict=True))
    return all(cash >= 0 for cash in own)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_the_least_and_latest_money_is_spent_again(spend, released, part):
    eligible = [min(a, b) for a, b in zip(spend, part, strict=True)]
    possible = [p for p in product(*(range(e + 1) for e in eligible)) if covers(p, spend, released)]
    found = least_funding(needs(spend, released, eligible), carry_over=True)
    if possible:
        assert tuple(map(int, found)) in possible
        running = list(accumulate(map(int, found)))
        for other in possible:
            assert all(mine <= theirs for mine, theirs in zip(running, accumulate(other), strict=True))


@given(AMOUNTS, AMOUNTS)
def test_money_that_lapses_is_covered_period_by_period(spend, released):
    found = least_funding(needs(spend, released, spend), carry_over=False)
    assert list(map(int, found)) == [max(0, s - r) for s, r in zip(spend, released, strict=True)]
