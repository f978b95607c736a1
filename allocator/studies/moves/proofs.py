"""Steps that gain no more than the proofs of plans leave open: they say nothing of where money should go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from allocator.errors import InputError
from allocator.money import exact
from allocator.nearby.split import Split
from allocator.nearby.timing import books_of
from allocator.nearby.wishes import is_better, noise, reached, wishes
from allocator.plan import Plan
from allocator.plan.checking import broken
from allocator.plan.gaps import plan_stages
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.proving import DEFAULT_GAP
from allocator.plan.record import PlanStage
from allocator.problem import Problem, settle
from allocator.solving import best_books
from allocator.studies.base import Subject, books_in, scenario_in

Open = tuple[Decimal, ...]
"""How much more than it reaches of each wish a plan could reach at most, by its proof."""


def proven_start(subject: Subject, spend: Split | None) -> tuple[Ledger, Open]:
    """The books that steps begin with, and what is open of them: of a split, which claims nothing, nothing.

    A plan that is given is taken as it is, so no more is open of it than of one that is proven as usual: what
    it lacks of the best besides is no reason against more money.

    Raises:
        InputError: a plan and a split are given.
        NoPlanError: no plan of the scenario is possible.
    """
    if isinstance(subject, Plan):
        if spend is not None:
            raise InputError.single(
                "two plans to begin with", path="spend", expected="a plan, or a scenario and a split"
            )
        books = books_in(subject)
        usual = (replace(s, bound=s.value + (s.bound - s.value) * _usual(s)) for s in subject.stages)
        return books, left_open(books.problem, usual)
    problem = settle(scenario_in(subject))
    if spend is not None:
        return books_of(problem, spend)[0], (ZERO,) * len(wishes(problem))
    books, solution = best_books(problem)
    with exact():
        return books, left_open(problem, plan_stages(problem, books, solution))


def _usual(stage: PlanStage) -> float:
    """The part of a stage's gap that a plan leaves open which is proven as usual."""
    return min(1.0, DEFAULT_GAP / stage.gap) if stage.gap else 1.0


def left_open(problem: Problem, stages: Iterable[PlanStage]) -> Open:
    """What the proofs of a plan leave open, wish by wish."""
    found = {one.name: Decimal(repr(abs(one.bound - one.value))) for one in stages if one.gap}
    return tuple(found.get(wish.name, ZERO) for wish in wishes(problem))


def proven_steps(problem: Problem, road: Sequence[Ledger], opened: Open) -> int:
    """How many steps of a road to take: what the others gain together is no more than is left open.

    Those are left out only where all rules hold without them, and nothing is where proofs are exact.
    """
    if not any(opened):
        return len(road) - 1
    with exact():
        end = reached(problem, road[-1])
        least = list(map(max, noise(end, problem.unit), opened))
        for count, books in enumerate(road[:-1]):
            gains = [there - here for here, there in zip(reached(problem, books), end, strict=True)]
            if not is_better(gains, least) and not any(broken(problem, books)):
                return count
    return len(road) - 1
