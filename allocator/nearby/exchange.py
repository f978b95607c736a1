"""Moves of money from one item to another that gain most: all other items, and all rules, stand as they are.

A move from A to B is found by solving: A may fall, B may rise, nothing else moves. Letting several items fall
and several rise bounds what each single move among them can gain. So groups of moves are halved, the one with
the highest bound first, until they are single and no other group can hold a better one: the best moves are
found without trying all. The bounds come from one live model, on which only what holds an item is switched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from heapq import heappop, heappush

from allocator.limits import Rule, Sense
from allocator.money import exact
from allocator.nearby.keeping import kept, spend_of, spending, tolerant
from allocator.nearby.wishes import is_better, noise, reached, wishes
from allocator.plan.funding import balanced
from allocator.plan.ledger import Ledger
from allocator.plan.rounding import rounded_ledger
from allocator.problem import Aim, Problem, smooth_effects
from allocator.solving import quick_solution, quick_values

_COARSE = 10
"""So many times what rounding does must a move gain to be worth a word."""
_COARSE_SMOOTH = 5000
"""The same under smooth curves, whose pieces stand as far from them."""
_SIGNS = {Aim.MAXIMISE: 1, Aim.MINIMISE: -1}
Gains = tuple[Decimal, ...]
Numbers = tuple[int, ...]


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


def best_exchanges(
    books: Ledger, count: int, told: Callable[[int, int], None] = lambda _done, _all: None
) -> list[Exchange]:
    """Up to so many single moves that gain most by the policy, the best first.

    Rules that the books break stay as broken as they are at most. `told` hears of solves done and of all.
    """
    with exact():
        return _Search(books, told).best(count)


@dataclass(frozen=True, order=True)
class _Group:
    """Moves from some items to some others; of two groups the one with the higher bound sorts first."""

    rank: Numbers
    """What its best move gains at most, in steps of noise, turned so that the most comes first."""
    sources: Numbers
    targets: Numbers
    bound: Gains = field(compare=False)
    """The same as it is."""

    @property
    def is_single(self) -> bool:
        return len(self.sources) == len(self.targets) == 1

    def halves(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Both halves, of the longer side."""
        if len(self.sources) > len(self.targets):
            yield from ((part, self.targets) for part in _halved(self.sources))
        else:
            yield from ((self.sources, part) for part in _halved(self.targets))


class _Holding:
    """The problem in which nothing moves, and the rules to take out of it for some items to fall or rise.

    Items are numbered in the order of the file; the number after the last is money that is not spent.
    """

    def __init__(self, books: Ledger) -> None:
        problem = tolerant(books.problem, books)
        lines = list(problem.lines.values())
        low, high = (list(kept(books, sense, lines)) for sense in (Sense.AT_LEAST, Sense.AT_MOST))
        self.names = (*problem.lines, None)
        self._first = len(problem.rules)
        self._own = (*low, *high, spending(books, spend_of(books)))
        self.problem = replace(problem, rules=(*problem.rules, *self._own))

    @property
    def switches(self) -> range:
        """The numbers of all rules that hold items."""
        return range(self._first, self._first + len(self._own))

    def freed(self, sources: Sequence[int], targets: Sequence[int]) -> set[int]:
        """The rules that are taken out; where unspent money is a source, the spend as a whole may grow."""
        unspent = len(self.names) - 1
        falling = (2 * unspent if k == unspent else k for k in sources)
        rising = (unspent + k for k in targets if k != unspent)
        return {self._first + k for k in (*falling, *rising)}

    def moving(self, source: int, target: int) -> Problem:
        """The problem in which just these two move."""
        freed = self.freed((source,), (target,))
        rules: tuple[Rule, ...] = tuple(r for k, r in enumerate(self.problem.rules) if k not in freed)
        return replace(self.problem, rules=rules)


