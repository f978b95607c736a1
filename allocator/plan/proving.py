"""The best plan under smooth curves, with a proof of how near to the best possible it is.

Curves are replaced by straight pieces below them, solved, and the plan is counted with the curves themselves;
the same pieces raised above the curves give the bound. Where the gap is larger than asked for, both are
done again with finer pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil, log2
from time import monotonic

from allocator.errors import SolverError
from allocator.model import Builder, InfeasibleError, Settings, bounds_from_above, refuse_smooth, serve
from allocator.money import exact
from allocator.plan.assemble import gap_of, plan_stages
from allocator.plan.ledger import Ledger
from allocator.plan.rounding import rounded_ledger
from allocator.problem import End, Problem, Solution, straightened

DEFAULT_GAP = 1e-4
"""The gap asked for where no other is: curves by a formula are never proven to the last digit."""
_FOR_PIECES = Decimal("0.4")
_FOR_SEARCH = 0.2
"""Parts of the gap that the pieces may take, and each of the two searches over whole numbers."""
_ROUNDS = 4
_SPARE = 0.6
_FINER = Decimal(1) / 16
_COARSE = Decimal("1e-2")


@dataclass(frozen=True)
class _Found:
    """A plan's books, how it was found, and its proven gap."""

    books: Ledger
    solution: Solution
    gap: float


def proven_best(problem: Problem, settings: Settings) -> tuple[Ledger, Solution]:
    """The books of the best plan that a few rounds find, and a solution that holds the proven bounds.

    Raises:
        InputError: the scenario presses a smooth curve's outcome down.
        InfeasibleError: no plan keeps all rules.
        UnlimitedError: some stage can grow without end.
        SolverError: a limit was reached before any plan was found.
    """
    refuse_smooth(problem)
    wanted = settings.gap or DEFAULT_GAP
    found = min(_rounds(problem, wanted, settings.time_limit), key=lambda one: one.gap)
    end = End.OPTIMAL if found.gap <= wanted else End.FEASIBLE
    return found.books, replace(found.solution, end=end)


def _rounds(problem: Problem, wanted: float, time_limit: float | None) -> Iterator[_Found]:
    """Plans with finer and finer pieces, until one is proven as near to the best as wanted."""
    deadline = None if time_limit is None else monotonic() + time_limit
    share, finds = Decimal(repr(wanted)) * _FOR_PIECES, 0
    if deadline is not None:
        share = max(share, _COARSE)  # a plan soon, whatever its gap
    for turn in range(_ROUNDS):
        left = None if deadline is None else max(0.0, deadline - monotonic())
        if finds and left == 0:
            return
        try:
            found = _attempt(problem, share, Settings(wanted * _FOR_SEARCH, left, thorough=False))
        except SolverError:
            if finds:
                return
            raise
        if found is None:
            if turn == _ROUNDS - 1 and not finds:
                raise InfeasibleError
            share *= _FINER
            continue
        yield found
        if found.gap <= wanted:
            return
        finds += 1
        share /= 2 ** max(1, ceil(log2(found.gap / (wanted * _SPARE))))


def _attempt(problem: Problem, share: Decimal, settings: Settings) -> _Found | None:
    """The plan that pieces of a given fineness give; None where they leave none, but the curves may."""
    with exact():
        below = straightened(problem, share)
        model = Builder(below).build()
        raised = Builder(below, raised=True).build()
    try:
        solution = serve(model, settings)
    except InfeasibleError:
        serve(raised, settings)
        return None
    with exact():
        books = rounded_ledger(problem, solution.levels)
        reached = {stage.name: float(books.left(stage.terms)) for stage in problem.stages}
        bounds = bounds_from_above(raised, settings, reached)
        stages = tuple(replace(stage, bound=bounds[stage.name]) for stage in solution.stages)
        solution = replace(solution, stages=stages)
        return _Found(books, solution, gap_of(problem, plan_stages(problem, books, solution)))
