"""From the books of a plan to the plan itself: every number that a reader sees, with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.limits import Measure, Sense, Term
from allocator.money import apportion, from_units, rounded, to_units
from allocator.plan.answer import Plan
from allocator.plan.bought import tier_of, units_by_period
from allocator.plan.cash import Cash
from allocator.plan.full import full_in
from allocator.plan.gaps import gap_of, plan_stages, significant
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.lifting import Lifted, lifted_by
from allocator.plan.reasons import Reasons
from allocator.plan.record import (
    PlanCeiling,
    PlanGoal,
    PlanItem,
    PlanLift,
    PlanPeriod,
    PlanSource,
    PlanTie,
    Totals,
)
from allocator.plan.tightest import tightest
from allocator.problem import End, Line, Problem, Solution, Target
from allocator.problem.effects import RETURN
from allocator.problem.sources import EXTRA
from allocator.scenario.goals import CLOSING_CASH
from allocator.scenario.nodes import dotted
from allocator.scenario.words import Evidence

_NOTHING = Decimal("1e-9")


def plan_from_books(
    problem: Problem,
    ledger: Ledger,
    solution: Solution,
    warnings: tuple[str, ...],
    tie: tuple[PlanTie, ...] | None,
) -> Plan:
    """The plan that the books say; call it inside `allocator.money.exact()`.

    `solution` gives only how the solve ended, the proven bounds, the solver's name and what it was asked
    for. The gap is that of the plan as rounded: where the smallest unit is large beside the budget, rounding
    is part of it.
    """
    reasons = Reasons(problem, ledger)
    stages = plan_stages(problem, ledger, solution)
    cash = Cash(problem, ledger)
    totals = _totals(problem, ledger, cash)
    returns = _returns(problem, ledger, totals.returned)
    return Plan(
        scenario=problem.scenario,
        status="optimal" if solution.end is End.OPTIMAL else "feasible",
        gap=gap_of(problem, stages),
        solver_name=solution.solver,
        solver_version=solution.version,
        totals=totals,
        periods=tuple(_periods(problem, cash, returns)),
        returned_later=returns[-1],
        sources=tuple(_sources(problem, ledger)),
        items=tuple(_items(problem, ledger, reasons, totals)),
        goals=goals_of(ledger),
        limits=tuple(tightest(problem, ledger)),
        stages=stages,
        unspent_because=_why_unspent(problem, totals, reasons),
        warnings=warnings,
        tie=tie,
        ceilings=tuple(_ceilings(ledger)),
        gap_before=solution.gap_before,
        options=solution.options,
    )


def returned_of(line: Line, ledger: Ledger) -> Decimal:
    """An item's return over the whole life of its outcomes, to the smallest unit."""
    brought = (e.value * ledger.kept_over_life(e) for e in line.effects if e.value)
    return rounded(sum(brought, ZERO), ledger.problem.digits)


def totals_of(ledger: Ledger) -> Totals:
    """The money of a plan; call it inside `allocator.money.exact()`."""
    return _totals(ledger.problem, ledger, Cash(ledger.problem, ledger))


def _totals(problem: Problem, ledger: Ledger, cash: Cash) -> Totals:
    spend = sum((flow.spend for flow in cash.flows), ZERO)
    reinvested = sum((flow.reinvested for flow in cash.flows), ZERO)
    interest = sum((flow.interest for flow in cash.flows), ZERO)
    funded = sum((flow.funded for flow in cash.flows), ZERO)
    extra, borrowed = cash.drawn.get(EXTRA, ZERO), cash.borrowed
    own, reserve = cash.own, cash.reserve
    return Totals(
        budget=rounded(own, problem.digits),
        extra=rounded(extra, problem.digits),
        reserve=rounded(reserve, problem.digits),
        reinvested=rounded(reinvested, problem.digits),
        borrowed=rounded(borrowed, problem.digits),
        repaid=rounded(borrowed + extra - funded, problem.digits),
        interest=rounded(interest, problem.digits),
        cost_of_money=rounded(cash.cost, problem.digits),
        spend=rounded(spend, problem.digits),
        committed=rounded(sum((_committed(i, ledger) for i in problem.lines.values()), ZERO), problem.digits),
        unspent=rounded(own + funded + interest + reinvested - spend - reserve, problem.digits),
        returned=sum((returned_of(line, ledger) for line in problem.lines.values()), ZERO),
    )


