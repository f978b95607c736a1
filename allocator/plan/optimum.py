"""What the best plan of a problem comes to before it is rounded: the figures that studies compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from allocator.limits import Measure, Term
from allocator.model import Builder, Settings, best_levels
from allocator.money import exact
from allocator.plan.bought import tier_of
from allocator.plan.cash import Cash
from allocator.plan.checking import broken
from allocator.plan.funding import reinvested_in
from allocator.plan.gaps import plan_stages, wished_stages
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.proving import DEFAULT_GAP, proven_best
from allocator.plan.record import PlanStage
from allocator.plan.rounding import rounded_ledger, unrounded_ledger
from allocator.problem import Lever, Problem, smooth_effects
from allocator.problem.stages import LEAST_BUDGET, LEAST_SPEND
from allocator.scenario.goals import NET_RETURN, SPEND
from allocator.scenario.words import TimeFrame


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best plan in figures; those of smooth curves are of the plan as rounded.

    `objective` is what the policy asks for, None where that is the net return. `stages` has what each
    stage reaches, `spend` each item's money, `bought` the items of which anything is bought, `tiers` the
    tiers of those that have any. `within` says by how much stages may lie from the best possible, under
    smooth curves alone.
    """

    net_return: Decimal
    objective: Decimal | None
    stages: Mapping[str, Decimal]
    spend: Mapping[str, Decimal]
    bought: frozenset[str]
    tiers: Mapping[str, str]
    within: Mapping[str, Decimal] = field(default_factory=dict)


def optimum(problem: Problem) -> Optimum:
    """The figures of the best plan.

    Raises:
        InfeasibleError: no plan keeps all rules.
        UnlimitedError: nothing bounds the plan.
        SolverError: the solver failed.
    """
    if any(smooth_effects(problem)):
        ledger, solution = proven_best(problem, Settings(), to_compare=True)
        with exact():
            return replace(
                figures(problem, ledger), within=unproven(problem, plan_stages(problem, ledger, solution))
            )
    with exact():
        model = Builder(problem).build()
    levels = best_levels(model, Settings())
    with exact():
        books = unrounded_ledger(problem, levels)
        return figures(problem, Ledger(books.problem, books.levels, reinvested_in(problem, books)))


def best_books(problem: Problem) -> tuple[Ledger, Mapping[str, Decimal]]:
    """The best plan's books in whole smallest units, and by how much its stages may lie from the best.

    Raises what `optimum` raises, and PlanCheckError.
    """
    if any(smooth_effects(problem)):
        books, solution = proven_best(problem, Settings(), to_compare=True)
        with exact():
            return books, unproven(problem, plan_stages(problem, books, solution))
    with exact():
        model = Builder(problem).build()
    levels = best_levels(model, Settings())
    with exact():
        return rounded_ledger(problem, levels), {}


def kept_books(problem: Problem, books: Ledger) -> tuple[Ledger, bool]:
    """The same purchases in another problem with the same items, and whether they keep all its rules.

    Call it inside `allocator.money.exact()`.
    """
    before = {_name(lever): level for lever, level in books.levels.items()}
    levers = [lever for line in problem.lines.values() for lever in line.levers]
    levers += [lever for source in problem.sources.values() for lever in source.levers]
    levels = {lever: before.get(_name(lever), ZERO) for lever in levers}
    again = Ledger(problem, levels, reinvested_in(problem, Ledger(problem, levels)))
    return again, not any(broken(problem, again))


def _name(lever: Lever) -> tuple[str, str, int]:
    return lever.item, lever.tier, lever.period


def figures(problem: Problem, ledger: Ledger) -> Optimum:
    """The figures of any plan's books; call it inside `allocator.money.exact()`."""
    spend = {name: ledger.total(name) for name in problem.lines}
    returned = ledger.value(Term(Measure.RETURN, tuple(problem.lines)))
    stages = {stage.name: ledger.left(stage.terms) for stage in problem.stages}
    return Optimum(
        net_return=returned - sum(spend.values(), ZERO) - Cash(problem, ledger).cost,
        objective=objective_of(problem, stages),
        stages=stages,
        spend=spend,
        bought=frozenset(name for name in problem.lines if ledger.is_used(name)),
        tiers={line.id: tier for line in problem.lines.values() if (tier := tier_of(line, ledger))},
    )


def unproven(problem: Problem, reached: tuple[PlanStage, ...]) -> dict[str, Decimal]:
    """By how much each stage of a plan may lie from the best possible.

    Only stages that the scenario asks for: the last ones only make the plan unique. What little an earlier
    stage may lack can be worth many times as much to later ones, so these are then taken to be known to
    within the usual gap of the largest stage.
    """
    stages = wished_stages(problem, reached)
    found = {stage.name: abs(stage.bound - stage.value) for stage in stages if stage.gap}
    if not set(found) <= {stages[-1].name}:
        usual = DEFAULT_GAP * max(abs(stage.value) for stage in stages)
        found[stages[-1].name] = max(usual, found.get(stages[-1].name, 0.0))
    return {name: Decimal(repr(amount)) for name, amount in found.items()}


def objective_of(problem: Problem, stages: Mapping[str, Decimal]) -> Decimal | None:
    """What the policy's own aim comes to; with ceilings each time frame counts those before it as well."""
    aim = problem.scenario.policy.objective
    if aim == NET_RETURN:
        return None
    if aim == SPEND:
        return stages[LEAST_SPEND]
    names = {aim, LEAST_BUDGET, *TimeFrame}
    served = [value for name, value in stages.items() if not names.isdisjoint(name.split(" + "))]
    return served[-1] if problem.ceilings and served else sum(served, ZERO)
