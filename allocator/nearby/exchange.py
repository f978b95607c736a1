"""Moves of money from one item to another that gain most: all other items, and all rules, stand as they are.

A move from A to B is found by solving: A may fall, B may rise, nothing else moves. What all moves from A can
gain is bounded by letting every item rise, and all moves to B by letting every item fall. So pairs are tried
in the order of their bounds until no other pair can be better: the best are found without trying all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from allocator.limits import Sense
from allocator.money import exact
from allocator.nearby.keeping import kept, spend_of, spending, tolerant
from allocator.nearby.wishes import is_better, noise, reached, wishes
from allocator.plan.ledger import Ledger
from allocator.plan.rounding import balanced, rounded_ledger
from allocator.problem import Aim, Problem, Solution, smooth_effects
from allocator.solving import quick_solution

_COARSE = 10
"""So many times what rounding does must a move gain to be worth a word."""
_COARSE_SMOOTH = 5000
"""The same under smooth curves, whose pieces stand as far from them."""
Gains = tuple[Decimal, ...]


@dataclass(frozen=True)
class Exchange:
    """Money from one item to another; None is money that is not spent."""

    source: str | None
    target: str | None
    before: Ledger
    after: Ledger

    @property
    def gains(self) -> Gains:
        """What each wish of the policy gains."""
        return _gains(self.before, self.after)


@dataclass(frozen=True)
class _Pair:
    source: str | None
    target: str | None
    bound: Gains


def best_exchanges(
    books: Ledger, count: int, told: Callable[[int, int], None] = lambda _done, _all: None
) -> list[Exchange]:
    """Up to so many single moves that gain most by the policy, the best first.

    Rules that the books break stay as broken as they are at most. `told` hears of solves done and of all.
    """
    with exact():
        return _Search(books, told).best(count)


class _Search:
    def __init__(self, books: Ledger, told: Callable[[int, int], None]) -> None:
        self._books, self._problem = books, tolerant(books.problem, books)
        self._start = reached(books.problem, books)
        times = _COARSE_SMOOTH if any(smooth_effects(books.problem)) else _COARSE
        self._noise = [times * least for least in noise(self._start, books.problem.unit)]
        self._told, self._solves = told, 0

    def best(self, count: int) -> list[Exchange]:
        found: list[Exchange] = []
        for pair in sorted(self._pairs(), key=lambda pair: pair.bound, reverse=True):
            enough = found[-1].gains if len(found) == count else None
            if enough is not None and pair.bound <= enough:
                break
            if moved := self._moved(pair.source, pair.target, enough):
                found = sorted([*found, moved], key=lambda one: one.gains, reverse=True)[:count]
        return found

    def _pairs(self) -> Iterator[_Pair]:
        """All moves that can gain at all, each with a bound on what it gains."""
        names = tuple(self._problem.lines)
        givers = [name for name in names if self._books.total(name)]
        falls = self._bounds([*givers, None], lambda name: self._asked(_only(name), names))
        rises = self._bounds([*names, None], lambda name: self._asked(names, _only(name)))
        for source, most in falls.items():
            for target, limit in rises.items():
                if source != target:
                    yield _Pair(source, target, min(most, limit))

    def _bounds(
        self, names: list[str | None], asked: Callable[[str | None], Problem]
    ) -> dict[str | None, Gains]:
        found = {}
        for name in names:
            solution = self._solved(asked(name))
            if solution is not None and is_better(self._promised(solution), self._noise):
                found[name] = self._at_most(solution)
        return found

    def _moved(self, source: str | None, target: str | None, enough: Gains | None) -> Exchange | None:
        asked = self._asked(_only(source), _only(target), grows=source is None)
        solution = self._solved(asked)
        if solution is None or (enough is not None and self._at_most(solution) <= enough):
            return None
        after = balanced(self._books.problem, rounded_ledger(asked, solution.levels).levels)
        move = Exchange(source, target, self._books, after)
        is_move = self._is_used(source, -1, after) and self._is_used(target, 1, after)
        return move if is_move and is_better(move.gains, self._noise) else None

    def _is_used(self, name: str | None, sign: int, after: Ledger) -> bool:
        return name is None or sign * (after.total(name) - self._books.total(name)) > 0

    def _promised(self, solution: Solution) -> Gains:
        """What the solution gains before it is rounded."""
        values = {stage.name: Decimal(repr(stage.value)) for stage in solution.stages}
        pairs = zip(wishes(self._problem), self._start, strict=True)
        signs = {Aim.MAXIMISE: 1, Aim.MINIMISE: -1}
        return tuple(signs[stage.aim] * values[stage.name] - had for stage, had in pairs)

    def _at_most(self, solution: Solution) -> Gains:
        """What it gains at most, rounding included."""
        return tuple(gain + least for gain, least in zip(self._promised(solution), self._noise, strict=True))

    def _asked(self, falling: tuple[str, ...], rising: tuple[str, ...], *, grows: bool = True) -> Problem:
        """The problem in which just these items fall or rise; `grows` lets the spend as a whole grow."""
        lines = self._problem.lines.values()
        low = kept(self._books, Sense.AT_LEAST, (line for line in lines if line.id not in falling))
        high = kept(self._books, Sense.AT_MOST, (line for line in lines if line.id not in rising))
        whole = () if grows else (spending(self._books, spend_of(self._books)),)
        return replace(self._problem, rules=(*self._problem.rules, *low, *high, *whole))

    def _solved(self, asked: Problem) -> Solution | None:
        self._solves += 1
        self._told(self._solves, max(2 * len(self._problem.lines) + 10, self._solves + 1))
        return quick_solution(asked)


def _only(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)


def _gains(before: Ledger, after: Ledger) -> Gains:
    ends = (reached(before.problem, before), reached(before.problem, after))
    return tuple(then - now for now, then in zip(*ends, strict=True))