def _sources(problem: Problem, ledger: Ledger) -> Iterator[PlanSource]:
    for name in problem.sources:
        drawn = tuple(ledger.drawn(name, t) for t in range(problem.periods.count))
        amounts = (sum(drawn, ZERO), *drawn)
        total, *by_period = (rounded(amount, problem.digits) for amount in amounts)
        yield PlanSource(name, total, tuple(by_period))


def _committed(line: Line, ledger: Ledger) -> Decimal:
    """The part of an item's spend that is signed."""
    spent = ledger.total(line.id)
    if line.is_committed:
        return spent
    signed = line.spec.spend.committed_total if line.spec.spend else None
    return min(signed or ZERO, spent)


def _returns(problem: Problem, ledger: Ledger, returned: Decimal) -> list[Decimal]:
    """What comes back in each period, and last what comes later; adds up to the plan's return."""
    everything = tuple(problem.lines)
    arriving = [ledger.value(Term(Measure.RETURN, everything, t)) for t in range(problem.periods.count)]
    total = to_units(returned, problem.digits)
    parts = [to_units(amount, problem.digits) for amount in arriving]
    later = total - sum(parts, ZERO)
    if (ledger.value(Term(Measure.RETURN, everything)) - sum(arriving, ZERO)).copy_abs() < _NOTHING:
        whole = [*apportion(parts, int(total)), 0]  # what rounding leaves does not come later
        return [from_units(part, problem.digits) for part in whole]
    return [from_units(part, problem.digits) for part in apportion([*parts, later], int(total))]


def _periods(problem: Problem, cash: Cash, returns: list[Decimal]) -> Iterator[PlanPeriod]:
    for label, flow, returned in zip(problem.frame.labels, cash.flows, returns, strict=False):
        yield PlanPeriod(
            label=label,
            released=rounded(flow.released, problem.digits),
            funded=rounded(flow.funded, problem.digits),
            spend=rounded(flow.spend, problem.digits),
            reinvested=rounded(flow.reinvested, problem.digits),
            interest=rounded(flow.interest, problem.digits),
            returned=rounded(returned, problem.digits),
            own_cash=rounded(flow.closing, problem.digits),
            interest_back=rounded(flow.interest_back, problem.digits),
            account=rounded(flow.account, problem.digits),
        )


def _items(problem: Problem, ledger: Ledger, reasons: Reasons, totals: Totals) -> Iterator[PlanItem]:
    for line in problem.lines.values():
        verdict, units = reasons.of(line), units_by_period(line, ledger)
        outcomes: dict[str, float] = {}
        for effect in line.effects:
            if effect.metric != RETURN:
                brought = ledger.kept_over_life(effect)
                outcomes[effect.metric] = outcomes.get(effect.metric, 0.0) + float(brought)
        next_return = reasons.worth.in_money(line)
        spent, returned = ledger.total(line.id), returned_of(line, ledger)
        has_return = spent and line.evidence is not Evidence.NONE
        yield PlanItem(
            id=line.id,
            name=line.name,
            kind=line.kind,
            channel=line.channel,
            time_frame=line.time_frame,
            time_frame_given=line.spec.time_frame is not None,
            payback_months=None if line.payback_months is None else significant(float(line.payback_months)),
            status=line.spec.status,
            spend=rounded(spent, problem.digits),
            by_period=tuple(rounded(amount, problem.digits) for amount in ledger.spend(line.id)),
            share=significant(float(spent / totals.spend)) if totals.spend else 0.0,
            bought=ledger.is_used(line.id),
            units=None if units is None else significant(sum(units)),
            units_by_period=units,
            tier=tier_of(line, ledger),
            outcomes={name: significant(value) for name, value in outcomes.items()},
            returned=returned,
            evidence=line.evidence,
            marginal_return=_figure(next_return),
            average_return=_figure(returned / spent) if has_return else None,
            saturation=_figure(reasons.saturation(line)),
            reason=verdict.reason,
            reason_text=verdict.text,
            info=line.spec.info,
            lifts=tuple(_lift(one, problem.digits) for one in lifted_by(line, ledger)),
        )


