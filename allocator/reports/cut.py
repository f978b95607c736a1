"""What goes first, as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.reports.asked import Asked
from allocator.reports.cells import figures, some, span, text, total_of
from allocator.reports.document import Block, Cell, Document, Facts, Money, Note, Table
from allocator.reports.steps import Words, change_line, cost_note, steps_table
from allocator.studies.moves.cut import CutAnswer, cut

_WORDS = Words(
    title="What goes, the least loss first",
    amount="cut",
    so_far="so far",
    returned="return lost",
    net_return="net lost",
    per_money="per 1.00",
    has="left",
    why="why no more of it",
)


@dataclass(frozen=True)
class CutReport(Asked[CutAnswer]):
    """What goes first."""

    study: ClassVar[str] = "cut"
    answered: ClassVar[type[CutAnswer]] = CutAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study."""
        return cut

    def document(self) -> Document:
        """What the cut costs, what goes in which order, and what cannot go."""
        return Document(self.scenarios[0].name, tuple(self._blocks()))

    def sheet(self) -> Table:
        """One row per item and step."""
        return steps_table(self.answer.steps, self.scenarios[0], _WORDS, subtotals=False)

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.scenarios[0].digits)

    def _blocks(self) -> Iterator[Block]:
        scenario, answer = self.scenarios[0], self.answer
        before, after = answer.before, answer.after
        whole = before.budget if answer.of == "budget" else before.spend
        words = "own budget" if answer.of == "budget" else "planned spend"
        facts: list[tuple[str, Cell]] = [
            ("cut", self._money(answer.amount)),
            ("of", f"{words} {whole:,.{scenario.digits}f}"),
            ("return lost", self._money(before.returned - after.returned)),
            ("net return lost", self._money(before.net_return - after.net_return)),
            ("currency", scenario.currency),
            ("horizon", span(scenario.horizon.calendar)),
        ]
        yield Facts("", tuple(facts))
        if answer.steps:
            yield steps_table(answer.steps, scenario, _WORDS, subtotals=True)
        yield change_line(before, after, scenario.digits)
        yield from cost_note(before, after, scenario.digits)
        yield from self._notes()
        if answer.committed:
            yield self._committed()

    def _notes(self) -> Iterator[Note]:
        answer, digits = self.answer, self.scenarios[0].digits
        idle = answer.before.unspent - answer.after.unspent
        if idle > 0:
            yield Note(f"{idle:,.{digits}f} was not spent anyway: no loss")
        elif idle < 0:
            words = f"{-idle:,.{digits}f} more goes than must: things are bought whole, or not at all"
            yield Note(words)
        if (more := answer.replanned_net_return - answer.after.net_return) > 0:
            yield Note(
                f"planned anew, with other items rising, the net return would be {more:,.{digits}f} more"
            )

    def _committed(self) -> Table:
        digits, rows = self.scenarios[0].digits, self.answer.committed
        columns = (text("item"), figures("stays"), text("notice saves from"), figures("saved"))
        cells = tuple(
            (one.id, Money(one.amount, digits), one.cancellable_from, some(one.saved, digits)) for one in rows
        )
        stays = Money(total_of(one.amount for one in rows), digits)
        total = ("TOTAL", stays, None, some(total_of(one.saved for one in rows), digits))
        return Table(f"Committed, cannot be cut, {self.scenarios[0].currency}", columns, cells, total)
