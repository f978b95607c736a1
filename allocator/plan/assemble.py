"""From the books of a plan to the plan itself: every number that a reader sees, with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from allocator.limits import Measure, Rule, Sense, Term
from allocator.money import apportion, floored, from_units, rounded, to_units
from allocator.plan.answer import Plan
from allocator.plan.checking import Standing, standing
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.reasons import Reasons
from allocator.plan.record import PlanGoal, PlanItem, PlanLimit, PlanPeriod, PlanStage, PlanTie, Totals
from allocator.plan.worth import Worth
from allocator.problem import Aim, End, Line, Problem, Pull, Solution, Target
from allocator.problem.effects import RETURN
from allocator.problem.stages import LEAST_SPEND
from allocator.scenario.words import Evidence


def plan_from_books(
    problem: Problem,
    ledger: Ledger,
    solution: Solution,
    warnings: tuple[str, ...],
    tie: tuple[PlanTie, ...] | None,
) -> Plan:
    """The plan that the books say; call it inside `allocator.money.exact()`.

    `solution` gives only how the solve ended, the proven bounds and the solver's name. The gap is that of
    the plan as rounded: where the smallest unit is large beside the budget, rounding is part of it.
    """
    reasons = Reasons(problem, ledger)
    stages = tuple(_stages(problem, ledger, solution))
    counted = [s.gap for s in stages if s.name != LEAST_SPEND or problem.scenario.policy.minimise]
    gap = max(counted, default=0.0)
    totals = _totals(problem, ledger)
    return Plan(
        scenario=problem.scenario,
        status="optimal" if solution.end is End.OPTIMAL else "feasible",
        gap=gap,
        solver_name=solution.solver,
        solver_version=solution.version,
        totals=totals,
        periods=tuple(_periods(problem, ledger)),
        returned_later=_returned_later(problem, ledger),
        items=tuple(_items(problem, ledger, reasons, totals)),
        goals=tuple(_goal(target, ledger, problem) for target in problem.targets),
        limits=tuple(_limits(problem, ledger)),
        stages=stages,
        unspent_because=_why_unspent(problem, totals, reasons, Worth(problem, ledger)),
        warnings=warnings,
        tie=tie,
    )


def returned_of(line: Line, ledger: Ledger) -> Decimal:
    """An item's return over the whole life of its outcomes, to the smallest unit."""
    return rounded(ledger.value(Term(Measure.RETURN, (line.id,))), ledger.problem.digits)


def _totals(problem: Problem, ledger: Ledger) -> Totals:
    spend = sum(ledger.spend_by_period, ZERO)
    reinvested = sum(ledger.reinvested, ZERO)
    budget, reserve = problem.frame.budget, problem.frame.reserve
    return Totals(
        budget=rounded(budget, problem.digits),
        reserve=rounded(reserve, problem.digits),
        reinvested=rounded(reinvested, problem.digits),
        spend=rounded(spend, problem.digits),
        committed=rounded(sum((_committed(i, ledger) for i in problem.lines.values()), ZERO), problem.digits),
        unspent=rounded(budget + reinvested - spend - reserve, problem.digits),
        returned=sum((returned_of(line, ledger) for line in problem.lines.values()), ZERO),
    )


def _committed(line: Line, ledger: Ledger) -> Decimal:
    """The part of an item's spend that is signed."""
    spent = ledger.total(line.id)
    if line.is_committed:
        return spent
    signed = line.spec.spend.committed_total if line.spec.spend else None
    return min(signed or ZERO, spent)


def _returns(problem: Problem, ledger: Ledger) -> list[Decimal]:
    """What comes back in each period, and last what comes later; adds up to the plan's return."""
    everything = tuple(problem.lines)
    arriving = [
        sum(
            (
                effect.value * ledger.arriving(effect, t)
                for i in everything
                for effect in problem.lines[i].effects
                if effect.value
            ),
            ZERO,
        )
        for t in range(problem.periods.count)
    ]
    total = to_units(_totals(problem, ledger).returned, problem.digits)
    parts = [to_units(amount, problem.digits) for amount in arriving]
    later = total - sum(parts, ZERO)
    return [from_units(part, problem.digits) for part in apportion([*parts, later], int(total))]


def _periods(problem: Problem, ledger: Ledger) -> Iterator[PlanPeriod]:
    returns, cash = _returns(problem, ledger), ZERO
    for t, label in enumerate(problem.frame.labels):
        released, spend, again = problem.frame.released[t], ledger.spend_by_period[t], ledger.reinvested[t]
        cash = (cash if problem.frame.spec.carry_over else ZERO) + released - spend + again
        amounts = (released, spend, again, returns[t], cash)
        yield PlanPeriod(label, *(rounded(amount, problem.digits) for amount in amounts))


def _returned_later(problem: Problem, ledger: Ledger) -> Decimal:
    return _returns(problem, ledger)[-1]