def _figure(number: Decimal | None) -> float | None:
    return None if number is None else significant(float(number))


def _lift(one: Lifted, digits: int) -> PlanLift:
    outcomes = {name: significant(float(count)) for name, count in one.outcomes.items()}
    return PlanLift(one.item, outcomes, rounded(one.returned, digits))


def goals_of(ledger: Ledger) -> tuple[PlanGoal, ...]:
    """How each goal stands; call it inside `allocator.money.exact()`."""
    return tuple(_goal(target, ledger, ledger.problem) for target in ledger.problem.targets)


def _goal(target: Target, ledger: Ledger, problem: Problem) -> PlanGoal:
    so_far, reached_in = ZERO, None
    noise = Decimal("1e-9") * abs(target.spec.target)
    for term, coefficient in target.reached.items():
        so_far += coefficient * ledger.value(term)
        if reached_in is None and target.deviation(so_far) <= noise and term.period is not None:
            reached_in = problem.frame.labels[term.period]
    missing = target.deviation(so_far)
    if missing <= noise:
        missing = ZERO
    else:
        reached_in = None
    if target.spec.sense is not Sense.AT_LEAST and reached_in is not None:
        reached_in = problem.frame.labels[target.by]
    return PlanGoal(
        name=target.name,
        metric=target.spec.metric,
        rank=target.spec.rank,
        sense=_SENSES[target.spec.sense],
        target=float(target.spec.target),
        reached=significant(float(so_far)),
        shortfall=significant(float(missing)),
        by=problem.frame.labels[target.by],
        reached_in=reached_in,
    )


def _ceilings(ledger: Ledger) -> Iterator[PlanCeiling]:
    for one in ledger.problem.ceilings:
        yield PlanCeiling(
            name=one.title,
            metric=one.metric,
            path=dotted(one.place),
            items=tuple(name for name in ledger.problem.lines if name in one.items),
            most=significant(float(one.most)),
            per_period=one.is_per_period,
            brought=significant(float(sum(map(ledger.over_life, one.effects), ZERO))),
            counted=significant(float(sum(map(ledger.kept_over_life, one.effects), ZERO))),
            full=tuple(ledger.problem.frame.labels[t] for t in full_in(ledger, one)),
        )


_SENSES = {Sense.AT_LEAST: "at_least", Sense.AT_MOST: "at_most", Sense.EXACTLY: "exactly"}


def _why_unspent(problem: Problem, totals: Totals, reasons: Reasons) -> str:
    if totals.unspent <= 0:
        return ""
    if problem.scenario.policy.objective == CLOSING_CASH:
        return "it is left as closing cash"
    if problem.scenario.policy.minimise:
        return "more money would bring no goal nearer"
    too_little = "would bring back more than it costs and the hurdle asks"
    if not reasons.worth.finds_any:
        return f"no further money {too_little}"
    taker, lines = reasons.queue.next_taker, problem.lines.values()
    if taker is None and any(line.is_smooth and not reasons.worth.is_worth_it(line) for line in lines):
        return f"no further money that caps and limits allow {too_little}"
    if taker is None:
        return "every item that is worth its money is at its cap or held by a limit"
    return f"{taker} would take more, but not at the times, or in the amounts, in which this money is free"
