"""The sweep itself: cases made, looked through for mistakes, answered as they come, and put in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from allocator.errors import InputError
from allocator.scenario import Scenario
from allocator.scenario.csv_cases import LABEL, CaseRow
from allocator.scenario.csv_cases import cases_of as rows_of
from allocator.scenario.goals import Policy
from allocator.studies.base import Progress, silent
from allocator.studies.sweep.answer import CaseAnswer, SweepAnswer
from allocator.studies.sweep.asking import Base
from allocator.studies.sweep.cases import Case, cases_of
from allocator.studies.sweep.crews import Crew, local_crew

_MONEY = {"net_return": "net_return", "return": "returned", "spend": "spend", "budget": "budget"}


@dataclass(frozen=True, slots=True)
class Sweep:
    """A scenario and the cases to be solved; `question` says how they were asked for."""

    scenario: Scenario
    cases: tuple[Case, ...]
    question: Mapping[str, Any]

    @property
    def base(self) -> Base:
        """What every case changes."""
        return Base(self.scenario.to_data(), self.question["gap"])

    @contextmanager
    def crew(self, jobs: int, cluster: str | None) -> Iterator[Crew]:
        """Those who answer: this machine's cores, or a cluster."""
        with ExitStack() as stack:
            base = self.base
            crew = stack.enter_context(local_crew(base, jobs, len(self.cases)))
            if cluster is not None:
                from allocator.studies.sweep.cluster import cluster_crew

                crew = stack.enter_context(cluster_crew(base, cluster, crew))
            yield crew

    def refuse_mistakes(self, crew: Crew) -> None:
        """Raise InputError with every mistake in the cases, each told once."""
        if found := set(crew.mistakes(self.cases)):
            raise InputError(sorted(found, key=lambda one: (str(one.mark), str(one))))

    def answers(self, crew: Crew, done: Collection[int] = ()) -> Iterator[CaseAnswer]:
        """The answers as they come, but for the cases that are done."""
        return crew.answers([case for case in self.cases if case.number not in done])

    def answer(self, answers: Iterable[CaseAnswer]) -> SweepAnswer:
        """The answers in order, with the best of them."""
        return in_order(answers, self.scenario.policy)


def in_order(answers: Iterable[CaseAnswer], policy: Policy) -> SweepAnswer:
    """The answers by their numbers, with the best of them by the base's policy."""
    ordered = tuple(sorted(answers, key=lambda one: one.case))
    best = _best(ordered, policy)
    return SweepAnswer(best=best, best_by=policy.objective if best else None, cases=ordered)


def prepared(scenario: Scenario, vary: Sequence[str], rows: Sequence[CaseRow], gap: float) -> Sweep:
    """The sweep that was asked for; raises InputError where what is varied is not said well."""
    table = [({LABEL: row.label} if row.label else {}) | dict(row.cells) for row in rows]
    question = {"vary": list(vary), "table": table, "gap": gap}
    return Sweep(scenario, cases_of(scenario, vary, rows), question)


def sweep(
    scenario: Scenario,
    *,
    vary: Sequence[str] = (),
    table: Sequence[Mapping[str, str]] = (),
    gap: float = 0.0,
    jobs: int = 1,
    cluster: str | None = None,
    progress: Progress = silent,
) -> SweepAnswer:
    """Solve every combination of what is varied.

    Args:
        scenario: the base that each case changes.
        vary: paths with values, such as `budget.total=100000..200000..25000` or
            `items.*.returns.roas=-20%,0%,+20%`; every combination is a case.
        table: one mapping of paths to values for each case, `case` its name; combined with `vary`.
        gap: as `solve` takes it.
        jobs: how many processes; 1 is this process alone. Where it is more, the module that is run as
            a program must start its work under `if __name__ == "__main__":`.
        cluster: the address of a Dask scheduler whose workers solve instead.
        progress: told after each case.

    Raises:
        InputError: nothing is varied, or a case is no valid scenario; nothing is solved then.
    """
    asked = prepared(scenario, vary, rows_of(table), gap)
    found: list[CaseAnswer] = []
    with asked.crew(jobs, cluster) as crew:
        asked.refuse_mistakes(crew)
        for answer in asked.answers(crew):
            found.append(answer)
            progress(len(found), len(asked.cases))
    return asked.answer(found)


def _best(answers: Sequence[CaseAnswer], policy: Policy) -> int | None:
    worth = {one.case: _worth(one, policy) for one in answers if one.totals}
    known = {case: value for case, value in worth.items() if value is not None}
    if not known or len(known) < len(worth):
        return None
    missed = {one.case: sum(goal.shortfall > 0 for goal in one.goals or ()) for one in answers}
    return min(known, key=lambda case: (missed[case], -known[case], case))


def _worth(answer: CaseAnswer, policy: Policy) -> Decimal | None:
    """What a case brings of that which the base is after; None where its figures do not tell."""
    total, sign = Decimal(0), -1 if policy.minimise else 1
    for wish, weight in policy.weights.items():
        if wish in _MONEY:
            value = Decimal(getattr(answer.totals, _MONEY[wish]))
        elif wish in (answer.outcomes or {}):
            value = Decimal(repr((answer.outcomes or {})[wish]))
        else:
            return None
        total += sign * weight * value
    return total
