"""The smallest budgets as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.reports.asked import Asked
from allocator.reports.cells import figures, span, text
from allocator.reports.document import Block, Cell, Document, Facts, Money, Note, Number, Table
from allocator.studies.goal import GoalAnswer, GoalBudget, goal

_COLUMNS = (
    text("goal"),
    text("metric", rank=1),
    text("sense", rank=3),
    figures("target"),
    text("by", rank=2),
    figures("alone"),
    figures("adds"),
    figures("missed by"),
)

_LITTLE = 1e-6
"""The part of a target by which whole cents may miss it: not worth a figure."""


@dataclass(frozen=True)
class GoalReport(Asked[GoalAnswer]):
    """What goals cost."""

    study: ClassVar[str] = "goal"
    answered: ClassVar[type[GoalAnswer]] = GoalAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study."""
        return goal

    def document(self) -> Document:
        """The smallest budget, then each goal."""
        return Document(self.scenarios[0].name, tuple(self._blocks()))

    def sheet(self) -> Table:
        """One row per goal."""
        return self._goals()

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.scenarios[0].digits)

    def _blocks(self) -> Iterator[Block]:
        scenario, answer = self.scenarios[0], self.answer
        facts: list[tuple[str, Cell]] = [
            ("nearest budget" if self._missed else "smallest budget", self._money(answer.budget)),
            ("without goals", self._money(answer.without_goals)),
            ("currency", scenario.currency),
            ("horizon", span(scenario.horizon.calendar)),
        ]
        yield Facts("", tuple(facts))
        if self._missed:
            yield Note(f"{self._best} Missed then: {', '.join(one.name for one in self._missed)}.")
        if not answer.proven:
            yield Note(
                f"Not proven: the search ended with a gap of {100 * answer.gap:.2g}%."
                " A smaller budget, or one that comes nearer to the goals, may exist."
            )
        if answer.given is not None:
            yield Note(self._compared(answer.given))
        yield self._goals()
        shown = [(item.id, self._money(item.spend)) for item in answer.items if item.spend]
        columns = (text("item"), figures("spend"))
        yield Table(f"The plan with that budget, {scenario.currency}", columns, tuple(shown))

    @property
    def _best(self) -> str:
        if self.answer.proven:
            return "No budget reaches all goals; this is the smallest that comes as near to them as any does."
        return "No budget was found that reaches all goals."

    @property
    def _missed(self) -> list[GoalBudget]:
        """The goals that this budget misses."""
        return [one for one in self.answer.goals if _is_missed(one)]

    def _compared(self, given: Decimal) -> str:
        distance, digits = self.answer.budget - given, self.scenarios[0].digits
        if not distance:
            return "just the scenario's own budget"
        side = "more" if distance > 0 else "less"
        return f"{abs(distance):,.{digits}f} {side} than the scenario's own budget of {given:,.{digits}f}"

    def _goals(self) -> Table:
        rows = tuple(self._row(one) for one in self.answer.goals)
        return Table(f"Smallest budget for each goal, {self.scenarios[0].currency}", _COLUMNS, rows)

    def _row(self, one: GoalBudget) -> tuple[Cell, ...]:
        return (
            one.name,
            one.metric,
            one.sense.replace("_", " "),
            Number(one.target, 2, fixed=True),
            one.by,
            self._money(one.alone),
            self._money(one.adds),
            Number(one.shortfall, 2, fixed=True) if _is_missed(one) else None,
        )


def _is_missed(one: GoalBudget) -> bool:
    return one.shortfall > _LITTLE * abs(one.target)
