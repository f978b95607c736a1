"""A range of budgets as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.reports.asked import Asked
from allocator.reports.cells import figures, is_gap, span, text
from allocator.reports.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Facts,
    Marked,
    Money,
    Note,
    Number,
    Series,
    Table,
)
from allocator.studies.frontier import FrontierAnswer, FrontierPiece, FrontierPoint, frontier

_MOST_NAMED = 3
_KINDS = {
    "straight": "exact: between two budgets of these tables the best plan changes in a straight line",
    "whole": "some things are bought as a whole, so that plans change at once: such changes are found to the "
    "smallest unit of money, but one that is undone before the next evenly spaced budget may be missed",
    "curved": "response curves bend everywhere: the evenly spaced budgets are solved, and between two "
    "of them the next unit is told on average",
}


@dataclass(frozen=True)
class FrontierReport(Asked[FrontierAnswer]):
    """The best return at every budget of a range."""

    study: ClassVar[str] = "frontier"
    answered: ClassVar[type[FrontierAnswer]] = FrontierAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study."""
        return frontier

    def document(self) -> Document:
        """A chart, what changes between which budgets, and the best plan at evenly spaced ones."""
        return Document(self.scenarios[0].name, tuple(self._blocks()))

    def sheet(self) -> Table:
        """One row per budget, with what each item gets."""
        names = list(self.scenarios[0].items)
        columns = (*self._columns(), text("evenly_spaced"), *(figures(f"spend:{name}") for name in names))
        rows = (
            (*self._row(one), "yes" if one.asked else "", *(self._money(one.items[name]) for name in names))
            for one in self.answer.points
        )
        return Table("Best plans by budget", columns, tuple(rows))

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.scenarios[0].digits)

    def _blocks(self) -> Iterator[Block]:
        scenario, answer = self.scenarios[0], self.answer
        facts: list[tuple[str, Cell]] = [
            ("smallest budget", self._money(answer.smallest)),
            ("largest budget", self._money(answer.largest)),
            ("own budget", self._money(answer.given)),
            ("currency", scenario.currency),
            ("horizon", span(scenario.horizon.calendar)),
        ]
        yield Facts("", tuple(facts))
        yield from (Note(words) for words in self._notes())
        yield self._chart()
        yield self._pieces()
        if (jumps := self._jumps()) is not None:
            yield jumps
        rows = tuple(self._row(one) for one in answer.points if one.asked)
        yield Table(f"Best plan at evenly spaced budgets, {scenario.currency}", self._columns(), rows)

    def _notes(self) -> Iterator[str]:
        answer, digits = self.answer, self.scenarios[0].digits
        yield _KINDS[answer.kind]
        if answer.smallest > answer.start:
            yield f"with less than {answer.smallest:,.{digits}f} no plan is possible"
        if answer.largest < answer.stop:
            yield f"with more than {answer.largest:,.{digits}f} no plan is possible"
        if answer.without_plan:
            budgets = ", ".join(f"{budget:,.{digits}f}" for budget in answer.without_plan)
            yield f"no plan is possible at {budgets}"
        if is_gap(answer.within, digits):
            yield f"plans are proven to within {answer.within:,.{digits}f} of the best possible"
        if not answer.complete:
            yield f"not every change was followed up in {answer.solves} solves; --solves allows of more"

    def _chart(self) -> Chart:
        currency, points = self.scenarios[0].currency, self.answer.points
        lines = (
            Series("return", tuple((float(one.budget), float(one.returned)) for one in points)),
            Series("net return", tuple((float(one.budget), float(one.net_return)) for one in points)),
        )
        own = [one for one in points if one.budget == self.answer.given]
        marks = tuple(Marked(float(one.budget), float(one.returned), "own budget") for one in own)
        return Chart("Best return by budget", f"budget, {currency}", currency, lines, marks)

    def _pieces(self) -> Table:
        columns = (
            figures("from"),
            figures("to"),
            figures("next unit returns"),
            figures("net", rank=1),
            text("who takes it", folds=True),
        )
        rows = tuple(self._piece(piece) for piece in self.answer.pieces)
        return Table(f"Between these budgets, {self.scenarios[0].currency}", columns, rows)

    def _piece(self, piece: FrontierPiece) -> tuple[Cell, ...]:
        takers = _named([(one.id, f"{one.share:.0%}") for one in piece.takes]) or "nobody: it stays unspent"
        return (
            self._money(piece.start),
            self._money(piece.stop),
            Number(piece.marginal_return, 4, fixed=True),
            Number(piece.marginal_net_return, 4, fixed=True),
            takers if piece.followed else f"on average, not followed up: {takers}",
        )

    def _jumps(self) -> Table | None:
        digits = self.scenarios[0].digits
        rows = []
        for piece in self.answer.pieces:
            largest = sorted(piece.jumps, key=lambda moved: -abs(moved.amount))
            if largest:
                words = _named([(one.id, f"{one.amount:+,.{digits}f}") for one in largest])
                rows.append((self._money(piece.start), words))
        columns = (figures("from"), text("against one smallest unit less", folds=True))
        return Table("Where the plan changes at once", columns, tuple(rows)) if rows else None

    def _columns(self) -> tuple[Column, ...]:
        goals = (figures("goals met"),) if self.answer.goals else ()
        return figures("budget"), figures("spend"), figures("return"), figures("net return"), *goals

    def _row(self, one: FrontierPoint) -> tuple[Cell, ...]:
        met = sum(not missed for missed in one.missed)
        amounts = (one.budget, one.spend, one.returned, one.net_return)
        goals = (f"{met} of {len(one.missed)}",) if self.answer.goals else ()
        return *map(self._money, amounts), *goals


def _named(parts: Sequence[tuple[str, str]]) -> str:
    """The first few names with their parts, and how many more there are."""
    shown = ", ".join(f"{name} {part}" for name, part in parts[:_MOST_NAMED])
    return shown + f", {len(parts) - _MOST_NAMED} more" * (len(parts) > _MOST_NAMED)
