"""Scenarios side by side as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.reports.asked import Asked
from allocator.reports.cells import figures, some, text
from allocator.reports.document import Block, Cell, Document, Facts, Money, Note, Table
from allocator.studies.compare import Bridge, Case, CaseItem, CompareAnswer, Step, compare

_LONGEST = 20
_CAUSES = {
    "added": "new in the scenario",
    "removed": "no longer in the scenario",
    "terms": "bought in another way",
    "timing": "in other periods",
    "inputs": "other rates, prices or values",
    "cost_of_money": "cost of money",
}


@dataclass(frozen=True)
class CompareReport(Asked[CompareAnswer]):
    """Plans side by side, and the bridges between them."""

    study: ClassVar[str] = "compare"
    answered: ClassVar[type[CompareAnswer]] = CompareAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study."""
        return compare

    def document(self) -> Document:
        """Totals and items side by side, then for each other case what differs and what that does."""
        return Document(f"Against {self.answer.cases[0].name}", tuple(self._blocks()))

    def sheet(self) -> Table:
        """The bridges, one row for each step."""
        columns = (text("case"), *self._step_columns())
        rows = ((one.case, *self._step(step)) for one in self.answer.bridges for step in one.steps)
        return Table("Bridges", columns, tuple(rows))

    def _money(self, amount: Decimal | None) -> Money | None:
        return None if amount is None else Money(amount, self.scenarios[0].digits)

    def _blocks(self) -> Iterator[Block]:
        cases, currency = self.answer.cases, self.scenarios[0].currency
        heads = tuple(map(figures, self._heads()))
        if self._heads()[0] != cases[0].name:
            yield Facts("", tuple(zip(self._heads(), (case.name for case in cases), strict=True)))
        yield Table(
            f"Side by side, {currency}",
            (
                text(
                    "",
                ),
                *heads,
            ),
            tuple(self._totals()),
        )
        yield from (
            Note(f"{case.name}: no plan is possible; these rules cannot all hold: {'; '.join(case.conflict)}")
            for case in cases
            if case.status == "no plan"
        )
        yield Table(f"Spend by item, {currency}", (text("item"), *heads), tuple(self._items("spend")))
        yield Table(f"Return by item, {currency}", (text("item"), *heads), tuple(self._items("returned")))
        bridges = {bridge.case: bridge for bridge in self.answer.bridges}
        for case in cases[1:]:
            yield self._inputs(case)
            if case.name in bridges:
                yield self._bridge(bridges[case.name])
                yield Note(self._tie(cases[0], case, bridges[case.name]))

    def _heads(self) -> list[str]:
        """What the columns are called: by numbers where the names are too long for a table."""
        names = [case.name for case in self.answer.cases]
        is_short = max(map(len, names)) <= _LONGEST
        return names if is_short else ["base", *(f"case {k}" for k in range(1, len(names)))]

    def _totals(self) -> Iterator[tuple[Cell, ...]]:
        cases = self.answer.cases
        yield "plan", *(case.status for case in cases)
        for label, field in {
            "budget": "budget",
            "spend": "spend",
            "unspent": "unspent",
            "cost of money": "cost_of_money",
            "return": "returned",
            "net return": "net_return",
        }.items():
            amounts = [getattr(case, field) for case in cases]
            if any(amounts) or field != "cost_of_money":
                yield label, *map(self._money, amounts)
        if any(case.goals for case in cases):
            yield "goals met", *map(_met, cases)

    def _items(self, field: str) -> Iterator[tuple[Cell, ...]]:
        names = dict.fromkeys(name for case in self.answer.cases for name in case.items)
        for name in names:
            found = [case.items.get(name) for case in self.answer.cases]
            if any(item is not None and (item.spend or item.returned) for item in found):
                yield name, *(self._amount(item, field) for item in found)

    def _amount(self, item: CaseItem | None, field: str) -> Money | None:
        return None if item is None else some(getattr(item, field), self.scenarios[0].digits)

    def _inputs(self, case: Case) -> Table:
        columns = (text("value", folds=True), text("base"), text("here"))
        rows = tuple((one.path, one.base, one.here) for one in case.inputs)
        return Table(f"What is different in {case.name}", columns, rows)

    def _step_columns(self) -> tuple[Any, ...]:
        return text("item"), text("because"), figures("spend"), figures("return"), figures("net return")

    def _step(self, step: Step) -> tuple[Cell, ...]:
        amounts = (step.spend, step.returned, step.net_return)
        return step.item, because(step), *map(self._money, amounts)

    def _bridge(self, one: Bridge) -> Table:
        amounts = map(self._money, (one.spend, one.returned, one.net_return))
        total: tuple[Cell, ...] = ("change", None, *amounts)
        title = f"From the base to {one.case}, {self.scenarios[0].currency}"
        return Table(title, self._step_columns(), tuple(map(self._step, one.steps)), total)

    def _tie(self, base: Case, case: Case, one: Bridge) -> str:
        """The base's return plus the steps is the case's return; what is missing is said."""
        digits, zero = self.scenarios[0].digits, Decimal(0)
        before, after = base.returned or zero, case.returned or zero
        missing = before + one.returned - after
        ends = "ties out" if not missing else f"{missing:,.{digits}f} missing"
        change = f"{'+' if one.returned >= 0 else '-'} {abs(one.returned):,.{digits}f}"
        return f"return {before:,.{digits}f} {change} = {after:,.{digits}f}   {ends}"


def _met(case: Case) -> str | None:
    if not case.goals:
        return None
    return f"{sum(not goal.missed for goal in case.goals)} of {len(case.goals)}"


def because(step: Step) -> str:
    """Why a step is there, in words."""
    if step.cause == "spend":
        if not step.spend:
            return "lifts more of others" if step.returned > 0 else "lifts less of others"
        return "more of it" if step.spend > 0 else "less of it"
    if step.cause == "ceilings":
        ceilings = "a ceiling" if len(step.ceilings) == 1 else "ceilings"
        lost = f"{'less' if step.returned >= 0 else 'more'} lost to {ceilings}"
        return f"{lost}: {', '.join(step.ceilings)}" if step.ceilings else lost
    return _CAUSES[step.cause]
