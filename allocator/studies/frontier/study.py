"""The verb: which way a scenario is traced, and between which budgets it has a plan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from allocator.errors import InputError
from allocator.fields import Unlimited, plain
from allocator.limits import Sense
from allocator.model import InfeasibleError, UnlimitedError
from allocator.model.questions.budget_range import BudgetRange
from allocator.money import LARGEST, exact, rounded
from allocator.problem import Moving, moving_with_budget, smooth_effects
from allocator.scenario import Scenario, scenario_of
from allocator.scenario.edit import minimising, with_budget
from allocator.scenario.goals import BUDGET
from allocator.solving import has_budget, possible_budget, solve
from allocator.studies.base import Progress, silent
from allocator.studies.frontier.answer import FrontierAnswer, Kind
from allocator.studies.frontier.live import LivePlans
from allocator.studies.frontier.sampled import sampled
from allocator.studies.frontier.tracing import Traced, pieces, point

POINTS, SOLVES = 11, 1000
_NOISE = Decimal("1e-6")


def frontier(
    scenario: Scenario,
    *,
    start: Decimal | None = None,
    stop: Decimal | None = None,
    points: int = POINTS,
    solves: int = SOLVES,
    progress: Progress = silent,
) -> FrontierAnswer:
    """The best plan at every own budget of a range, with the budgets at which it changes.

    In a linear scenario every change is found exactly, from one live model: between two points of the answer
    the best plan lies on the line between theirs. Where something is bought as a whole, changes between the
    evenly spaced budgets are found to the smallest unit of money; what changes and changes back between two
    of them may be missed, unless all is bought as a whole and rules only loosen with the budget.

    Args:
        scenario: what to plan; a list of releases is scaled in proportion, shares of the budget grow with it.
        start: the smallest budget; half of the scenario's own where left out.
        stop: the largest budget; half as much again as the scenario's own where left out.
        points: how many evenly spaced budgets to tell, both ends included.
        solves: stop looking for changes after so many solves.
        progress: told after each solve.

    Raises:
        InputError: the scenario's budget is unlimited or to be found, or the range is none.
        NoPlanError: no budget of the range has a plan.
        UnboundedError: nothing bounds the plan.
    """
    asked = _Asked(scenario, *_range(scenario, start, stop), _count(points, 2, "points"))
    _count(solves, 1, "solves")
    moving = moving_with_budget(scenario, asked.stop)
    if moving is None or any(smooth_effects(moving.problem)):
        return asked.answer("curved", sampled(scenario, asked.budgets(_least(asked), asked.stop), progress))
    try:
        budgets = BudgetRange(moving)
        return (
            _linear(asked, budgets, solves, progress)
            if budgets.is_linear
            else _whole(asked, budgets, moving, solves, progress)
        )
    except (InfeasibleError, UnlimitedError):
        solve(with_budget(scenario, asked.stop))  # tells why
        raise


@dataclass(frozen=True)
class _Asked:
    """The question, with everything left out filled in."""

    scenario: Scenario
    start: Decimal
    stop: Decimal
    points: int

    @property
    def unit(self) -> Decimal:
        return Decimal(1).scaleb(-self.scenario.digits)

    def budgets(self, least: Decimal, most: Decimal) -> list[Decimal]:
        """The evenly spaced budgets that lie between these two, and these two."""
        step = (self.stop - self.start) / (self.points - 1)
        spaced = {rounded(self.start + k * step, self.scenario.digits) for k in range(self.points)}
        return sorted({least, most} | {budget for budget in spaced if least < budget < most})

    def answer(self, kind: Kind, traced: Traced) -> FrontierAnswer:
        digits = self.scenario.digits
        with exact():
            found = pieces(traced.plans, digits)
            places = {place for piece in found for place in (piece.start, piece.stop)}
            told = [point(best, digits) for best in traced.plans]
            return FrontierAnswer(
                kind=kind,
                start=self.start,
                stop=self.stop,
                given=self.scenario.budget.amount,
                smallest=told[0].budget,
                largest=told[-1].budget,
                without_plan=traced.without_plan,
                goals=tuple(goal.name or goal.metric for goal in self.scenario.goals),
                points=tuple(one for one in told if one.asked or one.budget in places),
                pieces=found,
                solves=traced.solves,
                complete=traced.complete,
                within=rounded(traced.within, digits),
            )


def _linear(asked: _Asked, budgets: BudgetRange, solves: int, progress: Progress) -> FrontierAnswer:
    possible = budgets.possible(float(asked.start), float(asked.stop))
    if possible is None:
        raise InfeasibleError
    least, most = (Decimal(repr(budget)) for budget in possible)
    first, last = asked.start, asked.stop
    if least - first >= _NOISE:
        first = possible_budget(asked.scenario, least.quantize(asked.unit, ROUND_CEILING)) or last
    if last - most >= _NOISE:
        last = possible_budget(asked.scenario, most.quantize(asked.unit, ROUND_FLOOR), down=True) or first
    if first >= last:
        raise InfeasibleError
    plans = LivePlans(budgets, asked.budgets(first, last), asked.scenario.digits, steps=False)
    return asked.answer("straight", plans.trace(solves, progress))


def _whole(
    asked: _Asked, budgets: BudgetRange, moving: Moving, solves: int, progress: Progress
) -> FrontierAnswer:
    places = asked.budgets(_least(asked), asked.stop)
    plans = LivePlans(budgets, places, asked.scenario.digits, steps=moves_in_steps(moving))
    return asked.answer("whole", plans.trace(solves, progress))


def _least(asked: _Asked) -> Decimal:
    """The smallest budget of the range that has a plan; raises NoPlanError where there is none."""
    if has_budget(asked.scenario, asked.start):
        return asked.start
    without_goals = scenario_of({**asked.scenario.to_data(), "goals": []})
    least = solve(minimising(without_goals, BUDGET)).totals.budget
    found = possible_budget(asked.scenario, least) if least <= asked.stop else None
    if found is None:
        solve(with_budget(asked.scenario, asked.stop))
        return asked.stop
    return found


def _range(scenario: Scenario, start: Decimal | None, stop: Decimal | None) -> tuple[Decimal, Decimal]:
    """The range in whole smallest units, checked."""
    given = scenario.budget.total
    if isinstance(given, Unlimited) or BUDGET in scenario.policy.weights:
        found = "unlimited" if isinstance(given, Unlimited) else "a budget that the plan shall find"
        raise InputError.single(
            "no budget to change",
            path="budget.total",
            expected="an amount that the plan may spend",
            found=found,
        )
    digits = scenario.digits
    least = rounded(given / 2, digits) if start is None else start
    most = rounded(given * 3 / 2, digits) if stop is None else stop
    for name, amount in {"from": least, "to": most}.items():
        if not 0 <= amount <= LARGEST or amount != rounded(amount, digits):
            expected = f"an amount from 0 to 1e15, with at most {digits} decimals"
            raise InputError.single("no budget", path=name, expected=expected, found=plain(amount))
    if least >= most:
        raise InputError.single(
            "no range of budgets", path="to", expected=f"more than {plain(least)}", found=plain(most)
        )
    return least, most


def _count(number: int, least: int, name: str) -> int:
    if number < least:
        raise InputError.single("too few", path=name, expected=f"{least} or more", found=str(number))
    return number


def moves_in_steps(moving: Moving) -> bool:
    """Whether all is bought as a whole and more budget only ever allows more.

    Then no larger budget has a worse plan, so that budgets of the same value have it between them as well.
    """
    problem = moving.problem
    if (
        moving.stages
        or problem.sources
        or not all(v.whole for line in problem.lines.values() for v in line.levers)
    ):
        return False
    loosens = {Sense.AT_MOST: 1, Sense.AT_LEAST: -1}
    rows = ((rate, problem.rules[rule].rows[k].sense) for (rule, k), rate in moving.rows.items())
    return all(rate * loosens.get(sense, 0) > 0 for rate, sense in rows)
