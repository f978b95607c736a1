"""What an item's growth is tried against: the items that could lose money, asked for again and again."""

from __future__ import annotations

from allocator.money import exact
from allocator.plan.growing import Growing
from allocator.plan.worth import Worth
from allocator.problem import settle
from allocator.scenario import scenario_of
from allocator.solving import best_books


def test_those_that_could_lose_money_are_the_same_whenever_they_are_asked_for():
    items = {
        name: {"kind": "ad", "spend": {"max_total": 100}, "returns": {"roas": roas}}
        for name, roas in (("best", 4), ("good", 3), ("fair", 2))
    }
    problem = settle(scenario_of({"budget": 250, "items": items}))
    books, _ = best_books(problem)
    with exact():
        growing = Growing(problem, books, Worth(problem, books))
        first = next(growing._losers())[0].id
        found = [[line.id for line, _ in growing._losers()] for _ in range(2)]
    assert first == "fair"
    assert found == [["fair", "good", "best"]] * 2
