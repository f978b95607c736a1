"""Amounts rounded down and filled up, and exchanges of units, against the checker asked unit by unit."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from allocator.money import exact
from allocator.plan.checking import broken
from allocator.plan.exchanging import _Lack, exchanged
from allocator.plan.funding import balanced
from allocator.plan.ledger import Ledger
from allocator.plan.refilling import refilled
from allocator.problem import End, Lever, Pull, Solution, StageResult, settle
from allocator.scenario import scenario_of

Data = dict[str, Any]
MONTHS = 3


def yen(seed: int) -> Data:
    """Items in months, with limits on groups of items, in a month and in all, from above and below."""
    r = random.Random(seed)
    curve = {"shape": "exponential", "limit": 900, "scale_total": 60}
    items = {
        f"i{k}": {
            "kind": "ad",
            "channel": f"c{k % 2}",
            "spend": {"max_per_period": 40},
            "returns": {"revenue": {"curve": curve}},
        }
        for k in range(4)
    }
    limits: list[Data] = [
        {"on": {"items": ["i0", "i1"]}, "max_per_period": r.randrange(20, 30)},
        {"each": "channel", "max_total": r.randrange(48, 56)},
        {"on": {"items": ["i2"]}, "max_total": r.randrange(22, 28)},
        {"on": {"items": ["i3", "i0"]}, "min_total": 6},
        {"on": {"items": ["i1"]}, "min_per_period": 1},
    ]
    horizon = {"periods": MONTHS, "every": "month"}
    return {"currency": "JPY", "budget": 104, "horizon": horizon, "items": items, "limits": limits}


@pytest.mark.parametrize("seed", range(5))
def test_units_are_given_back_as_far_as_the_checker_allows_to_who_lost_most_first(seed: int) -> None:
    with exact():
        problem, r = settle(scenario_of(yen(seed))), random.Random(seed)
        levers = [v for line in problem.lines.values() for v in line.levers if v.pull is Pull.MONEY]
        assert len(levers) == 4 * MONTHS
        blocked = given = 0
        for _ in range(16):
            lost = r.sample(range(1, 100), len(levers))
            units = {
                v: Decimal(r.randrange(3, 14)) + Decimal(n) / 100 for v, n in zip(levers, lost, strict=True)
            }
            now: dict[Lever, Decimal] = {v: amount // 1 for v, amount in units.items()}
            lowest = Ledger(problem, now)
            if any(broken(problem, lowest)):
                continue
            for lever in sorted(levers, key=lambda v: now[v] - units[v]):
                more = {**now, lever: now[lever] + 1}
                if any(broken(problem, Ledger(problem, more))):
                    blocked += 1
                else:
                    now, given = more, given + 1
            assert refilled(problem, units, lowest) == {v: int(amount) for v, amount in now.items()}
        assert blocked > 0
        assert given > 0


def test_what_is_paid_in_other_periods_is_not_filled_up() -> None:
    with exact():
        problem = settle(scenario_of(yen(1)))
        levers = [v for line in problem.lines.values() for v in line.levers]
        later = replace(levers[0], payments=((1, Decimal(1)),))
        lowest = Ledger(problem, dict.fromkeys(levers, Decimal(2)))
        assert refilled(problem, dict.fromkeys(levers, Decimal("2.5")), lowest) is not None
        assert refilled(problem, dict.fromkeys([*levers[1:], later], Decimal("2.5")), lowest) is None


# -- exchanges ----------------------------------------------------------------------------------------


def _exchanged(goals: list[Data], spent: int, wanted: float) -> int:
    """Where exchanges lead from an amount of one item that brings a lead and a sale for each yen."""
    returns = {"lead": {"per_money": 1}, "sale": {"per_money": 1}}
    data = {
        "currency": "JPY",
        "budget": 500,
        "metrics": {"lead": {"value": 1}, "sale": {"value": 1}},
        "goals": goals,
        "items": {"a": {"kind": "ad", "spend": {"max_total": 500}, "returns": returns}},
    }
    with exact():
        problem = settle(scenario_of(data))
        (lever,) = problem.lines["a"].levers
        books = balanced(problem, {lever: Decimal(spent)})
        goal_stages = len(goals)
        stages = tuple(
            StageResult(s.name, s.aim.value, 0.0, 0.0 if k < goal_stages else float(books.left(s.terms)))
            for k, s in enumerate(problem.stages)
        )
        solution = Solution(End.OPTIMAL, {lever: float(spent)}, stages, "HiGHS", "")
        return int(exchanged(books, solution, wanted).level(lever))


def test_a_goal_that_is_met_stays_met_even_where_the_gap_would_allow_less() -> None:
    """A yen more would miss the first goal by a two-hundredth, which is half of the gap."""
    most = {"name": "few", "metric": "lead", "at_most": 200, "rank": "primary"}
    least = {"name": "many", "metric": "sale", "at_least": 300, "rank": "secondary"}
    assert _exchanged([most, least], 200, 0.01) == 200
    assert _exchanged([least], 200, 0.01) > 200


def test_what_an_earlier_stage_gains_no_later_one_pays_with_more() -> None:
    now = _Lack((0.02, 0.0), (0.02, 0.0))
    assert _Lack((0.01, 0.0), (0.01, 0.0)).is_less(now)
    assert _Lack((0.015, 0.01), (0.01, 0.015)).is_less(now)
    assert not _Lack((0.5, 0.0), (0.0, 0.5)).is_less(now)
    assert not _Lack((0.01, 0.01), (0.03, 0.0)).is_less(now)
    assert not now.is_less(now)
