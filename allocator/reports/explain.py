"""The explanation as a report: three sentences, the rules by what they cost, then the items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.fields import plain
from allocator.reports.asked import Asked
from allocator.reports.cells import figures, text
from allocator.reports.document import Block, Cell, Document, Facts, Money, Note, Number, Table
from allocator.reports.why import item_facts
from allocator.scenario.goals import NET_RETURN
from allocator.studies.explain import ExplainAnswer, RulePrice, Worth, explain

_WORTH = text("moving its bound is worth", folds=True)
_COLUMNS = (
    text("rule", folds=True),
    text("kind", rank=2),
    figures("costs"),
    _WORTH,
    text("what it asks", rank=1, folds=True),
)
_SHEET = (
    *(text(name) for name in ("rule", "kind", "place", "sentence", "binding", "solved")),
    figures("price"),
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
        yield from (Note(sentence) for sentence in self._verdict())
        shown = [rule for rule in self.answer.rules if rule.price != 0 or rule.objective or rule.gain]
        if shown:
            yield self._rules(shown)
        yield from (Note(sentence) for sentence in self._rest(shown))
        yield from self._items()

    def _items(self) -> Iterator[Block]:
        others = [item for item in self.answer.items if not item.asked]
        for item in self.answer.items:
            if item.asked:
                yield Facts(item.id, tuple(item_facts(item, self.scenarios[0].digits)))
        if others:
            rows = tuple((item.id, item.text) for item in others)
            yield Table("Items that get nothing", (text("item"), text("why", folds=True)), rows)
            yield Note("`allocator explain FILE ITEM` tells what an item's figures must become.")

    def _verdict(self) -> Iterator[str]:
        answer, policy = self.answer, self.scenarios[0].policy
        reached = f"The plan spends {self._told(answer.spend)} and brings a net return of {self._told(answer.net_return)}"
        aim = (
            ""
            if answer.objective is None
            else f" ({policy.objective.replace('_', ' ')} {answer.objective:,.2f})"
        )
        best = "no plan is better by this policy" if answer.status == "optimal" else "a better one may exist"
        yield f"{reached}{aim}; {best}."
        if answer.budget is not None:
            yield f"More budget: {_worth_in_words(answer.budget, self.scenarios[0].digits)}, in {self._measure}."
        if answer.unspent > 0:
            yield f"{self._told(answer.unspent)} stays unspent, because {answer.unspent_because}."
        if (dearest := self.answer.rules[0] if self.answer.rules else None) and (
            cost := self._cost(dearest)
        ) > 0:
            amount = (
                f"{cost:,.2f}" if dearest.objective is not None else self._told(dearest.price or Decimal(0))
            )
            more = "lower" if self.scenarios[0].policy.minimise else "higher"
            yield f"The dearest rule is {dearest.name}: without it, {self._measure} would be {amount} {more}."

    @staticmethod
    def _cost(rule: RulePrice) -> float:
        return rule.objective if rule.objective is not None else float(rule.price or 0)

    @property
    def _measure(self) -> str:
        return self.scenarios[0].policy.objective.replace("_", " ")

    def _rest(self, shown: list[RulePrice]) -> Iterator[str]:
        answer = self.answer
        free = [rule for rule in answer.rules if rule.price == 0 and rule not in shown]
        if free:
            solved = [rule.name for rule in free if rule.solved]
            named = f": {', '.join(solved)}" if solved else ""
            others = len(free) - len(solved)
            proven = f"; {others} more do not either, proven by the duals" if others and solved else ""
            proven = proven or (", proven by the duals" if others else "")
            yield f"Rules that cost nothing: {len(free)}{named}{proven}."
        if answer.not_solved:
            yield (
                f"Rules that leave room and were not solved again: {answer.not_solved}. "
                "With whole numbers such a rule can still cost something; --all asks."
            )
        if any(rule.price is not None and rule.price < 0 for rule in shown):
            yield "A negative price: without the rule an earlier stage is served better, at the cost of the whole."
        if answer.within > Decimal(1).scaleb(-self.scenarios[0].digits):
            yield f"Prices are right to within {self._told(answer.within)}, the proven gap of curves by a formula."

    def _rules(self, shown: list[RulePrice]) -> Table:
        rows = tuple(self._row(rule) for rule in shown)
        columns = list(_COLUMNS)
        if self.scenarios[0].policy.objective != NET_RETURN:
            columns.insert(3, figures(f"in {self._measure}"))
        if not any(rule.worth for rule in shown):
            columns.remove(_WORTH)
            rows = tuple((*row[:-2], row[-1]) for row in rows)
        title = f"What each rule costs in net return, {self.scenarios[0].currency}"
        return Table(title, tuple(columns), rows)

    def _row(self, rule: RulePrice) -> tuple[Cell, ...]:
        digits = self.scenarios[0].digits
        worth = None if rule.worth is None else _worth_in_words(rule.worth, digits)
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
            _number(rule.objective),
            rule.stage,
            _number(rule.gain),
            _number(worth and worth.per_unit),
            _number(worth and worth.until),
            _number(worth and worth.then),
            _number(worth and worth.jump),
        )

    def _told(self, amount: Decimal) -> str:
        return f"{amount:,.{self.scenarios[0].digits}f}"


def _worth_in_words(worth: Worth, digits: int) -> str:
    """`1.30 per unit for the next 3,751.00, then 1.10`."""
    first = f"{_rate(worth.per_unit)} per 1"
    if worth.until is None:
        return f"{first} for the next {worth.looked:,.{digits}f} or more"
    if worth.jump is not None:
        return f"{first} for the next {worth.until:,.{digits}f}, then {worth.jump:,.2f} at once"
    then = worth.then or 0.0
    if _rate(then) == _rate(worth.per_unit):
        first, after = f"{worth.per_unit:.6g} per 1", f"{then:.6g}"
    else:
        after = _rate(then)
    return f"{first} for the next {worth.until:,.{digits}f}, then {after}"


def _rate(rate: float) -> str:
    """A rate to two decimals, or to three digits where that would hide it."""
    return f"{rate:.2f}" if abs(rate) >= 0.1 or not rate else plain(Decimal(f"{rate:.3g}"))


def _number(value: float | Decimal | None) -> Cell:
    return None if value is None else Number(value, 6)
