"""From a scenario to its plan: the one verb under everything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from allocator.errors import ConflictingRule, Cure, InputError, Mistake, NoPlanError, UnboundedError
from allocator.fields import Amount, plain
from allocator.limits import Rule
from allocator.model import (
    Builder,
    InfeasibleError,
    Session,
    Settings,
    Switched,
    UnlimitedError,
    serve,
)
from allocator.money import exact
from allocator.plan import Plan
from allocator.plan.assemble import plan_from_books
from allocator.plan.ledger import Ledger
from allocator.plan.proving import proven_best, rounded_best
from allocator.plan.rounding import rounded_ledger, unrounded_ledger
from allocator.plan.ties import tie_found
from allocator.problem import (
    Options,
    Problem,
    Solution,
    Stage,
    roughly_straight,
    settle,
    smooth_effects,
    straightened,
)
from allocator.scenario import Scenario, warnings_of
from allocator.scenario.nodes import dotted
from allocator.scenario.source import Source

if TYPE_CHECKING:
    from allocator.model.questions.conflict import Conflict, Loosening

_PERCENT_STEP = Decimal("1e-4")
_NEAR = 60
"""So many smallest units of money beside where it should be a possible budget is looked for."""
_PIECES = Decimal("1e-4")
"""How near to a smooth curve its straight pieces stand where nothing is proven."""


def solve(
    scenario: Scenario, *, gap: float = 0.0, time_limit: float | None = None, source: Source | None = None
) -> Plan:
    """The best plan of a scenario by its policy, in whole smallest units, checked and explained.

    Args:
        scenario: what to plan.
        gap: stop a search over whole numbers once the plan is proven this close to the best,
            relative to the objective; 0 asks for the best itself, or with curves by a formula, which
            no finite number of straight pieces holds exactly, for 1e-4.
        time_limit: seconds after which the best plan so far is given, with its honest gap.
        source: where the scenario was read from; names file and line of mistakes, and of rules that leave
            no plan possible.

    Raises:
        InputError: parts of the scenario do not fit each other.
        NoPlanError: no plan keeps all rules; names a minimal set that contradicts itself, and cures.
        UnboundedError: nothing bounds the plan.
        SolverError: the time limit was reached before any plan was found.
        PlanCheckError: the plan does not pass the independent check.
    """
    try:
        problem = settle(scenario)
        books, solution = best_books(problem, Settings(gap, time_limit), source)
        options = Options(float(gap), None if time_limit is None else float(time_limit))
    except InputError as error:
        raise error if source is None else source.located(error) from None
    with exact():
        tie = tie_found(books, solution.other)
        solution = replace(solution, options=options)
        return plan_from_books(problem, books, solution, tuple(warnings_of(scenario)), tie)


def best_books(
    problem: Problem, settings: Settings | None = None, source: Source | None = None
) -> tuple[Ledger, Solution]:
    """The books of a problem's best plan, and how it was found; raises what `solve` raises."""
    try:
        return _best(problem, settings or Settings())
    except InfeasibleError:
        from allocator.model.questions.conflict import explain_conflict  # most scenarios never need it

        with exact():
            raise _no_plan(problem, explain_conflict(problem), source) from None
    except UnlimitedError:
        raise UnboundedError([_without_bound(problem)]) from None


def quick_solution(problem: Problem) -> Solution | None:
    """The best solution, not rounded, without a proof under smooth curves; None where none is.

    For the many small questions of a study, of which none is shown as a plan. Where something would see what
    a curve brings smaller, pieces below it would break that, so the curve itself is asked.
    """
    try:
        if any(smooth_effects(problem)):
            return _quick_under_curves(problem)
        with exact():
            model = Builder(problem).build()
        return serve(model, Settings(thorough=False))
    except InfeasibleError:
        return None
    except UnlimitedError:
        raise UnboundedError([_without_bound(problem)]) from None


def _quick_under_curves(problem: Problem) -> Solution:
    """The first plan of the search, with what its stages reach under the curves themselves."""
    from allocator.model.smooth.curved import plans_under_curves

    solution = next(plans_under_curves(problem, Settings(), to_compare=True).plans())
    with exact():
        books = unrounded_ledger(problem, solution.levels)
        reached = [float(books.left(stage.terms)) for stage in problem.stages]
    stages = (replace(s, value=value, bound=value) for s, value in zip(solution.stages, reached, strict=True))
    return replace(solution, stages=tuple(stages))


def quick_values(
    problem: Problem, switches: Collection[int]
) -> Callable[[Collection[int]], Iterator[tuple[Stage, float]]]:
    """What the stages of `quick_solution` reach without some rules, asked again and again of one live model.

    `switches` are the numbers of the rules that can be left out. Each stage is solved when it is asked for;
    where no plan keeps the rules there is none.
    """
    with exact():
        live = Switched(straightened(problem, _PIECES), switches)

    def values(off: Collection[int]) -> Iterator[tuple[Stage, float]]:
        try:
            yield from zip(problem.stages, live.stages(off), strict=True)
        except InfeasibleError:
            return
        except UnlimitedError:
            raise UnboundedError([_without_bound(problem)]) from None

    return values


