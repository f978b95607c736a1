"""Verify a saved plan: recompute it from the scenario inside, with no solver, and name each difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from allocator.errors import InputError, Mistake, PlanCheckError
from allocator.money import exact
from allocator.plan.answer import Plan
from allocator.plan.assemble import plan_from_books
from allocator.plan.checking import broken
from allocator.plan.differences import differences
from allocator.plan.exchange import FORMAT, plan_data, scenario_digest
from allocator.plan.format import PlanFile
from allocator.plan.ledger import Ledger
from allocator.plan.record import PlanTie
from allocator.plan.restoring import restored, restored_tie
from allocator.plan.ties import tie_between
from allocator.problem import End, Options, Solution, StageResult, settle
from allocator.scenario import scenario_of, warnings_of

_MOST = 20


def verify(data: Mapping[str, Any]) -> Plan:
    """The plan that the data holds, recomputed from its scenario and found the same.

    Every number is computed anew from the scenario and the amounts bought: sums, outcomes, returns, cash,
    goals, limits and reasons; every rule is checked on them, and so is another plan that is said to be as
    good. What the solver proved (the stages' bounds) is taken as told, and so are what it was asked for,
    and that no tie was found.

    Raises:
        InputError: the data is no plan of format 1, or its scenario is no valid scenario.
        PlanCheckError: a rule is broken, or a number differs from the recomputed one; names each.
    """
    told = _parsed(data)
    scenario = scenario_of(told.scenario)
    problem = settle(scenario)
    with exact():
        books = restored(problem, told)
        findings = [f"broken: {text}" for text in broken(problem, books)]
        if [stage.name for stage in told.stages] != [stage.name for stage in problem.stages]:
            raise PlanCheckError(
                [*findings, f"stages: {', '.join(s.name for s in problem.stages)} are needed"]
            )
        tie = _tie(books, told)
        plan = plan_from_books(problem, books, _solution(told), tuple(warnings_of(scenario)), tie)
    if told.scenario_sha256 != scenario_digest(told.scenario):
        findings.append("scenario_sha256: the scenario was changed after the plan was made")
    if told.scenario == plan_data(plan)["scenario"] or not findings:
        findings += differences(plan_data(plan), data, "")
    if findings:
        more = len(findings) - _MOST
        raise PlanCheckError(findings[:_MOST] + [f"and {more} more"] * (more > 0))
    return plan


def _parsed(data: Mapping[str, Any]) -> PlanFile:
    if (found := data.get("format")) not in (None, FORMAT):
        raise InputError.single(
            "a plan of another format", path="format", expected=str(FORMAT), found=str(found)
        )
    try:
        return PlanFile.model_validate(data)
    except ValidationError as error:
        found = [(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors(include_url=False)]
        raise InputError(
            Mistake(f"no plan of format 1: {text}", path) for path, text in found[:_MOST]
        ) from None


def _tie(books: Ledger, told: PlanFile) -> tuple[PlanTie, ...] | None:
    """The tie as it is, if the plan that is said to be as good holds and is as good."""
    other = restored_tie(books, told)
    return None if other is None else tie_between(books, other)


def _solution(told: PlanFile) -> Solution:
    stages = tuple(StageResult(s.name, s.aim, s.value, s.bound) for s in told.stages)
    end = End.OPTIMAL if told.status == "optimal" else End.FEASIBLE
    found = Solution(end, {}, stages, told.solver.name, told.solver.version)
    asked = told.solver.options
    options = None if asked is None else Options(asked.gap, asked.time_limit)
    return replace(found, gap_before=told.gap_before_rounding, options=options)
