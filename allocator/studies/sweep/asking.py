"""One case at a time: what is wrong with it, and its answer; all that a worker needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from allocator.errors import AllocatorError, InputError, Mistake, NoPlanError, UnboundedError
from allocator.plan import Plan
from allocator.plan.exchange import money
from allocator.problem import settle
from allocator.scenario import scenario_of
from allocator.solving import solve
from allocator.studies.sweep.answer import CaseAnswer, CaseGoal, CaseRule, CaseTotals
from allocator.studies.sweep.cases import Case, Setting

_NONE: Mapping[str, Any] = dict.fromkeys(
    ("gap", "totals", "outcomes", "goals", "spend", "conflict", "cures", "problem")
)


@dataclass(frozen=True, slots=True)
class Base:
    """The scenario that every case changes, as data, and the gap to which each is solved."""

    data: Mapping[str, Any]
    gap: float

    def mistakes(self, cases: Sequence[Case]) -> list[Mistake]:
        """What is wrong with these cases, before anything is solved."""
        return [mistake for case in cases for mistake in self._mistakes(case)]

    def answers(self, cases: Sequence[Case]) -> list[CaseAnswer]:
        """The answers to these cases."""
        return [self.answer(case) for case in cases]

    def answer(self, case: Case) -> CaseAnswer:
        """The answer to one case, whatever becomes of it."""
        try:
            plan = solve(scenario_of(self.data, settings=case.edits), gap=self.gap)
        except NoPlanError as error:
            rules = tuple(CaseRule(name=r.name, sentence=r.sentence, path=r.path) for r in error.rules)
            cures = tuple(cure.change for cure in error.cures) or (error.without_cure,)
            return _told(case, status="no_plan", conflict=rules, cures=cures)
        except UnboundedError as error:
            return _told(case, status="unbounded", problem=str(error))
        except AllocatorError as error:
            return _told(case, status="error", problem=str(error))
        return _told(case, status=plan.status, **_figures(plan))

    def _mistakes(self, case: Case) -> Iterator[Mistake]:
        """The mistakes of a case, and then those of what it is without the settings that cause them."""
        try:
            settle(scenario_of(self.data, settings=case.edits))
        except UnboundedError:
            return  # an answer: others may have bounds
        except InputError as error:
            causes = [(mistake, _cause(mistake, case)) for mistake in error.mistakes]
            yield from (_placed(mistake, cause, case) for mistake, cause in causes)
            rest = tuple(setting for setting in case.settings if all(setting is not c for _, c in causes))
            if len(rest) < len(case.settings):
                yield from self._mistakes(replace(case, settings=rest))


def _cause(mistake: Mistake, case: Case) -> Setting | None:
    """The setting that a mistake comes from; None where it comes from several, or from the base."""
    shown = mistake.mark.file if mistake.mark else ""
    for setting in case.settings:
        names = [edit.partition("=")[0] for edit in setting.edits]
        inside = any(f"{mistake.path}.".startswith(f"{name}.") for name in names)
        if inside or shown in [f"--set {edit}" for edit in setting.edits]:
            return setting
    return None


def _placed(mistake: Mistake, cause: Setting | None, case: Case) -> Mistake:
    """The mistake at the setting that causes it, or at the case as a whole."""
    if cause:
        return replace(mistake, mark=cause.mark)
    told = ", ".join(f"{setting.path}={setting.text}" for setting in case.settings)
    mark = replace(case.settings[-1].mark, column=1) if case.settings else None
    return replace(mistake, problem=f"{mistake.problem} [case {case.number}: {told}]", mark=mark)


def _told(case: Case, **found: Any) -> CaseAnswer:
    settings = {setting.path: setting.text for setting in case.settings}
    known = {"case": case.number, "label": case.label or None, "settings": settings, "edits": case.edits}
    return CaseAnswer(**{**_NONE, **known, **found})


def _figures(plan: Plan) -> dict[str, Any]:
    def exactly(amount: Decimal) -> Decimal:
        return Decimal(money(amount, plan.scenario))

    totals = {name: exactly(getattr(plan.totals, name)) for name in CaseTotals.model_fields}
    metrics = dict.fromkeys(metric for item in plan.items for metric in item.outcomes)
    goals = (
        CaseGoal(name=g.name, metric=g.metric, target=g.target, reached=g.reached, shortfall=g.shortfall)
        for g in plan.goals
    )
    return {
        "gap": plan.gap,
        "totals": CaseTotals(**totals),
        "outcomes": {name: sum(item.outcomes.get(name, 0.0) for item in plan.items) for name in metrics},
        "goals": tuple(goals),
        "spend": {item.id: exactly(item.spend) for item in plan.items},
    }
