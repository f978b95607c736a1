"""What every item of a scenario can cost over the horizon, and the sums against the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from allocator.money import exact
from allocator.problem import Line, Problem
from allocator.reports.bounds import least_of, most_of, way_of
from allocator.reports.cells import ZERO, total_of


@dataclass(frozen=True)
class Entry:
    """One item with the least and the most it can cost over the horizon; `at_most` is None without a cap."""

    line: Line
    way: str
    at_least: Decimal
    at_most: Decimal | None

    @property
    def kind(self) -> str:
        """tool, service or ad."""
        return str(self.line.kind)

    @property
    def time_frame(self) -> str:
        """fast, medium or long."""
        return str(self.line.time_frame)

    @property
    def status(self) -> str:
        """committed, planned or optional."""
        return str(self.line.spec.status)


@dataclass(frozen=True)
class Costs:
    """The costs of all items, in the order of the scenario."""

    problem: Problem
    warnings: tuple[str, ...]
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, problem: Problem, warnings: tuple[str, ...]) -> Costs:
        """The costs of a settled scenario."""
        digits = problem.digits
        with exact():
            entries = tuple(
                Entry(line, way_of(line), least_of(line, digits), most_of(line, digits))
                for line in problem.lines.values()
            )
        return cls(problem, warnings, entries)

    @property
    def at_least(self) -> Decimal:
        """What the list costs whatever the plan."""
        return sums_of(self.entries)[0]

    @property
    def at_most(self) -> Decimal:
        """What the list costs in full; items without a cap are not counted."""
        return sums_of(self.entries)[1]

    @property
    def available(self) -> Decimal:
        """The budget less the reserve."""
        return self.problem.frame.budget - self.problem.frame.reserve

    @property
    def uncapped(self) -> tuple[str, ...]:
        """The items that name no cap."""
        return tuple(entry.line.id for entry in self.entries if entry.at_most is None)

    @property
    def over(self) -> Decimal:
        """How far the whole list goes beyond what can be allocated; negative where it stays below."""
        return self.at_most - self.available


def sums_of(entries: Sequence[Entry]) -> tuple[Decimal, Decimal]:
    """What the entries cost at least and at most; those without a cap count nothing to the second."""
    return total_of(entry.at_least for entry in entries), total_of(entry.at_most or ZERO for entry in entries)
