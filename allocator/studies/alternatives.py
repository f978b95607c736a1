"""Different plans that are nearly as good: as far from the best one, and from each other, as possible."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.errors import InputError
from allocator.model import Apart, pressed_curves
from allocator.money import exact, rounded
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.optimum import Optimum, figures
from allocator.plan.rounding import rounded_ledger
from allocator.problem import Problem, settle, smooth_effects, straightened
from allocator.scenario import Scenario
from allocator.solving import best_books, solve
from allocator.studies.base import Answer, Money, Progress, silent

_PIECES = Decimal("5e-4")
"""How finely curves by a formula are cut; what that costs is taken off what may be lost."""
_COARSE = Decimal("2e-3")
"""The same where a curve is S-shaped: each of its pieces is a question for the search."""
_MOST = 3


class Allotted(Answer):
    """What one item gets."""

    id: str
    """The item."""
    spend: Money
    """What it gets over the horizon."""


class AlternativePlan(Answer):
    """A plan that is nearly as good; every rule is checked on it, in whole smallest units."""

    net_return: Money
    """Its net return."""
    objective: float | None
    """What it reaches of what the policy asks for; null where that is the net return."""
    loss: float
    """How much less that is than the best plan's, as a share of it; negative for more."""
    spend: Money
    """What it spends."""
    apart: Money
    """The money by which its items differ from the nearest plan before it, added up."""
    apart_at_most: Money | None
    """What was proven of it: no plan as good is farther from all those before it. Null under curves by a
    formula, where the search sees straight pieces below them."""
    items: tuple[Allotted, ...]
    """What each item gets."""


class AlternativesAnswer(Answer):
    """The best plan and others that are nearly as good."""

    net_return: Money
    """The best plan's net return."""
    objective: float | None
    """What it reaches of what the policy asks for; null where that is the net return."""
    spend: Money
    """What it spends."""
    items: tuple[Allotted, ...]
    """What each item gets in the best plan."""
    plans: tuple[AlternativePlan, ...]
    """The others; fewer than asked for where no further one was found that differs by 1 % of the spend."""


def alternatives(
    scenario: Scenario,
    *,
    within: Decimal = Decimal("0.01"),
    count: int = _MOST,
    progress: Progress = silent,
) -> AlternativesAnswer:
    """Up to three plans that lose at most a share of the return and differ as much as possible.

    All rules hold, goals stay where the best plan brings them, and no time frame loses more than that share
    of the whole.

    Args:
        scenario: what to plan.
        within: the share of what the policy asks for that may be lost.
        count: how many plans.
        progress: told after each plan.

    Raises:
        InputError: `within` is no share, or `count` no number from 1 to 3.
        NoPlanError: there is no plan.
    """
    if not 0 < within < 1:
        raise InputError.single(
            "not a share", path="within", expected="between 0% and 100%", found=str(within)
        )
    if not 1 <= count <= _MOST:
        raise InputError.single("too many or none", path="count", expected="1, 2 or 3", found=str(count))
    problem = settle(scenario)
    if pressed := next(pressed_curves(problem), None):
        wish = f"a limit, a goal or the policy wants less {pressed.metric}"
        raise InputError.single(
            f"alternatives are not searched where {wish} than a curve by a formula may bring",
            path=f"items.{pressed.item}.returns.{pressed.metric}.curve",
            expected="a curve of shape points (`allocator curve` tells what spends bring), or no such wish",
            found="a formula",
        )
    best = solve(scenario)
    progress(1, count + 2)
    is_s_shaped = any(not curve.concave for _, curve in smooth_effects(problem))
    with exact():
        model_of = straightened(problem, _COARSE if is_s_shaped else _PIECES)
    books, _ = best_books(problem)
    with exact():
        known = figures(problem, books)
    progress(2, count + 2)
    aim = float(known.net_return if known.objective is None else known.objective)
    levels = {lever: float(level) for lever, level in books.levels.items()}
    is_cut = any(smooth_effects(problem))
    apart = Apart(model_of, float(within), aim, levels if is_cut else None)
    plans = tuple(_plans(problem, apart, known, count, progress))
    return AlternativesAnswer(
        net_return=best.totals.net_return,
        objective=None if known.objective is None else float(f"{known.objective:.12g}"),
        spend=best.totals.spend,
        items=tuple(Allotted(id=item.id, spend=item.spend) for item in best.items),
        plans=plans,
    )


def _plans(
    problem: Problem, apart: Apart, best: Optimum, count: int, progress: Progress
) -> Iterator[AlternativePlan]:
    known = [best]
    for number in range(count):
        found = apart.next()
        progress(number + 3, count + 2)
        if found is None:
            return
        with exact():
            books = rounded_ledger(problem, found.levels)
            plan = figures(problem, books)
            yield _told(problem, books, plan, known, found.bound)
        known.append(plan)


def _told(
    problem: Problem, books: Ledger, plan: Optimum, known: list[Optimum], bound: float
) -> AlternativePlan:
    digits, is_smooth = problem.digits, any(smooth_effects(problem))
    distances = [_distance(plan, other) for other in known]
    was, now = (one.net_return if one.objective is None else one.objective for one in (known[0], plan))
    sign = 1 if problem.scenario.policy.minimise is None else -1
    return AlternativePlan(
        net_return=rounded(plan.net_return, digits),
        objective=None if plan.objective is None else float(f"{plan.objective:.12g}"),
        loss=float(f"{sign * (was - now) / abs(was):.6g}") + 0.0 if was else 0.0,
        spend=sum(plan.spend.values(), ZERO),
        apart=min(distances),
        apart_at_most=None if is_smooth else max(min(distances), rounded(Decimal(repr(bound)), digits)),
        items=tuple(Allotted(id=name, spend=books.total(name)) for name in problem.lines),
    )


def _distance(one: Optimum, other: Optimum) -> Decimal:
    return sum((abs(one.spend[name] - other.spend[name]) for name in one.spend), ZERO)
