"""Verify a saved plan: recompute it from the scenario inside, with no solver, and name each difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from allocator.errors import InputError, Mistake, PlanCheckError
from allocator.money import exact
from allocator.plan.answer import Plan
from allocator.plan.assemble import plan_from_books
from allocator.plan.checking import broken
from allocator.plan.exchange import plan_data, scenario_digest
from allocator.plan.format import ItemPart, PlanFile, TiePart
from allocator.plan.funding import reinvested_in
from allocator.plan.ledger import Ledger
from allocator.plan.record import PlanItem, PlanTie
from allocator.plan.ties import tie_between
from allocator.problem import End, Lever, Line, Problem, Pull, Solution, StageResult, settle
from allocator.scenario import scenario_of, warnings_of

_NEAR = 1e-9
_MOST = 20


def verify(data: Mapping[str, Any]) -> Plan:
    """The plan that the data holds, recomputed from its scenario and found the same.

    Every number is computed anew from the scenario and the amounts bought: sums, outcomes, returns, cash,
    goals, limits and reasons; every rule is checked on them, and so is another plan that is said to be as
    good. What the solver proved (the stages' bounds) is taken as told, and so is that no tie was found.

    Raises:
        InputError: the data is no plan of format 1, or its scenario is no valid scenario.
        PlanCheckError: a rule is broken, or a number differs from the recomputed one; names each.
    """
    told = _parsed(data)
    scenario = scenario_of(told.scenario)
    problem = settle(scenario)
    with exact():
        books = Ledger(problem, dict(_levels(problem, told)))
        books = Ledger(problem, books.levels, reinvested_in(problem, books))
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
        findings += _differences(plan_data(plan), data, "")
    if findings:
        more = len(findings) - _MOST
        raise PlanCheckError(findings[:_MOST] + [f"and {more} more"] * (more > 0))
    return plan


def _parsed(data: Mapping[str, Any]) -> PlanFile:
    try:
        return PlanFile.model_validate(data)
    except ValidationError as error:
        found = [(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors(include_url=False)]
        raise InputError(
            Mistake(f"no plan of format 1: {text}", path) for path, text in found[:_MOST]
        ) from None


def _levels(problem: Problem, told: PlanFile) -> Iterator[tuple[Lever, Decimal]]:
    known = {item.id: item for item in told.items}
    if set(known) != set(problem.lines):
        raise PlanCheckError(
            [f"items: {name} is missing" for name in problem.lines if name not in known]
            or ["items: unknown ids"]
        )
    for name, line in problem.lines.items():
        yield from _bought(problem, line, known[name], "items")
    drawn = {source.id: source.by_period for source in told.sources}
    for name, source in problem.sources.items():
        if len(amounts := drawn.get(name, [])) != problem.periods.count:
            raise PlanCheckError([f"sources: {name} with {problem.periods.count} amounts is needed"])
        for lever in source.levers:
            yield lever, Decimal(amounts[lever.period])


def _tie(books: Ledger, told: PlanFile) -> tuple[PlanTie, ...] | None:
    """The tie as it is, if the plan that is said to be as good holds and is as good."""
    problem = books.problem
    if told.tie is None:
        return None
    levels = dict(books.levels)
    for one in told.tie:
        if one.id in problem.lines:
            levels |= dict(_bought(problem, problem.lines[one.id], one, "tie"))
    other = Ledger(problem, levels)
    return tie_between(books, Ledger(problem, levels, reinvested_in(problem, other)))


def _bought(
    problem: Problem, line: Line, told: ItemPart | TiePart, part: str
) -> Iterator[tuple[Lever, Decimal]]:
    if len(told.by_period) != problem.periods.count:
        raise PlanCheckError([f"{part}.{line.id}.by_period: {problem.periods.count} amounts are needed"])
    for lever in line.levers:
        yield lever, _level(lever, told, line)


def _level(lever: Lever, item: ItemPart | TiePart, line: Line) -> Decimal:
    if lever.pull is Pull.MONEY:
        return money_put(item, lever.period, line)
    if lever.pull is Pull.UNITS or item.units_by_period is not None:
        if item.tier != (lever.tier or None):
            return Decimal(0)
        counts = item.units_by_period or []
        return Decimal(repr(counts[lever.period])) if lever.period < len(counts) else Decimal(0)
    return Decimal(item.bought and item.tier == (lever.tier or None))


def money_put(item: ItemPart | TiePart | PlanItem, t: int, line: Line) -> Decimal:
    """The money put in: what is paid in a period less the fees that are paid where something is bought."""
    paid, (once, each) = Decimal(item.by_period[t]), line.fees
    if item.bought and t == line.active.start:
        paid -= once
    return paid - each if paid > 0 else paid


def _solution(told: PlanFile) -> Solution:
    stages = tuple(StageResult(s.name, s.aim, s.value, s.bound) for s in told.stages)
    end = End.OPTIMAL if told.status == "optimal" else End.FEASIBLE
    return Solution(end, {}, stages, told.solver.name, told.solver.version)


def _differences(right: Any, told: Any, place: str) -> Iterator[str]:
    """Every leaf at which the told data is not what it should be."""
    if isinstance(right, dict) and isinstance(told, Mapping):
        for key in right:
            yield from _differences(right[key], told.get(key), f"{place}.{key}" if place else key)
        yield from (
            f"{place}.{key}: it says {told[key]!r}, recomputed there is none"
            for key in sorted(told.keys() - right.keys())
        )
    elif isinstance(right, list) and isinstance(told, list) and len(right) == len(told):
        for number, (one, other) in enumerate(zip(right, told, strict=True)):
            name = one["id"] if isinstance(one, dict) and "id" in one else number + 1
            yield from _differences(one, other, f"{place}.{name}")
    elif not _same(right, told):
        yield f"{place}: it says {told!r}, recomputed it is {right!r}"


def _same(right: Any, told: Any) -> bool:
    if isinstance(right, float) and isinstance(told, (int, float)):
        return abs(right - told) <= _NEAR * max(1.0, abs(right))
    return bool(right == told)