def quick_books(problem: Problem) -> Ledger | None:
    """The books of `quick_solution`; None where there is none."""
    solution = quick_solution(problem)
    with exact():
        return None if solution is None else rounded_ledger(problem, solution.levels)


def is_possible(scenario: Scenario) -> bool:
    """Whether any plan keeps all rules of a scenario; quicker than a plan, or than why there is none."""
    problem = settle(scenario)
    with exact():
        model = Builder(roughly_straight(problem)).build()
    return model.feasible_bounds and Session(model, Settings()).is_feasible()


def possible_budget(scenario: Scenario, budget: Decimal, *, down: bool = False) -> Decimal | None:
    """The first budget, from one in whole smallest units upwards, that has a plan; None where none is near.

    Where rules allow of fractions of the smallest unit, the budget that is possible by them may not be.
    """
    step = Decimal(1).scaleb(-scenario.digits) * (-1 if down else 1)
    budgets = (budget + k * step for k in range(_NEAR))
    return next((one for one in budgets if one >= 0 and has_budget(scenario, one)), None)


def has_budget(scenario: Scenario, budget: Decimal) -> bool:
    """Whether any plan keeps all rules of a scenario with that own budget."""
    from allocator.scenario.edit import with_budget  # a solve changes no scenario

    try:
        return is_possible(with_budget(scenario, budget))
    except InputError:  # a reserve above the budget
        return False


def _best(problem: Problem, settings: Settings) -> tuple[Ledger, Solution]:
    """The books of the best plan, and how it was found."""
    if any(smooth_effects(problem)):
        return proven_best(problem, settings)
    with exact():
        model = Builder(problem).build()
    solution = serve(model, settings)
    with exact():
        return rounded_best(problem, solution, settings)


def _no_plan(problem: Problem, conflict: Conflict, source: Source | None) -> NoPlanError:
    def named(rules: tuple[Rule, ...]) -> tuple[ConflictingRule, ...]:
        return tuple(
            ConflictingRule(r.name, r.sentence, dotted(r.path), source.mark(r.path) if source else None)
            for r in rules
        )

    cures = [_cure(one, problem) for one in conflict.loosenings]
    return NoPlanError(named(conflict.rules), cures, map(named, conflict.further))


def _cure(found: Loosening, problem: Problem) -> Cure:
    rule, direction = found.rule, "raise" if found.up else "lower"
    change = f"{direction} {_spoken(rule, problem)} {_by(found, problem)} ({rule.sentence})"
    return Cure(rule.name, dotted(rule.path), change, direction, found.amount, rule.unit)


def _by(found: Loosening, problem: Problem) -> str:
    """The change of one rule in words: by how much, or to which share where it is one of the budget."""
    shown = problem.frame.money(found.amount) if found.rule.unit == "money" else plain(found.amount)
    place, budget = found.rule.path, problem.frame.budget
    if place == ("budget", "total") and isinstance(problem.frame.spec.release, tuple):
        return f"by {shown}, and budget.release in proportion"
    if place[0] != "limits" or not isinstance(place[1], int):
        return f"by {shown}"
    limit = problem.scenario.limits[place[1]]
    bound = getattr(limit, str(place[-1]), None)
    if found.to is not None:
        value = (
            f"{plain(found.to * 100)}%"
            if isinstance(bound, Amount) or place[-1] == "hurdle"
            else plain(found.to)
        )
        return f"to {value}"
    if found.rule.relative:
        return f"by what comes to {shown}"
    if not (isinstance(bound, Amount) and bound.is_share):
        return f"by {shown}"
    if not budget:
        return f"by what comes to {shown}"
    share = bound.value + (found.amount if found.up else -found.amount) / budget
    return f"to {plain((share * 100).quantize(_PERCENT_STEP, ROUND_CEILING if found.up else ROUND_FLOOR))}%"


def _spoken(rule: Rule, problem: Problem) -> str:
    """The rule's place as `--set` takes it, a limit by its name where it has one."""
    first, second, *rest = rule.path
    if first == "limits" and isinstance(second, int) and (name := problem.scenario.limits[second].name):
        return dotted((first, name, *rest))
    return dotted(rule.path)


def _without_bound(problem: Problem) -> Mistake:
    lines = problem.lines.values()
    bought = {line.id: line.spec.spend or line.spec.units for line in lines}
    open_ended = [name for name, b in bought.items() if b is not None and b.max_total is None]
    free = [line.id for line in lines if line.spec.units and not any(line.spec.units.price)]
    found = ", ".join(open_ended) or "none"
    if only := [name for name in free if name in open_ended]:
        place = f"items.{only[0]}.units"
        return Mistake(
            "it costs nothing, and nothing bounds it", path=place, expected="a max_total", found="none"
        )
    if problem.frame.is_open:
        what = "nothing bounds the plan: the budget is unlimited"
        return Mistake(what, path="budget", expected="an amount, or a max_total for these items", found=found)
    return Mistake(
        "nothing bounds the plan: what comes back pays for more of the same",
        path="budget.reinvest",
        expected="a max_total for the items that reinvested money goes to",
        found=found,
    )
