"""Whole smallest units, exchanged for each other where that brings a rounded plan nearer to the best.

Rounding looks at amounts and rules alone. Where a budget has few smallest units, or a rule ends between two
of them, another rounding can reach clearly more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, groupby, islice
from typing import NamedTuple

from allocator.limits import Measure, Row, Rule, Sense
from allocator.plan.checking import broken
from allocator.plan.funding import balanced
from allocator.plan.gaps import significant, stage_scales, targets_in
from allocator.plan.ledger import ZERO, Ledger
from allocator.problem import Aim, Lever, Problem, Pull, Solution, Stage

_STEPS = 60
"""So many steps of single amounts are tried each way from one plan: of few amounts several each."""
_TIMES = (1, 10, 100)
"""Steps are so many times as long, where shorter ones lead no further."""
_PLANS = 2000
"""So many plans are looked at at most."""
_TOGETHER = ((2, 120), (3, 30))
"""Two amounts are moved at once, then three: that many, and out of how many of their steps at most."""
_LIKELY = 40
"""So many of these are tried from one plan, those first that should gain most."""

_Step = tuple[Lever, int]
_Numbers = tuple[float, ...]


def exchanged(books: Ledger, solution: Solution, wanted: float) -> Ledger:
    """The books after exchanges of smallest units that bring them nearer to the gap that is wanted.

    No stage loses for a later one. All rules hold, and goals that are met stay met. Books of more amounts
    than can be tried stay as they are. Call it inside `allocator.money.exact()`.
    """
    lines = books.problem.lines
    levers = [lever for lever in books.levels if lever.pull is Pull.MONEY and lever.item in lines]
    if not 0 < len(levers) <= _STEPS:
        return books
    return _Exchanging(books, levers, solution, wanted).best()


class _Lack(NamedTuple):
    """How far stages lie outside of the gap that is wanted: the farthest first, and in their order."""

    farthest: _Numbers
    ordered: _Numbers

    def is_less(self, other: _Lack) -> bool:
        """Whether no stage is farther outside than any was, and what an earlier one gains no later one pays.

        Strict order alone would let a goal take all of a later stage for a hundredth of it, and the farthest
        stage alone would take that from the stages before it.
        """
        return self.farthest < other.farthest and self.ordered < other.ordered


class _Found(NamedTuple):
    """Books, what they reach of stages and goals, and what they lack."""

    books: Ledger
    reached: _Numbers
    lack: _Lack


class _Exchanging:
    def __init__(self, books: Ledger, levers: Sequence[Lever], solution: Solution, wanted: float) -> None:
        self._problem, self._levers, self._wanted = books.problem, levers, wanted
        self._bounds = [found.bound for found in solution.stages]
        self._scales = list(stage_scales(self._problem, books, self._bounds))
        self._goals = [_Goals.of(stage, self._problem) for stage in self._problem.stages]
        self._ruled = replace(self._problem, rules=(*self._problem.rules, *_met(books)))
        self._start, self._looked = self._judged(books), 0

    def best(self) -> Ledger:
        """The books from which no exchange leads on, or that are near enough."""
        found: _Found | None = self._start
        while found is not None and self._looked < _PLANS:
            self._start = found
            found = self._better() if any(found.lack.ordered) else None
        return self._start.books

    def _better(self) -> _Found | None:
        """Better books that keep all rules, after one step or an exchange; None where none leads to any."""
        for times in _TIMES:
            alone = {step: found for step in self._steps(times) if (found := self._moved(step)) is not None}
            if found := self._first(sorted(alone.values(), key=lambda one: one.lack)):
                return found
            for count, most in _TOGETHER:
                if found := self._first(self._together(dict(islice(alone.items(), most)), count)):
                    return found
        return None

    def _steps(self, times: int) -> Iterator[_Step]:
        """Single amounts that rise or fall, the shortest steps first."""
        for size in range(1, _STEPS // len(self._levers) + 1):
            yield from ((lever, sign * times * size) for lever in self._levers for sign in (1, -1))

    def _together(self, alone: Mapping[_Step, _Found], count: int) -> Iterator[_Found]:
        """Plans after several steps at once: those first that should be best and need no more money."""
        now, likely = self._start, list[tuple[bool, _Lack, tuple[_Step, ...]]]()
        for steps in combinations(alone, count):
            sums = zip(now.reached, *(alone[step].reached for step in steps), strict=True)
            lack = self._lack(tuple(sum(found) - (count - 1) * had for had, *found in sums))
            if lack.is_less(now.lack) and len({lever for lever, _ in steps}) == count:
                likely.append((sum(units for _, units in steps) > 0, lack, steps))
        likely.sort(key=lambda one: one[:2])
        for _, alike in groupby(likely, key=lambda one: one[0]):
            found = (self._moved(*steps) for _, _, steps in islice(alike, _LIKELY))
            yield from (one for one in found if one is not None)

    def _first(self, steps: Iterable[_Found]) -> _Found | None:
        better = (one for one in steps if one.lack.is_less(self._start.lack))
        return next((one for one in better if not any(broken(self._ruled, one.books))), None)

    def _moved(self, *steps: _Step) -> _Found | None:
        """The plan with amounts moved by smallest units; None where one would be less than nothing."""
        levels = dict(self._start.books.levels)
        for lever, units in steps:
            levels[lever] += units * self._problem.unit
        self._looked += 1
        if any(levels[lever] < 0 for lever, _ in steps):
            return None
        return self._judged(balanced(self._problem, levels))

    def _judged(self, books: Ledger) -> _Found:
        """The books with what they reach: of each stage, and after these of each goal."""
        sums = (*(stage.terms for stage in self._problem.stages), *(t.reached for t in self._problem.targets))
        reached = tuple(float(books.left(terms)) for terms in sums)
        return _Found(books, reached, self._lack(reached))

    def _lack(self, reached: _Numbers) -> _Lack:
        goals, facts = (
            reached[len(self._goals) :],
            zip(self._problem.stages, self._goals, reached, strict=False),
        )
        outside = []
        for (stage, missed, number), bound, scale in zip(facts, self._bounds, self._scales, strict=True):
            sign = 1 if stage.aim is Aim.MINIMISE else -1
            behind = sign * ((missed.by(goals) if missed.deviations else number) - bound) / scale
            outside.append(max(0.0, significant(behind) - self._wanted) if stage.is_asked else 0.0)
        return _Lack(tuple(sorted(outside, reverse=True)), tuple(outside))


class _Goals(NamedTuple):
    """What a stage of goals makes small: by number their targets and weights of either side."""

    deviations: tuple[tuple[int, float, float, float], ...]
    largest: bool

    @classmethod
    def of(cls, stage: Stage, problem: Problem) -> _Goals:
        """The goals of a stage; none where it is no stage of goals."""
        weights = ((t, t.deviations) for t in targets_in(problem, stage))
        sides = (
            (t.number, float(t.spec.target), float(w.get(t.missed, ZERO)), float(w.get(t.exceeded, ZERO)))
            for t, w in weights
        )
        largest = any(term.measure is Measure.LARGEST for term in stage.terms)
        return cls(tuple(dict.fromkeys(sides)), largest)

    def by(self, reached: _Numbers) -> float:
        """By how much they are missed, added up or the largest of them."""
        missed = (
            max(0.0, target - reached[number]) * under + max(0.0, reached[number] - target) * over
            for number, target, under, over in self.deviations
        )
        return max(missed) if self.largest else sum(missed)


def _met(books: Ledger) -> Iterator[Rule]:
    """The goals that are met, as rules."""
    for target in books.problem.targets:
        goal, reached = target.spec, books.left(target.reached)
        if goal.sense is not Sense.EXACTLY and not target.deviation(reached):
            row = Row(target.reached, goal.sense, goal.target, room=ZERO)
            yield Rule(target.name, f"goal {target.name}", ("goals", target.number), (row,), unit="count")
