"""A sweep as a report: a line per case, the best marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from allocator.reports.asked import Asked
from allocator.reports.cells import count_of, figures, text
from allocator.reports.document import Block, Cell, Column, Document, Facts, Money, Note, Number, Table
from allocator.scenario import scenario_of
from allocator.studies.sweep import CaseAnswer, SweepAnswer, sweep
from allocator.studies.sweep.crews import cores
from allocator.studies.sweep.journal import Journal
from allocator.studies.sweep.study import in_order

_WORDS = {"no_plan": "no plan", "error": "no answer"}
_AIMS = {"net_return": "net return"}


@dataclass(frozen=True)
class SweepReport(Asked[SweepAnswer]):
    """What becomes of each case."""

    study: ClassVar[str] = "sweep"
    answered: ClassVar[type[SweepAnswer]] = SweepAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study, on all cores."""
        return partial(sweep, jobs=cores())

    def document(self) -> Document:
        """The cases, then what is wrong with those that have no plan."""
        return Document(self.scenarios[0].name, tuple(self._blocks()))

    def sheet(self) -> Table:
        """One row per case, with what each item gets."""
        items = list(self.scenarios[0].items)
        columns = (*self._settings(self._paths()), *_FIGURES, *self._goals(), text("status"), figures("gap"))
        columns += (text("best"), *(figures(f"spend:{item}") for item in items))
        rows = tuple((*self._row(one, gap=True), *self._spend(one, items)) for one in self.answer.cases)
        return Table("", columns, rows)

    def _blocks(self) -> Iterator[Block]:
        cases = self.answer.cases
        planned = sum(one.totals is not None for one in cases)
        facts: list[tuple[str, Cell]] = [
            ("cases", f"{len(cases)}, {planned} with a plan" if planned < len(cases) else str(len(cases))),
            ("currency", self.scenarios[0].currency),
        ]
        yield Facts("", tuple(facts))
        settings = self._settings(_shortened(self._paths()))
        columns = (*settings, *_FIGURES, *self._goals(), text("status"), text("best"))
        yield Table("Cases", columns, tuple(self._row(one, gap=False) for one in cases))
        if self.answer.best is not None:
            yield Note(self._reason())
        yield from (Note(text) for text in _problems(cases))

    def _settings(self, titles: tuple[str, ...]) -> tuple[Column, ...]:
        named = (text("name"),) if any(one.label for one in self.answer.cases) else ()
        return (figures("case"), *named, *map(figures, titles))

    def _paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(path for one in self.answer.cases for path in one.settings))

    def _goals(self) -> tuple[Column, ...]:
        return (figures("goals missed", rank=1),) if self._has_goals() else ()

    def _has_goals(self) -> bool:
        return any(one.goals for one in self.answer.cases)

    def _row(self, one: CaseAnswer, *, gap: bool) -> tuple[Cell, ...]:
        named = (one.label,) if any(other.label for other in self.answer.cases) else ()
        settings = (one.settings.get(path) for path in self._paths())
        goals = (_missed(one),) if self._has_goals() else ()
        proof = (None if one.gap is None else Number(one.gap, 6),) if gap else ()
        best = "best" if one.case == self.answer.best else ""
        status = _WORDS.get(one.status, one.status)
        return (Number(one.case), *named, *settings, *self._money(one), *goals, status, *proof, best)

    def _money(self, one: CaseAnswer) -> tuple[Cell, ...]:
        if one.totals is None:
            return (None, None, None)
        digits, totals = self.scenarios[0].digits, one.totals
        return tuple(Money(amount, digits) for amount in (totals.spend, totals.returned, totals.net_return))

    def _spend(self, one: CaseAnswer, items: list[str]) -> Iterator[Cell]:
        for item in items:
            amount = (one.spend or {}).get(item)
            yield None if amount is None else Money(amount, self.scenarios[0].digits)

    def _reason(self) -> str:
        aim = _AIMS.get(str(self.answer.best_by), str(self.answer.best_by))
        side = "least" if self.scenarios[0].policy.minimise else "most"
        first = "misses the fewest goals, and of those " if self._has_goals() else ""
        return f"best: case {self.answer.best}, which {first}has the {side} {aim}"


def journal_data(journal: Journal) -> dict[str, Any]:
    """The lines of a complete sweep as the answer that they make up."""
    header = journal.header
    scenario = scenario_of(header.scenarios[0])
    answer = in_order(journal.answers, scenario.policy)
    return SweepReport((scenario,), header.question, answer).data()


_FIGURES = (figures("spend"), figures("return"), figures("net return"))
_SHOWN = 6


def _shortened(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Titles for a screen: `search roas` for `items.search.returns.roas`, where none is like another."""
    parts = [path.split(".") for path in paths]
    short = [f"{p[1].replace('*', 'all')} {p[-1]}" if len(p) > 2 else ".".join(p) for p in parts]
    return tuple(short) if len(set(short)) == len(paths) else paths


def _missed(one: CaseAnswer) -> Cell:
    return None if one.goals is None else Number(sum(goal.shortfall > 0 for goal in one.goals))


def _problems(cases: tuple[CaseAnswer, ...]) -> Iterator[str]:
    """Why there is no plan, for the first few such cases."""
    without = [one for one in cases if one.totals is None]
    for one in without[:_SHOWN]:
        if one.conflict is not None:
            rules = "; ".join(rule.sentence for rule in one.conflict)
            yield f"case {one.case} has no plan: these rules cannot all hold: {rules}"
        else:
            yield f"case {one.case} has no plan: {one.problem}"
    if len(without) > _SHOWN:
        yield f"and {count_of(len(without) - _SHOWN, 'further case')} without a plan; --format json tells why"
