"""What a published problem is told with, and a PuLP model that is written down by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pulp

Solve = Callable[[Any], Any]  # solves a PuLP problem where it stands, and returns what PuLP's `solve` does
OPTIMAL = 1
Measure = Literal["units", "spend", "bought", "tier"]


@dataclass(frozen=True)
class Answer:
    """What a direct model finds: its value (one for each rank of goals) and the variables that are items."""

    values: tuple[float, ...]
    plan: Mapping[str, float | str | None]


@dataclass(frozen=True)
class Published:
    """A problem from a book: where it stands, its optimum, and a model of it straight from its formulation.

    `compared` says which number of our plan the optimum is: `spend`, `return`, `net_return`, `budget`,
    `closing_cash`, `outcome NAME`, or `goals`: what goals miss, one number for each goal in the file's order.
    """

    name: str  # of its scenario file
    source: str
    tags: tuple[str, ...]
    compared: str
    optimum: tuple[float, ...]
    direct: Callable[[Solve], Answer]
    plan: Mapping[str, float | str | None] | None = None  # where the book's optimal plan is the only one
    measure: Measure = "units"
    optimum_from: Literal["printed", "direct model"] = "printed"
    rounding: float = 0.0  # how far the book rounds the optimum
    options: tuple[str, ...] = ()  # of the command line


class ByHand:
    """A PuLP model: variables by name, rows, and objectives that are served one after the other."""

    def __init__(self, solve: Solve) -> None:
        self.problem = pulp.LpProblem("book", pulp.LpMinimize)
        self.solve = solve
        self.made: dict[str, Any] = {}

    def number(self, name: str, least: float | None = 0, most: float | None = None) -> Any:
        return self._make(name, least, most, pulp.LpContinuous)

    def whole(self, name: str, least: float = 0, most: float | None = None) -> Any:
        return self._make(name, least, most, pulp.LpInteger)

    def either(self, name: str) -> Any:
        return self._make(name, 0, 1, pulp.LpInteger)

    def numbers(self, names: str) -> list[Any]:
        return [self.number(name) for name in names.split()]

    def eithers(self, names: str) -> list[Any]:
        return [self.either(name) for name in names.split()]

    def rows(self, *rows: Any) -> None:
        for row in rows:
            self.problem.addConstraint(row)

    def misses(self, name: str, reached: Any, target: float) -> tuple[Any, Any]:
        """The two deviations of a goal: under it, over it."""
        under, over = self.number(f"{name}_under"), self.number(f"{name}_over")
        self.rows(reached + under - over == target)
        return under, over

    def minimise(self, *wishes: Any) -> tuple[float, ...]:
        """The least value of each wish, given those of the wishes before it."""
        found = []
        for wish in wishes:
            self.problem.setObjective(wish + 0)
            ended = self.solve(self.problem)
            status = getattr(ended, "status", ended)  # PuLP 4 has statistics where PuLP 3 has a number
            assert getattr(status, "value", status) == OPTIMAL
            found.append(self._value(wish))
            if len(wishes) > 1:
                self.rows(wish <= found[-1] + 1e-7 * max(1.0, abs(found[-1])))
        return tuple(found)

    def maximise(self, wish: Any) -> tuple[float, ...]:
        return tuple(-value for value in self.minimise(-wish))

    def now(self, *terms: Any) -> tuple[float, ...]:
        """What these terms are in the solution found last."""
        return tuple(self._value(term) for term in terms)

    def plan(self, **times: float) -> dict[str, float | str | None]:
        """The named variables, each times the number given for it; with none given, all as they are."""
        names = times or dict.fromkeys(self.made, 1.0)
        return {name: times.get(name, 1.0) * (self.made[name].varValue or 0.0) for name in names}

    def _make(self, name: str, least: float | None, most: float | None, kind: str) -> Any:
        self.made[name] = self.problem.add_variable(name, least, most, cat=kind)
        return self.made[name]

    @staticmethod
    def _value(wish: Any) -> float:
        linear = wish + 0
        return float(linear.constant + sum(cost * (each.varValue or 0.0) for each, cost in linear.items()))


def total(terms: Any) -> Any:
    """A sum of terms; `sum` itself would do, slower."""
    return pulp.lpSum(terms)