class _Search:
    def __init__(self, books: Ledger, told: Callable[[int, int], None]) -> None:
        self._books, self._holding = books, _Holding(books)
        start = reached(books.problem, books)
        self._had = dict(zip((stage.name for stage in wishes(books.problem)), start, strict=True))
        times = _COARSE_SMOOTH if any(smooth_effects(books.problem)) else _COARSE
        self._noise = [times * least for least in noise(start, books.problem.unit)]
        self._values = quick_values(self._holding.problem, self._holding.switches)
        self._told, self._solves = told, 0

    def best(self, count: int) -> list[Exchange]:
        found: list[Exchange] = []
        names = self._holding.names
        givers = (k for k, name in enumerate(names) if name is None or self._books.total(name))
        groups = list(self._bounded(tuple(givers), tuple(range(len(names))), None))
        while groups:
            group = heappop(groups)
            enough = found[-1].gains if len(found) == count else None
            if not self._is_more(group.bound, enough):
                continue
            if not group.is_single:
                for sources, targets in group.halves():
                    for half in self._bounded(sources, targets, enough):
                        heappush(groups, half)
            elif moved := self._moved(*group.sources, *group.targets):
                found = sorted([*found, moved], key=lambda one: self._rank(one.gains))[:count]
        return found

    def _bounded(self, sources: Numbers, targets: Numbers, enough: Gains | None) -> Iterator[_Group]:
        """The group of these moves with its bound; none where no move of it can gain more than enough."""
        if sources == targets and len(sources) == 1:
            return
        promised: list[Decimal] = []
        for gain in self._promised(sources, targets):
            promised.append(gain)
            if self._is_less(promised, enough):
                return
        bound = tuple(promised)
        if bound and is_better(bound, self._noise) and self._is_more(bound, enough):
            yield _Group(self._rank(bound), sources, targets, bound)

    def _promised(self, sources: Numbers, targets: Numbers) -> Iterator[Decimal]:
        """What each wish gains before anything is rounded; each is solved only when it is asked for."""
        self._count()
        had = dict(self._had)
        for stage, value in self._values(self._holding.freed(sources, targets)):
            if stage.name in had:
                yield _SIGNS[stage.aim] * Decimal(repr(value)) - had.pop(stage.name)
            if not had:
                return

    def _is_more(self, gains: Gains, enough: Gains | None) -> bool:
        """Whether the first wish that differs by more than noise gains more."""
        return enough is None or is_better([a - b for a, b in zip(gains, enough, strict=True)], self._noise)

    def _is_less(self, gains: Sequence[Decimal], enough: Gains | None) -> bool:
        """The same the other way round, as far as the gains are known."""
        known = [] if enough is None else [b - a for a, b in zip(gains, enough, strict=False)]
        return is_better(known, self._noise[: len(known)])

    def _rank(self, gains: Gains) -> Numbers:
        return tuple(-round(gain / least) for gain, least in zip(gains, self._noise, strict=True))

    def _moved(self, source: int, target: int) -> Exchange | None:
        """The best move from the one to the other in whole smallest units; None where it gains nothing."""
        self._count()
        asked, names = self._holding.moving(source, target), self._holding.names
        solution = quick_solution(asked)
        if solution is None:
            return None
        after = balanced(self._books.problem, rounded_ledger(asked, solution.levels).levels)
        move = Exchange(names[source], names[target], self._books, after)
        is_move = self._is_used(move.source, -1, after) and self._is_used(move.target, 1, after)
        return move if is_move and is_better(move.gains, self._noise) else None

    def _is_used(self, name: str | None, sign: int, after: Ledger) -> bool:
        return name is None or sign * (after.total(name) - self._books.total(name)) > 0

    def _count(self) -> None:
        self._solves += 1
        self._told(self._solves, max(4 * len(self._holding.names), self._solves + 1))


def _halved(numbers: Numbers) -> tuple[Numbers, Numbers]:
    middle = len(numbers) // 2
    return numbers[:middle], numbers[middle:]


def _gains(before: Ledger, after: Ledger) -> Gains:
    ends = (reached(before.problem, before), reached(before.problem, after))
    return tuple(then - now for now, then in zip(*ends, strict=True))
