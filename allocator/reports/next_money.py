"""Where the next money goes, as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.reports.asked import Asked
from allocator.reports.cells import span
from allocator.reports.document import Block, Cell, Document, Facts, Money, Note, Table
from allocator.reports.steps import Words, change_line, cost_note, steps_table
from allocator.studies.moves.next_money import NextAnswer, next_money

_WORDS = Words(
    title="Where it goes, the best use first",
    amount="amount",
    so_far="so far",
    returned="return",
    net_return="net return",
    per_money="per 1.00",
    has="has then",
    why="why it stops there",
)


@dataclass(frozen=True)
class NextReport(Asked[NextAnswer]):
    """Where the next money goes."""

    study: ClassVar[str] = "next"
    answered: ClassVar[type[NextAnswer]] = NextAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study."""
        return next_money

    def document(self) -> Document:
        """What the money brings, and the steps in which it goes out."""
        return Document(self.scenarios[0].name, tuple(self._blocks()))

    def sheet(self) -> Table:
        """One row per item and step."""
        return steps_table(self.answer.steps, self.scenarios[0], _WORDS, subtotals=False)

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.scenarios[0].digits)

    def _blocks(self) -> Iterator[Block]:
        scenario, answer = self.scenarios[0], self.answer
        before, after = answer.before, answer.after
        facts: list[tuple[str, Cell]] = [
            ("more money", self._money(answer.amount)),
            ("on top of", "the split" if self.question.get("spend") is not None else f"the {self.standard}"),
            ("return", self._money(after.returned - before.returned)),
            ("net return", self._money(after.net_return - before.net_return)),
            ("currency", scenario.currency),
            ("horizon", span(scenario.horizon.calendar)),
        ]
        yield Facts("", tuple(facts))
        if answer.steps:
            yield steps_table(answer.steps, scenario, _WORDS, subtotals=True)
        yield change_line(before, after, scenario.digits)
        yield from cost_note(before, after, scenario.digits)
        if after.unspent > before.unspent and answer.unspent_because:
            left = f"{after.unspent - before.unspent:,.{scenario.digits}f}"
            yield Note(f"{left} stays unspent, because {answer.unspent_because}")
        yield from self._note_on_proofs()
        yield from self._note_on_order()

    def _note_on_proofs(self) -> Iterator[Note]:
        more = self.answer.unproven
        if more is None:
            return
        amount, names = (
            f"{more.amount:,.{self.scenarios[0].digits}f}",
            ", ".join(one.id for one in more.items),
        )
        change = "nothing" if more.wish is None else f"{more.wish} by {more.gain:+.3g}"
        yield Note(
            f"a further {amount} ({names}) is no step: it would change {change}, "
            f"where the proofs of both plans leave {more.left_open:.3g} open"
        )

    def _note_on_order(self) -> Iterator[Note]:
        late = [str(k) for k, best in enumerate(self.answer.best_so_far, start=1) if not best]
        if late:
            steps = f"step{'s' * (len(late) > 1)} {', '.join(late)}"
            yield Note(
                f"with just the money up to {steps}, another use of it would be better: "
                "things are bought whole, or one needs the other; the order holds for the whole amount"
            )
