"""The explanation as a report: three sentences, the rules by what they cost, then the items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.reports.asked import Asked
from allocator.reports.cells import figures, text
from allocator.reports.document import Block, Cell, Document, Facts, Money, Note, Number, Table
from allocator.reports.rule_prices import measure_of, remarks, verdict, worth_in_words
from allocator.reports.why import item_facts
from allocator.scenario.goals import NET_RETURN
from allocator.studies.explain import ExplainAnswer, RulePrice, explain

_WORTH = text("moving its bound is worth")
_COLUMNS = (
    text("rule"),
    text("kind", rank=3),
    figures("costs"),
    _WORTH,
    text("what it asks", rank=2, folds=True),
)
_OF_WORTH = ("per_unit", "until", "then", "jump")
_SHEET = (
    *(text(name) for name in ("rule", "kind", "place", "sentence", "binding", "solved")),
    figures("price"),
    figures("within"),
    text("proven"),
    figures("objective"),
    text("first stage changed"),
    figures("its gain"),
    figures("per unit"),
    figures("until"),
    figures("then"),
    figures("jump"),
)


@dataclass(frozen=True)
class ExplainReport(Asked[ExplainAnswer]):
    """Why the plan is as it is."""

    study: ClassVar[str] = "explain"
    answered: ClassVar[type[ExplainAnswer]] = ExplainAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study."""
        return explain

    def document(self) -> Document:
        """Three sentences, the table of rules, and the items."""
        return Document(self.scenarios[0].name, tuple(self._blocks()))

    def sheet(self) -> Table:
        """One row per rule."""
        return Table("Rules", _SHEET, tuple(self._sheet_row(rule) for rule in self.answer.rules))

    def _blocks(self) -> Iterator[Block]:
        yield from self.prices()
        yield from self._items()

    def prices(self) -> Iterator[Block]:
        """The plan in three sentences, and what each rule costs."""
        scenario = self.scenarios[0]
        yield from map(Note, verdict(self.answer, scenario))
        shown = [
            rule
            for rule in self.answer.rules
            if rule.proven and (rule.price != 0 or rule.objective or rule.gain)
        ]
        if shown:
            yield self._rules(shown)
        yield from map(Note, remarks(self.answer, shown, scenario.digits))

    def _items(self) -> Iterator[Block]:
        others = [item for item in self.answer.items if not item.asked]
        for item in self.answer.items:
            if item.asked:
                yield Facts(item.id, tuple(item_facts(item, self.scenarios[0])))
        if others:
            rows = tuple((item.id, item.text) for item in others)
            yield Table("Items that get nothing", (text("item"), text("why", folds=True)), rows)
            yield Note("`allocator explain FILE ITEM` tells what an item's figures must become.")

    def _rules(self, shown: list[RulePrice]) -> Table:
        rows = tuple(self._row(rule) for rule in shown)
        columns = list(_COLUMNS)
        if self.scenarios[0].policy.objective != NET_RETURN:
            columns.insert(3, figures(f"in {measure_of(self.scenarios[0])}"))
        if not any(rule.worth for rule in shown):
            columns.remove(_WORTH)
            rows = tuple((*row[:-2], row[-1]) for row in rows)
        title = f"What each rule costs in net return, {self.scenarios[0].currency}"
        return Table(title, tuple(columns), rows)

    def _row(self, rule: RulePrice) -> tuple[Cell, ...]:
        digits = self.scenarios[0].digits
        worth = None if rule.worth is None else worth_in_words(rule.worth, digits)
        price: Cell = "no bound" if rule.price is None else Money(rule.price, digits)
        more: tuple[Cell, ...] = ()
        if self.scenarios[0].policy.objective != NET_RETURN:
            more = (None if rule.objective is None else Number(rule.objective, 2, fixed=True),)
        return (rule.name, str(rule.kind), price, *more, worth, rule.sentence)

    def _sheet_row(self, rule: RulePrice) -> tuple[Cell, ...]:
        digits, worth = self.scenarios[0].digits, rule.worth
        return (
            rule.name,
            str(rule.kind),
            rule.place,
            rule.sentence,
            "yes" if rule.binding else "no",
            "yes" if rule.solved else "no",
            None if rule.price is None else Money(rule.price, digits),
            Money(rule.within, digits),
            "yes" if rule.proven else "no",
            _number(rule.objective),
            rule.stage,
            _number(rule.gain),
            *(None if worth is None else _number(getattr(worth, field)) for field in _OF_WORTH),
        )


def _number(value: float | Decimal | None) -> Cell:
    return None if value is None else Number(value, 6)
