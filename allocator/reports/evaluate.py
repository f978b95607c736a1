"""What a split is worth, as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.reports.asked import Asked
from allocator.reports.cells import figures, some, span, text, total_of
from allocator.reports.document import Block, Cell, Document, Facts, Money, Note, Number, Table
from allocator.reports.proof import no_better
from allocator.scenario.goals import NET_RETURN
from allocator.studies.evaluate import BrokenRule, Distance, EvaluateAnswer, MoveFound, evaluate

_TIMING = {
    "given": "as the split says",
    "best": "the split says totals; they are timed as the policy likes best",
}
_UNSPENT = "(not spent)"


@dataclass(frozen=True)
class EvaluateReport(Asked[EvaluateAnswer]):
    """How good a split is."""

    study: ClassVar[str] = "evaluate"
    answered: ClassVar[type[EvaluateAnswer]] = EvaluateAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study."""
        return evaluate

    def document(self) -> Document:
        """The split beside the best plan, the rules that it breaks, and the moves that gain most."""
        return Document(self.scenarios[0].name, tuple(self._blocks()))

    def sheet(self) -> Table:
        """One row per item."""
        scenario = self.scenarios[0]
        labels = scenario.horizon.calendar.labels
        columns = (text("id"), figures("spend"), figures("best"), *(figures(f"spend:{x}") for x in labels))
        rows: list[tuple[Cell, ...]] = []
        for item in self.answer.items:
            rows.append((item.id, *map(self._money, (item.spend, item.best, *item.by_period))))
        return Table("Split", columns, tuple(rows))

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.scenarios[0].digits)

    def _blocks(self) -> Iterator[Block]:
        scenario, answer = self.scenarios[0], self.answer
        facts: list[tuple[str, Cell]] = [
            ("rules", "keeps all" if not answer.broken else f"breaks {self._count_of_rules()}"),
            ("periods", _TIMING[answer.timing]),
            ("currency", scenario.currency),
            ("horizon", span(scenario.horizon.calendar)),
        ]
        yield Facts("", tuple(facts))
        yield self._beside()
        yield from self._verdict()
        if answer.broken:
            yield self._broken()
        if answer.goals:
            yield self._goals()
        yield from self._moves()
        yield self._items()

    def _count_of_rules(self) -> str:
        count = len({one.path for one in self.answer.broken})
        return f"{count} rule{'s' * (count != 1)}"

    def _beside(self) -> Table:
        answer = self.answer
        sums = (
            ("spend", answer.spend, answer.best_spend),
            ("return", answer.returned, answer.best_returned),
            ("net return", answer.net_return, answer.best_net_return),
        )
        rows: list[tuple[Cell, ...]] = [
            (name, self._money(ours), self._money(best), self._money(best - ours))
            for name, ours, best in sums
        ]
        net_return = rows[-1][1:]
        for stage in answer.stages:
            numbers = (Number(n, 2, fixed=True) for n in (stage.split, stage.best, stage.best - stage.split))
            told = net_return if self._is_net(stage) else tuple(numbers)
            rows.append((f"{stage.aim}d: {stage.name.replace('_', ' ')}", *told))
        columns = (text(""), figures("split"), figures(self.standard), figures("difference"))
        return Table(
            f"The split beside the {self.standard}, {self.scenarios[0].currency}", columns, tuple(rows)
        )

    def _is_net(self, stage: Distance) -> bool:
        """Whether a stage counts all of the net return, but for what rounding of each item's return adds."""
        answer, scenario = self.answer, self.scenarios[0]
        room = Decimal(len(answer.items)).scaleb(-scenario.digits)
        pairs = ((stage.split, answer.net_return), (stage.best, answer.best_net_return))
        is_asked = scenario.policy.objective == NET_RETURN
        return is_asked and all(abs(Decimal(repr(a)) - b) <= room for a, b in pairs)

    def _verdict(self) -> Iterator[Block]:
        answer = self.answer
        worse = next((stage for stage in answer.stages if stage.behind), None)
        if worse is None and not answer.broken:
            yield Note(no_better(answer.best_gap))
        elif worse is not None and worse.behind < 0:
            why = f", because it breaks rules that the {self.standard} keeps" if answer.broken else ""
            yield Note(f"it brings more than the {self.standard}{why}")

    def _one_for_each_rule(self) -> list[BrokenRule]:
        """Of each rule the place where it is broken most."""
        worst: dict[tuple[str, str], BrokenRule] = {}
        for one in self.answer.broken:
            key = (one.path, one.sentence)
            if key not in worst or one.by > worst[key].by:
                worst[key] = one
        return list(worst.values())

    def _broken(self) -> Table:
        columns = (
            text("rule", folds=True),
            figures("has"),
            figures("bound"),
            figures("by"),
            text("where"),
            text("place", rank=2),
        )
        digits = self.scenarios[0].digits
        rows: list[tuple[Cell, ...]] = []
        for one in self._one_for_each_rule():
            is_money = one.unit == "money"
            numbers = (Number(n, digits, fixed=is_money) for n in (one.value, one.bound, one.by))
            rows.append((one.sentence, *numbers, self._where(one), one.path))
        return Table("Rules that the split breaks, each where it is worst", columns, tuple(rows))

    def _where(self, one: BrokenRule) -> str:
        if one.period is None:
            return "in total"
        key = (one.path, one.sentence)
        others = sum((other.path, other.sentence) == key for other in self.answer.broken) - 1
        return f"{one.period} and {others} more" if others else one.period

    def _goals(self) -> Table:
        columns = (
            text("goal"),
            text("metric", rank=1),
            figures("target"),
            text("by", rank=2),
            figures("split reaches"),
            figures("missed by"),
            figures("best reaches"),
        )
        rows = tuple(
            (
                one.name,
                one.metric,
                Number(one.target, 2, fixed=True),
                one.by,
                Number(one.reached, 2, fixed=True),
                Number(one.shortfall, 2, fixed=True) if one.shortfall else None,
                Number(one.best, 2, fixed=True),
            )
            for one in self.answer.goals
        )
        return Table("Goals", columns, rows)

    def _moves(self) -> Iterator[Block]:
        if not self.answer.moves:
            yield Note("no single move from one item to another gains anything within the rules")
            return
        columns = (
            text("from"),
            text("to"),
            figures("taken"),
            figures("given", rank=1),
            figures("return"),
            figures("net return"),
            text("serves", rank=1),
        )
        rows = tuple(map(self._move, self.answer.moves))
        title = f"Single moves that gain most, each by itself, {self.scenarios[0].currency}"
        yield Table(title, columns, rows)

    def _move(self, one: MoveFound) -> tuple[Cell, ...]:
        digits = self.scenarios[0].digits
        return (
            one.source or _UNSPENT,
            one.target or _UNSPENT,
            Money(one.taken, digits),
            some(one.given, digits),
            Money(one.returned, digits),
            Money(one.net_return, digits),
            one.wish.replace("_", " "),
        )

    def _items(self) -> Table:
        columns = (text("item"), figures("split"), figures(self.standard), figures("difference"))
        digits = self.scenarios[0].digits
        rows = tuple(
            (i.id, Money(i.spend, digits), Money(i.best, digits), some(i.best - i.spend, digits))
            for i in self.answer.items
        )
        ours = total_of(i.spend for i in self.answer.items)
        best = total_of(i.best for i in self.answer.items)
        total = ("TOTAL", Money(ours, digits), Money(best, digits), some(best - ours, digits))
        return Table(f"Items, {self.scenarios[0].currency}", columns, rows, total)
