"""The order in which money goes from one plan to a larger one: the best return per unit of money first.

Between a plan and a larger one, v(s) is the most that plans in between reach with a spend of s, stage by
stage. Its upper concave hull has the order in it: the hull's corners are found by maximising v − λ·s, with λ
the slope of the chord between two known corners, as often as that finds a corner above the chord. With whole
numbers the corners are the plans with the best return per unit of money, which is what "first" means there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from allocator.limits import Rule, Sense, added, scaled
from allocator.money import exact
from allocator.nearby.keeping import everything, kept, spend_of
from allocator.nearby.wishes import is_better, noise, reached, wishes
from allocator.plan.checking import broken, standing
from allocator.plan.funding import balanced
from allocator.plan.ledger import Ledger
from allocator.problem import Aim, Problem, Stage, smooth_effects
from allocator.solving import quick_books

ONE = Decimal(1)
_CLOSE = Decimal("1e-4")
"""A corner so little above its chord, as a part of the chord's rise, is none: it may be rounding."""
_FINEST = 1000
_FINEST_SMOOTH = 16
"""Steps smaller than such a part of the whole are not told apart; the latter where curves are smooth."""


def in_order(
    problem: Problem, low: Ledger, high: Ledger, told: Callable[[], None] = lambda: None
) -> tuple[Ledger, ...]:
    """Plans from the one to the other, each with more than the last, the best use of money first.

    `problem` has the rules that plans in between keep, where both ends keep them. `high` has at least as much
    of every item in every period as `low`. `told` is called after each solve.
    """
    with exact():
        low, high = (balanced(problem, books.levels) for books in (low, high))
        road = _Road(problem, low, high, told)
        found = (low, *road.between(low, high), high)
        return tuple(_merged(found)) if any(smooth_effects(problem)) else found


class _Road:
    def __init__(self, problem: Problem, low: Ledger, high: Ledger, told: Callable[[], None]) -> None:
        self._problem, self._told = problem, told
        self._rules = tuple(rule for rule in problem.rules if _is_kept(rule, low) and _is_kept(rule, high))
        self._wishes = wishes(problem)
        parts = _FINEST_SMOOTH if any(smooth_effects(problem)) else _FINEST
        self._least = max((spend_of(high) - spend_of(low)) / parts, problem.unit)

    def between(self, low: Ledger, high: Ledger) -> Iterator[Ledger]:
        """The corners between two of them, in order; on an edge, item by item where that holds."""
        if spend_of(high) - spend_of(low) <= self._least:
            return
        corner = self._corner(low, high)
        if corner is None:
            yield from self._on_the_edge(low, high)
            return
        yield from self.between(low, corner)
        yield corner
        yield from self.between(corner, high)

    def _slopes(self, low: Ledger, high: Ledger) -> tuple[Decimal, ...]:
        more = spend_of(high) - spend_of(low)
        ends = zip(reached(self._problem, low), reached(self._problem, high), strict=True)
        return tuple((after - before) / more for before, after in ends)

    def _corner(self, low: Ledger, high: Ledger) -> Ledger | None:
        """The plan between the two that stands highest above the chord; None where none does."""
        slopes = self._slopes(low, high)
        lines = self._problem.lines.values()
        box = (*kept(low, Sense.AT_LEAST, lines), *kept(high, Sense.AT_MOST, lines))
        last = tuple(stage for stage in self._problem.stages if stage not in self._wishes)
        asked = replace(self._problem, rules=(*self._rules, *box), stages=(*self._priced(slopes), *last))
        found = quick_books(asked)
        self._told()
        if found is None:
            return None
        found = balanced(self._problem, found.levels)
        above = self._above(found, low, high, slopes)
        return (
            found if self._is_apart(low, found, high) and is_better(above, self._noise(low, high)) else None
        )

    def _priced(self, slopes: Sequence[Decimal]) -> Iterator[Stage]:
        """Each wish less what the chord asks for the money spent."""
        spent = {everything(Ledger(self._problem, {})): ONE}
        for stage, slope in zip(self._wishes, slopes, strict=True):
            price = -slope if stage.aim is Aim.MAXIMISE else slope
            yield replace(stage, terms=added(stage.terms, scaled(spent, price)) if price else stage.terms)

    def _above(
        self, found: Ledger, low: Ledger, high: Ledger, slopes: Sequence[Decimal]
    ) -> tuple[Decimal, ...]:
        more = spend_of(found) - spend_of(low)
        ends = zip(reached(self._problem, low), reached(self._problem, found), slopes, strict=True)
        return tuple(after - before - slope * more for before, after, slope in ends)

    def _noise(self, low: Ledger, high: Ledger) -> tuple[Decimal, ...]:
        ends = (reached(self._problem, low), reached(self._problem, high))
        usual = noise(ends[1], self._problem.unit)
        return tuple(
            max(least, _CLOSE * abs(after - before))
            for before, after, least in zip(*ends, usual, strict=True)
        )

    def _on_the_edge(self, low: Ledger, high: Ledger) -> Iterator[Ledger]:
        """One item after the other in the order of the file, where that keeps the rules and the chord."""
        slopes, at = self._slopes(low, high), low
        moved = changed(low, high)
        for name in moved[:-1]:
            own = set(self._problem.lines[name].levers)
            levels = {v: (high if v in own else at).level(v) for v in {**at.levels, **high.levels}}
            trial = balanced(self._problem, levels)
            off = self._above(trial, low, high, slopes)
            within = zip(off, self._noise(low, high), strict=True)
            is_level = all(abs(gap) <= least for gap, least in within)
            if is_level and self._is_apart(at, trial, high) and self._holds(trial):
                yield trial
                at = trial

    def _is_apart(self, low: Ledger, found: Ledger, high: Ledger) -> bool:
        """Whether a plan is far enough from both ends to be a step of its own."""
        return spend_of(low) + self._least < spend_of(found) < spend_of(high) - self._least

    def _holds(self, books: Ledger) -> bool:
        return next(broken(replace(self._problem, rules=self._rules), books), None) is None


def changed(low: Ledger, high: Ledger) -> list[str]:
    """The items of which the two plans buy different amounts, in the order of the file."""
    lines = low.problem.lines.values()
    return [line.id for line in lines if any(low.level(v) != high.level(v) for v in line.levers)]


def _is_kept(rule: Rule, books: Ledger) -> bool:
    return all(standing(rule, row, books).is_kept for row in rule.rows)


def _merged(road: Sequence[Ledger]) -> Iterator[Ledger]:
    """The road without corners at which the same items go on: on a smooth curve each unit brings less."""
    for k, books in enumerate(road):
        ends = k in (0, len(road) - 1)
        if ends or changed(road[k - 1], books) != changed(books, road[k + 1]):
            yield books
