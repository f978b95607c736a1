"""Plans that are nearly as good, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.reports.asked import Asked
from allocator.reports.cells import figures, text
from allocator.reports.document import Block, Cell, Document, Facts, Money, Note, Percent, Table
from allocator.studies.alternatives import AlternativesAnswer, alternatives


@dataclass(frozen=True)
class AlternativesReport(Asked[AlternativesAnswer]):
    """Different plans that are nearly as good."""

    study: ClassVar[str] = "alternatives"
    answered: ClassVar[type[AlternativesAnswer]] = AlternativesAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study."""
        return alternatives

    def document(self) -> Document:
        """The best plan's figures, the others', and what each item gets in each of them."""
        return Document(self.scenarios[0].name, tuple(self._blocks()))

    def sheet(self) -> Table:
        """One row per item, one column per plan."""
        return self._items()

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.scenarios[0].digits)

    def _blocks(self) -> Iterator[Block]:
        answer = self.answer
        facts: list[tuple[str, Cell]] = [("net return of the best plan", self._money(answer.net_return))]
        if answer.objective is not None:
            facts.append((self.scenarios[0].policy.objective.replace("_", " "), f"{answer.objective:,.2f}"))
        yield Facts("", (*facts, ("currency", self.scenarios[0].currency)))
        if not answer.plans:
            yield Note("No other plan within this share differs by 1% of the money or more.")
            return
        rows = tuple(
            (
                f"plan {number}",
                self._money(one.net_return),
                Percent(one.loss),
                self._money(one.spend),
                self._money(one.apart),
                None if one.apart_at_most is None else self._money(one.apart_at_most),
            )
            for number, one in enumerate(answer.plans, start=1)
        )
        columns = (
            text("plan"),
            *map(figures, ("net return", "loses", "spend", "differs by", "at most possible")),
        )
        yield Table(f"Plans that are nearly as good, {self.scenarios[0].currency}", columns, rows)
        yield Note("A plan differs by the money of its items against the nearest plan before it, added up.")
        if any(one.loss < 0 for one in answer.plans):
            yield Note(
                "A negative loss: more for the plan as a whole, less for a time frame that comes first."
            )
        yield self._items()

    def _items(self) -> Table:
        plans = self.answer.plans
        columns = (
            text("item"),
            figures("best plan"),
            *(figures(f"plan {k}") for k in range(1, len(plans) + 1)),
        )
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (item.id, self._money(item.spend), *(self._money(plan.items[k].spend) for plan in plans))
            for k, item in enumerate(self.answer.items)
        )
        return Table(f"What each item gets, {self.scenarios[0].currency}", columns, rows)
