"""Who takes the next money: the order of a plan's items, and who stands in it before whom."""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal
from functools import cached_property

from allocator.plan.growing import Growing
from allocator.plan.ledger import Ledger
from allocator.plan.worth import Worth
from allocator.problem import Line, Problem


class Queue:
    """The items of one plan by when they are served; use it inside `allocator.money.exact()`."""

    def __init__(self, problem: Problem, ledger: Ledger, worth: Worth, growing: Growing) -> None:
        self._problem, self._ledger, self._worth, self._growing = problem, ledger, worth, growing

    @cached_property
    def next_taker(self) -> str | None:
        """The item that would take the next money: worth it, free to grow, first in order."""
        takers = [line for line in self._problem.lines.values() if self._could_grow(line)]
        divisible = [line for line in takers if not self.comes_in_lumps(line)]
        return min(divisible or takers, key=self._rank_of_more).id if takers else None

    def takes_next(self, line: Line) -> bool:
        """Whether the next money, in any small amount, goes to the item."""
        return self.next_taker == line.id and not self.comes_in_lumps(line)

    def bid(self, line: Line) -> Decimal:
        """What an item brings for money that others do not get: the next, where it takes that."""
        room = self._growing.rate_with_room(line) if self.next_taker == line.id else None
        return self._worth.rate(line) if room is None else room

    def _rank_of_more(self, line: Line) -> tuple[int, Decimal, int]:
        """Smaller takes the next money earlier: by what it brings where no rule forbids to take it."""
        stage, best, place = self._worth.rank(line)
        room = self._growing.rate_with_room(line)
        return stage, best if room is None else -room, place

    def _could_grow(self, line: Line) -> bool:
        growing = self._growing
        if line.is_purchase and (line.is_committed or self._ledger.is_used(line.id)):
            return False
        if not self._worth.is_worth_it(line) or growing.own_cap(line):
            return False
        held = growing.rate_with_room(line) is None or growing.goal_in_the_way(line)
        return not held and not growing.in_exchange(line)

    def comes_in_lumps(self, line: Line) -> bool:
        """Whether it cannot take any small amount of money as its next step."""
        if line.spec.spend is None:
            return line.levers[0].whole
        if line.lifts and not self._ledger.is_used(line.id):
            return True
        rising = all(any(self._ledger.is_rising(effect, t) for effect in line.effects) for t in line.active)
        return rising or bool(line.spec.spend.min_if_used_total and not self._ledger.is_used(line.id))

    def would_lose_anyway(self, line: Line) -> bool:
        """Whether it gets nothing while an item that stands before it takes the next money."""
        return not self._ledger.is_used(line.id) and self._taker_before(line) is not None

    def _taker_before(self, line: Line) -> Line | None:
        taker = self._problem.lines[self.next_taker] if self.next_taker else None
        return taker if taker and self._rank_of_more(taker) < self._worth.rank(line) else None

    def last_before(self, line: Line) -> Line | None:
        """The last item to stand before this one, of those with money and the one that takes the next."""
        winner, taker = self._weakest_winner(line), self._taker_before(line)
        if winner is None or taker is None:
            return winner or taker
        return taker if self._rank_of_more(taker) > self._worth.rank(winner) else winner

    def _weakest_winner(self, line: Line) -> Line | None:
        """The last item to be served that got money it could have lost, and stands before this one."""
        count = bisect_left(self._ranks_of_winners, self._worth.rank(line))
        return self._growing.winners_in_order[count - 1] if count else None

    @cached_property
    def _ranks_of_winners(self) -> list[tuple[int, Decimal, int]]:
        return [self._worth.rank(line) for line in self._growing.winners_in_order]

    def is_passed_over(self, line: Line) -> bool:
        """Whether an item that stands after this one got money that it could have lost."""
        rank = self._worth.rank(line)
        after = [other for other in self._growing.winners if self._worth.rank(other) > rank]
        return not all(self._serves_goal(other) for other in after)

    def _serves_goal(self, line: Line) -> bool:
        return self._growing.goal_lost_by(self._growing.less(line)) is not None
