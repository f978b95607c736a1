"""What keeps an item from taking one step more: its own cap, limits, goals, and what others would lose."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from allocator.limits import Rule
from allocator.plan.checking import standing
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.stepping import RuleBook, Step, Swap
from allocator.plan.worth import Worth
from allocator.problem import Lever, Line, Problem, Target

_NOTHING = Decimal("1e-9")


class Growing:
    """Steps of one plan, tried against its rules; use it inside `allocator.money.exact()`."""

    def __init__(self, problem: Problem, ledger: Ledger, worth: Worth) -> None:
        self._problem, self._ledger, self._worth = problem, ledger, worth
        self.rules = RuleBook(problem, ledger)
        self._blockers: dict[str, Rule | None] = {}
        self._exchanges: dict[str, Rule | None] = {}
        self._rates_with_room: dict[str, Decimal | None] = {}
        self._steps: dict[Lever, Step] = {}
        self._caps: dict[str, str | None] = {}
        self._known_losers: list[tuple[Line, Step]] = []

    def less(self, line: Line, times: int = 1) -> Step:
        """The books with so many steps less on the last lever that anything is bought with."""
        lever = next(v for v in reversed(line.levers) if self._ledger.level(v) > 0)
        return Step(self._problem, self._ledger, lever, -times)

    def blocker(self, line: Line) -> Rule | None:
        """A rule that one step more would break in every period in which a step is worth most."""
        if line.id not in self._blockers:
            self._blockers[line.id] = self._found_blocker(line)
        return self._blockers[line.id]

    def _found_blocker(self, line: Line) -> Rule | None:
        found = None
        best = self._worth.rate(line)
        for lever in line.levers:
            if self._worth.at(line, lever) < best:
                continue
            found = next(self.rules.broken_by(self._more(lever)), None)
            if found is None:
                return None
        return found

    def own_cap(self, line: Line) -> str | None:
        """The item's own maximum that leaves no room for one step more, in words."""
        if line.id not in self._caps:
            self._caps[line.id] = None if line.is_purchase else self._found_cap(line)
        return self._caps[line.id]

    def _found_cap(self, line: Line) -> str | None:
        step = self._problem.unit if line.spec.spend else Decimal(1)
        caps = [rule for rule in self.rules.own(line) if str(rule.path[-1]).startswith(("max", "exact"))]
        full = (r for r in caps if all(standing(r, row, self._ledger).slack < step for row in r.rows))
        tightest = next(full, None)
        return tightest.sentence.partition(": ")[2] if tightest else None

    def rate_with_room(self, line: Line) -> Decimal | None:
        """The best rate at which one step more breaks no rule; None where none is left that is worth it."""
        if line.id not in self._rates_with_room:
            free = self._worth.rate(line) if self.blocker(line) is None else self._second_best(line)
            self._rates_with_room[line.id] = free
        return self._rates_with_room[line.id]

    def _second_best(self, line: Line) -> Decimal | None:
        best = self._worth.rate(line)
        for lever in sorted(line.levers, key=lambda lever: -self._worth.at(line, lever)):
            rate = self._worth.at(line, lever)
            if not self._worth.is_enough(line, rate):
                return None
            if rate < best and next(self.rules.broken_by(self._more(lever)), None) is None:
                return rate
        return None

    def goal_in_the_way(self, line: Line) -> Target | None:
        """A goal that one step more would miss by more, in every period in which a step is worth most."""
        found, best = None, self._worth.rate(line)
        for lever in line.levers if self._problem.targets else ():
            if self._worth.at(line, lever) >= best:
                found = self.goal_lost_by(self._more(lever))
                if found is None:
                    return None
        return found

    def goal_lost_by(self, less: Step) -> Target | None:
        """The first goal that would be missed by more."""
        for target in self._problem.targets:
            reached = sum((c * less.value(term) for term, c in target.reached.items()), ZERO)
            if target.deviation(reached) > target.deviation(self._ledger.left(target.reached)) + _NOTHING:
                return target
        return None

    def in_exchange(self, line: Line) -> Rule | None:
        """A limit that forbids to take money from an item that brings less for it."""
        if line.spec.spend is None:
            return None
        if line.id not in self._exchanges:
            self._exchanges[line.id] = self._found_exchange(line)
        return self._exchanges[line.id]

    def _found_exchange(self, line: Line) -> Rule | None:
        rank = self._worth.rank(line)
        for rival, less in self._losers():
            if self._worth.rank(rival) <= rank:
                return None
            for lever in line.levers:
                if lever.period == less.lever.period:
                    swap = Swap(self._ledger, self._more(lever), less)
                    return next((r for r in self.rules.broken_by(swap) if r.path[0] == "limits"), None)
        return None

    def _losers(self) -> Iterator[tuple[Line, Step]]:
        """Items that could lose money without breaking a limit, the last served first, one step poorer.

        Mostly the first few are asked for, again and again.
        """
        yield from self._known_losers
        for loser in self._further_losers:
            self._known_losers.append(loser)
            yield loser

    @cached_property
    def _further_losers(self) -> Iterator[tuple[Line, Step]]:
        return self._found_losers()

    def _found_losers(self) -> Iterator[tuple[Line, Step]]:
        for line in reversed(self.winners_in_order):
            if line.spec.spend is not None:
                less = self.less(line)
                if next(self.rules.broken_by(less), None) is None:
                    yield line, less

    @cached_property
    def winners(self) -> list[Line]:
        """The items that got money they could have lost."""
        return [
            line
            for line in self._problem.lines.values()
            if not line.is_committed
            and self._worth.is_worth_it(line)
            and self._ledger.total(line.id) > (floor_of(line) or ZERO)
        ]

    @cached_property
    def winners_in_order(self) -> list[Line]:
        return sorted(self.winners, key=self._worth.rank)

    def _more(self, lever: Lever) -> Step:
        """The books after one step more."""
        step = self._steps.get(lever)
        if step is None:
            step = self._steps[lever] = Step(self._problem, self._ledger, lever)
        return step


def floor_of(line: Line) -> Decimal | None:
    """The least money that an item itself demands over the horizon, None where it demands none."""
    bought = line.spec.spend
    if bought is None:
        return None
    totals = [amount for amount in (bought.min_total, bought.committed_total, bought.exact_total) if amount]
    if per_period := bought.min_per_period or bought.exact_per_period:
        totals.append(per_period * len(line.active))
    return max(totals, default=None)
