"""How the rules move with the own budget: one problem then stands for all budgets of a range.

Budget, reserve, releases and shares of the budget are all of the form a + b · budget. So every row of
every rule keeps its terms, and its bound moves in a straight line; so does what a stage counts of the cash
that is there anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from allocator.limits import Measure, Term
from allocator.money import exact
from allocator.problem.more_budget import at_budget
from allocator.problem.settle import Problem
from allocator.scenario.schema import Scenario

_ALWAYS = Term(Measure.ALWAYS, ())
_PARTS = (Decimal(1), Decimal("0.5"), Decimal("0.3"))
"""Three budgets: two give a line, the third confirms it. None is 0, where rows can be left out."""
_NOISE = Decimal("1e-6")
"""What the nine decimals beyond the smallest unit of money leave of rounding."""
K = TypeVar("K")
Side = tuple[Mapping[Term, Decimal], Decimal]
"""The terms that a plan decides, and a constant."""


@dataclass(frozen=True)
class Moving:
    """A problem, and what one unit of money more of own budget adds to its rows and stages.

    `rows` has, by rule and row, what is added to the bound; `stages` by name what is added to the value.
    """

    problem: Problem
    rows: Mapping[tuple[int, int], Decimal]
    stages: Mapping[str, Decimal]

    @property
    def rules(self) -> frozenset[int]:
        """The numbers of the rules that move."""
        return frozenset(rule for rule, _ in self.rows)


def moving_with_budget(scenario: Scenario, most: Decimal) -> Moving | None:
    """The problem at the budget `most`, and how it moves below; None where that is no straight line."""
    with exact():
        problems = [at_budget(scenario, part * most) for part in _PARTS]
        rows = _rates([dict(_rows(problem)) for problem in problems], most)
        stages = _rates([dict(_stages(problem)) for problem in problems], most)
    return None if rows is None or stages is None else Moving(problems[0], rows, stages)


def _rows(problem: Problem) -> Iterator[tuple[tuple[int, int], Side]]:
    for number, rule in enumerate(problem.rules):
        for k, row in enumerate(rule.rows):
            terms, constant = _parted(row.terms)
            yield (number, k), (terms, row.bound - constant)


def _stages(problem: Problem) -> Iterator[tuple[str, Side]]:
    for stage in problem.stages:
        yield stage.name, _parted(stage.terms)


def _parted(terms: Mapping[Term, Decimal]) -> Side:
    decided = {term: c for term, c in terms.items() if term != _ALWAYS}
    return decided, terms.get(_ALWAYS, Decimal(0))


def _rates(found: list[dict[K, Side]], most: Decimal) -> dict[K, Decimal] | None:
    """What moves, by how much for each unit of money; None where terms move, or a line is not straight."""
    first, second, third = found
    if not first.keys() == second.keys() == third.keys():
        return None
    rates = {}
    for key, (terms, high) in first.items():
        (other, middle), (another, low) = second[key], third[key]
        rate = (high - middle) / (most * (_PARTS[0] - _PARTS[1]))
        expected = middle - rate * most * (_PARTS[1] - _PARTS[2])
        if not terms == other == another or abs(low - expected) > _NOISE:
            return None
        if high != middle:
            rates[key] = rate
    return rates
