"""The question as a whole: every estimate moved both ways, then the smallest errors that matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from allocator.errors import InputError
from allocator.money import exact, rounded
from allocator.plan.assemble import returned_of, totals_of
from allocator.plan.gaps import plan_stages
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.optimum import best_books as books_to_compare
from allocator.plan.optimum import unproven
from allocator.problem import Problem, settle, smooth_effects
from allocator.scenario import Scenario
from allocator.scenario.estimates import Estimate, Room, Unit, estimates_of
from allocator.solving import best_books
from allocator.studies.base import Progress, silent
from allocator.studies.stress.answer import Moved, StressAnswer, StressedInput
from allocator.studies.stress.narrowing import Narrowing
from allocator.studies.stress.trying import Today, Trial

SOLVES = 500
_STEP = Decimal("1e-5")
_TRIES = 6
"""About so many solves find a smallest error."""
_MOST = Decimal("0.99")


def stress(
    scenario: Scenario,
    *,
    by: Decimal = Decimal("0.2"),
    periods: int = 1,
    solves: int = SOLVES,
    progress: Progress = silent,
) -> StressAnswer:
    """Move each estimate down and up: prices, what items bring and when, curves, carry-over, values, rates.

    Args:
        scenario: what to plan; `ranges` and `returns.range` say how far an input may be off.
        by: how far, as a share of the input, where the scenario says nothing; of what lies between 0 and 1,
            of its way to 0 or to 1.
        periods: by how many periods delays and other numbers of periods are moved where it says nothing.
        solves: look for at most so many best plans: half of them for inputs moved to both sides, the rest
            for the smallest errors.
        progress: told after each solve.

    Raises:
        InputError: `by` is no share between 0 and 1, or a range is stated for what is no number.
        NoPlanError: there is no plan.
    """
    if not 0 < by <= _MOST:
        raise InputError.single("not a share", path="by", expected="more than 0%, at most 99%", found=str(by))
    for name, number, least in (("periods", periods, 1), ("solves", solves, 4)):
        if number < least:
            raise InputError.single("too few", path=name, expected=f"{least} or more", found=str(number))
    inputs = estimates_of(scenario, Room(by, periods))
    problem = settle(scenario)
    books = _best(problem)
    chosen = _first(inputs, books, solves // 4)
    return _Question(Today(problem, books, solves), books, progress).answer(inputs, chosen)


def _best(problem: Problem) -> Ledger:
    """The books of the best plan, of the better proven one under curves by a formula."""
    books, solution = best_books(problem)
    if not any(smooth_effects(problem)):
        return books
    with exact():
        known = sum(unproven(problem, plan_stages(problem, books, solution)).values(), ZERO)
    again, left = books_to_compare(problem)
    return again if sum(left.values(), ZERO) < known else books


@dataclass(frozen=True)
class _Side:
    """An error, and what it means."""

    error: Decimal
    trial: Trial


class _Question:
    """One question, with how far it is."""

    def __init__(self, today: Today, books: Ledger, progress: Progress) -> None:
        self._today, self._books, self._progress = today, books, progress
        self._digits, self._all = books.problem.digits, 0

    def answer(self, inputs: Sequence[Estimate], chosen: Sequence[Estimate]) -> StressAnswer:
        self._all = 2 * len(chosen)
        moved = [(one, self._side(one, one.down), self._side(one, one.up)) for one in chosen]
        moved.sort(key=lambda three: -self._swing(*three[1:]))
        flipping = [side for _, *sides in moved for side in sides if side.trial.changed]
        self._all += _TRIES * len(flipping)
        told = [self._told(*three) for three in moved]
        asked = {one.place for one in chosen}
        with exact():
            net_return = totals_of(self._books).net_return
        return StressAnswer(
            net_return=net_return,
            inputs=tuple(told),
            not_moved=tuple(one.path for one in inputs if one.place not in asked),
            solves=self._today.solves,
        )

    def _side(self, one: Estimate, error: Decimal) -> _Side:
        trial = self._today.with_error(one, error)
        self._progress(self._today.solves, max(self._all, self._today.solves + 1))
        return _Side(error, trial)

    def _told(self, one: Estimate, down: _Side, up: _Side) -> StressedInput:
        flips = [self._smallest(one, side) for side in (down, up) if side.trial.changed]
        flips_at, holds_at = min(flips, key=lambda pair: abs(pair[0]), default=(None, None))
        return StressedInput(
            name=one.name,
            place=one.path,
            unit=one.unit.value,
            now=float(one.now) if one.is_one else None,
            down=self._moved(one, down),
            up=self._moved(one, up),
            swing=self._swing(down, up),
            flips_at=None if flips_at is None else float(flips_at),
            holds_at=None if holds_at is None else float(holds_at),
        )

    def _moved(self, one: Estimate, side: _Side) -> Moved:
        trial = side.trial
        kept = trial.kept.net_return if trial.kept is not None and trial.holds else None
        best = trial.best
        return Moved(
            by=float(side.error),
            to=float(f"{one.value(side.error):.12g}") if one.is_one else None,
            left_out=trial.left_out,
            kept=None if kept is None else rounded(kept, self._digits),
            best=None if best is None else rounded(best.net_return, self._digits),
            within=rounded(sum(best.within.values(), ZERO) if best else ZERO, self._digits),
            changed=trial.changed,
        )

    def _smallest(self, one: Estimate, end: _Side) -> tuple[Decimal, Decimal]:
        """Errors next to each other, to three digits, of which the larger one changes the plan."""
        side = -1 if end.error < 0 else 1
        search = Narrowing(_step(one, end.error), abs(end.error), end.trial.moves)
        while search.is_open and self._today.has_solves:
            error = search.next()
            trial = self._side(one, side * error).trial
            search.tell(error, bool(trial.changed), trial.moves)
        return side * search.flips, side * search.holds

    def _swing(self, down: _Side, up: _Side) -> Decimal:
        """The distance between the net returns of both sides; with one side alone, from today's plan."""
        today = self._today.plan.net_return
        sides = [side.trial for side in (down, up) if side.trial.left_out is None]
        kept = [one.kept.net_return for one in sides if one.kept is not None and one.holds]
        best = [one.best.net_return for one in sides if one.best is not None]
        for found in (kept, best):
            ends = [*found, today] if len(sides) == 1 else found
            if found and len(found) == len(sides) and (found is best or max(ends) != min(ends)):
                return rounded(max(ends) - min(ends), self._digits)
        return ZERO


def _step(one: Estimate, end: Decimal) -> Decimal:
    """The steps in which errors are told."""
    if one.unit is Unit.PERIODS:
        return Decimal(1)
    return _STEP if one.unit is Unit.SHARE else abs(end) / 1000


def _first(inputs: Sequence[Estimate], books: Ledger, most: int) -> list[Estimate]:
    """The inputs that are moved: where there are too many, factors first, then by what an item returns."""
    with exact():
        returned = {name: returned_of(line, books) for name, line in books.problem.lines.items()}

    def rank(one: Estimate) -> tuple[bool, Decimal]:
        own = one.place[0] == "items"
        return own and one.is_one, -returned[str(one.place[1])] if own else ZERO

    chosen = {one.place for one in sorted(inputs, key=rank)[:most]}
    return [one for one in inputs if one.place in chosen]
