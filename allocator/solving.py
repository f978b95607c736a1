"""From a scenario to its plan: the one verb under everything."""

from __future__ import annotations

from decimal import Decimal

from allocator.errors import ConflictingRule, Cure, Mistake, NoPlanError, UnboundedError
from allocator.limits import Rule
from allocator.model import Builder, InfeasibleError, Settings, UnlimitedError, serve
from allocator.model.conflict import Conflict, explain_conflict
from allocator.money import exact
from allocator.plan import Plan
from allocator.plan.assemble import plan_from_books
from allocator.plan.rounding import rounded_ledger
from allocator.problem import Problem, settle
from allocator.scenario import Scenario, warnings_of
from allocator.scenario.nodes import dotted
from allocator.scenario.source import Source


def solve(
    scenario: Scenario, *, gap: float = 0.0, time_limit: float | None = None, source: Source | None = None
) -> Plan:
    """The best plan of a scenario by its policy, in whole smallest units, checked and explained.

    Args:
        scenario: what to plan.
        gap: stop a search over whole numbers once the plan is proven this close to the best,
            relative to the objective; 0 asks for the best itself.
        time_limit: seconds after which the best plan so far is given, with its honest gap.
        source: where the scenario was read from; names file and line when no plan is possible.

    Raises:
        NoPlanError: no plan keeps all rules; names a minimal set that contradicts itself, and cures.
        UnboundedError: nothing bounds the plan.
        SolverError: the time limit was reached before any plan was found.
        PlanCheckError: the plan does not pass the independent check.
    """
    problem = settle(scenario)
    try:
        with exact():
            model = Builder(problem).build()
        solution = serve(model, Settings(gap, time_limit))
    except InfeasibleError:
        with exact():
            raise _no_plan(problem, explain_conflict(problem), source) from None
    except UnlimitedError:
        raise UnboundedError([_without_bound(problem)]) from None
    with exact():
        books = rounded_ledger(problem, solution.levels)
        return plan_from_books(problem, books, solution, tuple(warnings_of(scenario)), gap)


def _no_plan(problem: Problem, conflict: Conflict, source: Source | None) -> NoPlanError:
    rules = (
        ConflictingRule(
            rule.name, rule.sentence, dotted(rule.path), source.mark(rule.path) if source else None
        )
        for rule in conflict.rules
    )
    cures = (
        Cure(o.rule.name, dotted(o.rule.path), _change(o.rule, o.amount, problem), o.amount, o.rule.unit)
        for o in conflict.loosenings
    )
    return NoPlanError(rules, cures)


def _change(rule: Rule, amount: Decimal, problem: Problem) -> str:
    shown = problem.frame.money(amount) if rule.unit == "money" else f"{amount:.6g}"
    senses = {row.sense for row in rule.rows}
    verb = {"<=": "raise", ">=": "lower"}.get("".join(senses), "change")
    return f"{verb} {_spoken(rule, problem)} by {shown} ({rule.sentence})"


def _spoken(rule: Rule, problem: Problem) -> str:
    """The rule's place as `--set` takes it, a limit by its name where it has one."""
    first, second, *rest = rule.path
    if first == "limits" and isinstance(second, int) and (name := problem.scenario.limits[second].name):
        return dotted((first, name, *rest))
    return dotted(rule.path)


def _without_bound(problem: Problem) -> Mistake:
    open_ended = [
        line.id for line in problem.lines.values() if line.spec.spend and line.spec.spend.max_total is None
    ]
    return Mistake(
        "nothing bounds the plan: what comes back pays for more of the same",
        path="budget.reinvest",
        expected="a max_total for the items that reinvested money goes to",
        found=", ".join(open_ended) or "none",
    )
