"""How good the plan is proven to be, and which rules hold it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.fields import plain
from allocator.plan import Plan, PlanLimit
from allocator.problem.stages import LEAST_BUDGET, LEAST_DRAWN, LEAST_SPEND
from allocator.reports.cells import figures, text
from allocator.reports.document import Cell, Money, Number, Table
from allocator.scenario.words import Rank

_NOTHING = 5e-9
"""A gap that is noise of floats: what rounding to cents costs is larger, and said."""


def verdict(plan: Plan) -> str:
    """How the solve ended, and how far from the best the plan can be."""
    if plan.status == "optimal" and plan.gap < _NOTHING:
        return "optimal: no plan is better, proven by the solver (gap 0%)"
    within = percent(plan.gap)
    if plan.status == "optimal" and plan.gap_before is not None:
        is_best = plan.gap_before < _NOTHING
        before = (
            "the best possible" if is_best else f"at most {percent(plan.gap_before)} from the best possible"
        )
        unit = f"{Decimal(1).scaleb(-plan.scenario.digits)} {plan.currency}"
        return f"optimal: proven to be {before} before rounding to {unit}, and at most {within} from it after"
    if plan.status == "optimal":
        return f"optimal: proven to be at most {within} from the best possible, rounding included"
    return f"feasible: not proven to be the best; at most {within} from the best possible"


def options_in_words(plan: Plan) -> str:
    """What the solver was asked for; empty where that is not recorded."""
    if plan.options is None:
        return ""
    gap, limit = plan.options.gap, plan.options.time_limit
    best = "gap 0 (the best plan; 0.01% under curves by a formula)"
    seconds = "no time limit" if limit is None else f"time limit {limit:g} s"
    return f"{f'gap {percent(gap)}' if gap else best}, {seconds}"


def no_better(gap: float) -> str:
    """By how much another plan is better at most, in words."""
    return "no plan is better" if gap < _NOTHING else f"no plan is better by more than {percent(gap)}"


def percent(gap: float) -> str:
    """A gap in per cent, to two digits, however small."""
    return f"{plain(Decimal(f'{gap * 100:.2g}'))}%"


def binding_table(plan: Plan) -> Iterator[Table]:
    """The limits that leave no room; those that items say of themselves stand in the column `why` already."""
    held = [limit for limit in plan.limits if limit.binding and not limit.path.startswith("items.")]
    if not held:
        return
    columns = (text("limit"), figures("value"), figures("bound"), text("period", rank=1))
    rows = tuple(
        (limit.name, *_measured(limit, plan), limit.period or "whole horizon", limit.sentence)
        for limit in held
    )
    yield Table("Limits that leave no room", (*columns, text("rule", folds=True)), rows)


def _measured(limit: PlanLimit, plan: Plan) -> Iterator[Cell]:
    for amount in (limit.value, limit.bound):
        yield Money(amount, plan.scenario.digits) if limit.unit == "money" else Number(amount)


def stages_table(plan: Plan) -> Table:
    """What each stage of the policy reaches, and what no plan can better."""
    columns = (
        text("stage"),
        text("aim", rank=1),
        figures("reached"),
        figures("proven bound"),
        figures("gap"),
    )
    rows = tuple(
        (
            s.name,
            f"{s.aim} {_measure(s.name, plan)}",
            Number(s.value, fixed=True),
            Number(s.bound, fixed=True),
            percent(s.gap),
        )
        for s in plan.stages
    )
    return Table("Stages, in the order in which they are served", columns, rows)


def _measure(stage: str, plan: Plan) -> str:
    own = {LEAST_SPEND: "spend", LEAST_DRAWN: "money drawn", LEAST_BUDGET: "own money"}
    if stage in own:
        return own[stage]
    if all(name in set(Rank) or name.startswith("rank ") for name in stage.partition(",")[0].split(" + ")):
        weighted = any(goal.is_weighted for goal in plan.scenario.goals)
        return "weighted misses of goals" if weighted else "missed shares of goals"
    return plan.scenario.policy.objective.replace("_", " ")