def _items(problem: Problem, ledger: Ledger, reasons: Reasons, totals: Totals) -> Iterator[PlanItem]:
    worth = Worth(problem, ledger)
    for line in problem.lines.values():
        verdict, units = reasons.of(line), ledger.units(line.id)
        outcomes: dict[str, float] = {}
        for effect in line.effects:
            if effect.metric != RETURN:
                outcomes[effect.metric] = outcomes.get(effect.metric, 0.0) + float(ledger.over_life(effect))
        known = line.evidence is not Evidence.NONE
        yield PlanItem(
            id=line.id,
            name=line.name,
            kind=line.kind,
            channel=line.channel,
            time_frame=line.time_frame,
            time_frame_given=line.spec.time_frame is not None,
            payback_months=None if line.payback_months is None else significant(float(line.payback_months)),
            status=line.spec.status,
            spend=rounded(ledger.total(line.id), problem.digits),
            by_period=tuple(rounded(amount, problem.digits) for amount in ledger.spend(line.id)),
            share=significant(float(ledger.total(line.id) / totals.spend)) if totals.spend else 0.0,
            bought=ledger.is_used(line.id),
            units=None if units is None else float(units),
            units_by_period=None if units is None else units_by_period(line, ledger),
            tier=tier_of(line, ledger),
            outcomes={name: significant(value) for name, value in outcomes.items()},
            returned=returned_of(line, ledger),
            evidence=line.evidence,
            marginal_return=significant(float(worth.rate(line, in_money=True))) if known else None,
            reason=verdict.reason,
            reason_text=verdict.text,
            info=line.spec.info,
        )


def tier_of(line: Line, ledger: Ledger) -> str | None:
    """The tier bought of an item."""
    return next((lever.tier for lever in line.levers if lever.tier and ledger.level(lever)), None)


def units_by_period(line: Line, ledger: Ledger) -> tuple[float, ...]:
    """The units bought of an item in each period."""
    counts = [0.0] * ledger.problem.periods.count
    for lever in line.levers:
        if lever.pull is Pull.UNITS:
            counts[lever.period] = float(ledger.level(lever))
    return tuple(counts)


def significant(number: float) -> float:
    """The number to twelve significant digits: what survives different ways of adding up."""
    return float(f"{number:.12g}")


def _goal(target: Target, ledger: Ledger, problem: Problem) -> PlanGoal:
    so_far, reached_in = ZERO, None
    for term, coefficient in target.reached.items():
        so_far += coefficient * ledger.value(term)
        if (
            reached_in is None
            and so_far >= target.spec.at_least * (1 - Decimal("1e-9"))
            and term.period is not None
        ):
            reached_in = problem.frame.labels[term.period]
    missing = target.spec.at_least - so_far
    if missing <= target.spec.at_least * Decimal("1e-9"):
        missing = ZERO
    else:
        reached_in = None
    return PlanGoal(
        name=target.name,
        metric=target.spec.metric,
        rank=target.spec.rank,
        target=float(target.spec.at_least),
        reached=significant(float(so_far)),
        shortfall=significant(float(missing)),
        by=problem.frame.labels[target.by],
        reached_in=reached_in,
    )


def _limits(problem: Problem, ledger: Ledger) -> Iterator[PlanLimit]:
    for rule in problem.rules:
        if not rule.rows:
            continue
        tightest = min((standing(rule, row, ledger) for row in rule.rows), key=partial(_room, problem.unit))
        yield PlanLimit(
            name=rule.name,
            sentence=rule.sentence,
            path=".".join(str(part + 1) if isinstance(part, int) else part for part in rule.path),
            binding=_is_binding(tightest, problem),
            value=_shown(tightest.value, rule, problem),
            bound=_shown(tightest.bound, rule, problem),
            unit=rule.unit,
            period=None if tightest.row.period is None else problem.frame.labels[tightest.row.period],
        )


def _shown(amount: Decimal, rule: Rule, problem: Problem) -> Decimal:
    return floored(amount, problem.digits) if rule.unit == "money" else Decimal(f"{amount:.12g}")


def _room(unit: Decimal, found: Standing) -> tuple[Decimal, Decimal]:
    """Smallest for the row with the fewest smallest units to spare; among equal ones for the largest."""
    return abs(found.slack) // unit, -abs(found.bound)


def _is_binding(found: Standing, problem: Problem) -> bool:
    """Whether not one smallest unit more (or less) fits."""
    if found.rule.unit == "money":
        return abs(found.slack) < problem.unit or found.row.sense is Sense.EXACTLY
    return abs(found.slack) <= Decimal("1e-6") * max(Decimal(1), abs(found.bound))


def _stages(problem: Problem, ledger: Ledger, solution: Solution) -> Iterator[PlanStage]:
    for stage, found in zip(problem.stages, solution.stages, strict=True):
        value, bound = significant(float(ledger.left(stage.terms))), significant(found.bound)
        # Rounding can carry a later stage past what was proven for the unrounded earlier ones.
        bound = max(bound, value) if stage.aim is Aim.MAXIMISE else min(bound, value)
        behind = abs(bound - value)
        scale = max(abs(bound), float(problem.unit))
        gap = 0.0 if behind <= 1e-9 * scale else float(f"{behind / scale:.3g}")
        yield PlanStage(stage.name, stage.aim, value, bound, gap)


def _why_unspent(problem: Problem, totals: Totals, reasons: Reasons, worth: Worth) -> str:
    if totals.unspent <= 0:
        return ""
    if problem.scenario.policy.minimise:
        return "more money would bring no goal nearer"
    if not worth.finds_any:
        return "no further money would bring back more than it costs and the hurdle asks"
    if (taker := reasons.next_taker) is None:
        return "every item that is worth its money is at its cap or held by a limit"
    return f"{taker} would take more, but not at the times, or in the amounts, in which this money is free"
