"""How good a given split is: what it brings and breaks, how far the best is, which moves gain most."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.limits import Sense
from allocator.money import exact
from allocator.nearby.exchange import Exchange, best_exchanges
from allocator.nearby.split import Split
from allocator.nearby.timing import books_of
from allocator.nearby.wishes import first_gain, noise, reached, wishes
from allocator.plan.assemble import goals_of, totals_of
from allocator.plan.checking import Standing, standings
from allocator.plan.gaps import significant
from allocator.plan.ledger import Ledger
from allocator.problem import settle
from allocator.studies.base import Answer, Money, Progress, Subject, books_and_gap, scenario_in, silent

_MOVES = 3


class BrokenRule(Answer):
    """A rule that the split breaks."""

    name: str
    """The rule."""
    sentence: str
    """What it asks."""
    path: str
    """Where it stands in the scenario."""
    period: str | None
    """The period in which it is broken; null over the horizon."""
    value: float
    """What the split has, in the rule's unit."""
    bound: float
    """What the rule allows or asks for."""
    by: float
    """By how much it is broken."""
    unit: str
    """money, units or count."""


class GoalReached(Answer):
    """A goal, as the split reaches it."""

    name: str
    """The goal."""
    metric: str
    """What it counts."""
    sense: str
    """at_least, at_most or exactly."""
    target: float
    """The number to reach."""
    by: str
    """The last period that counts."""
    reached: float
    """What the split reaches."""
    shortfall: float
    """By how much it misses the target."""
    best: float
    """What the best plan reaches."""


class Distance(Answer):
    """A stage of the policy: the split's, and the best plan's."""

    name: str
    """The stage."""
    aim: str
    """maximise or minimise."""
    split: float
    """What the split reaches."""
    best: float
    """What the best plan reaches."""
    behind: float
    """By how much the split is worse; negative where it is better, at the cost of a rule or another stage."""


class ItemCompared(Answer):
    """What an item gets."""

    id: str
    """The item."""
    spend: Money
    """In the split."""
    by_period: tuple[Money, ...]
    """The same, period by period."""
    best: Money
    """In the best plan."""


class MoveFound(Answer):
    """Money from one item to another, everything else as it is."""

    source: str | None
    """The item that loses; null for money that the split does not spend."""
    target: str | None
    """The item that gains; null where the money is better not spent."""
    taken: Money
    """What the source loses."""
    given: Money
    """What the target gets."""
    returned: Money
    """By how much the return rises."""
    net_return: Money
    """By how much the net return rises."""
    wish: str
    """The first stage of the policy that gains."""
    gain: float
    """By how much, in what that stage counts."""


class EvaluateAnswer(Answer):
    """What a split is worth."""

    timing: str
    """Where its periods come from: `given`, or `best`: the best timing of its totals."""
    spend: Money
    """What it spends."""
    returned: Money
    """What it returns."""
    net_return: Money
    """Return less spend, and less what money beyond the budget costs."""
    best_spend: Money
    """What the best plan spends."""
    best_returned: Money
    """What the best plan returns."""
    best_net_return: Money
    """The best plan's net return; the plan that is best by the policy need not have the largest."""
    best_gap: float
    """By how much another plan could be better than that one at most: the largest gap of its stages."""
    behind: Money
    """By how much the split's net return is smaller; negative where it is larger."""
    broken: tuple[BrokenRule, ...]
    """Every rule that it breaks, in every period in which it does."""
    goals: tuple[GoalReached, ...]
    """The goals."""
    stages: tuple[Distance, ...]
    """The distance to the best, wish by wish."""
    moves: tuple[MoveFound, ...]
    """The three single moves that gain most by the policy, each by itself, each within the rules."""
    items: tuple[ItemCompared, ...]
    """The split beside the best plan."""


def evaluate(subject: Subject, *, spend: Split, progress: Progress = silent) -> EvaluateAnswer:
    """How good the split is, by the scenario's rules and policy.

    Args:
        subject: the scenario, or a plan of it to compare with, instead of the best one.
        spend: what each item gets, in total or period by period; totals are timed as the policy likes best.
        progress: told after each solve.

    Raises:
        InputError: an unknown item, or money that no purchase of an item costs.
        NoPlanError: no plan of the scenario is possible.
    """
    books, timing = books_of(settle(scenario_in(subject)), spend)
    best, gap = books_and_gap(subject)
    moves = best_exchanges(books, _MOVES, progress)
    with exact():
        ours, theirs = totals_of(books), totals_of(best)
        return EvaluateAnswer(
            timing=timing.value,
            spend=ours.spend,
            returned=ours.returned,
            net_return=ours.net_return,
            best_spend=theirs.spend,
            best_returned=theirs.returned,
            best_net_return=theirs.net_return,
            best_gap=gap,
            behind=theirs.net_return - ours.net_return,
            broken=tuple(_broken(books)),
            goals=tuple(_goals(books, best)),
            stages=tuple(_distances(books, best)),
            moves=tuple(map(_told, moves)),
            items=tuple(_items(books, best)),
        )


def _broken(books: Ledger) -> Iterator[BrokenRule]:
    for found in standings(books.problem, books):
        if not found.is_kept:
            yield _told_of(found, books)


def _told_of(found: Standing, books: Ledger) -> BrokenRule:
    rule, period = found.rule, found.row.period
    sides = {Sense.AT_MOST: 1, Sense.AT_LEAST: -1}
    over = found.value - found.bound
    return BrokenRule(
        name=rule.name,
        sentence=rule.sentence,
        path=".".join(str(part + 1) if isinstance(part, int) else part for part in rule.path),
        period=None if period is None else books.problem.frame.labels[period],
        value=significant(float(found.value)),
        bound=significant(float(found.bound)),
        by=significant(float(sides.get(found.row.sense, 1 if over > 0 else -1) * over)),
        unit=rule.unit,
    )


def _goals(books: Ledger, best: Ledger) -> Iterator[GoalReached]:
    for ours, theirs in zip(goals_of(books), goals_of(best), strict=True):
        yield GoalReached(
            name=ours.name,
            metric=ours.metric,
            sense=ours.sense,
            target=ours.target,
            by=ours.by,
            reached=ours.reached,
            shortfall=ours.shortfall,
            best=theirs.reached,
        )


def _distances(books: Ledger, best: Ledger) -> Iterator[Distance]:
    problem = books.problem
    ours, theirs = reached(problem, books), reached(problem, best)
    least = noise(theirs, problem.unit)
    for k, stage in enumerate(wishes(problem)):
        behind = theirs[k] - ours[k]
        yield Distance(
            name=stage.name,
            aim=stage.aim.value,
            split=significant(float(books.left(stage.terms))),
            best=significant(float(best.left(stage.terms))),
            behind=significant(float(behind)) if abs(behind) > least[k] else 0.0,
        )


def _told(move: Exchange) -> MoveFound:
    ends = [totals_of(books) for books in (move.before, move.after)]
    problem = move.before.problem
    first = first_gain(move.gains, noise(reached(problem, move.before), problem.unit)) or 0
    return MoveFound(
        source=move.source,
        target=move.target,
        taken=move.before.total(move.source) - move.after.total(move.source) if move.source else _more(move),
        given=move.after.total(move.target) - move.before.total(move.target) if move.target else Decimal(0),
        returned=ends[1].returned - ends[0].returned,
        net_return=ends[1].net_return - ends[0].net_return,
        wish=wishes(problem)[first].name,
        gain=significant(float(move.gains[first])),
    )


def _more(move: Exchange) -> Decimal:
    """What the target gets of money that is not spent yet."""
    return move.after.total(move.target) - move.before.total(move.target) if move.target else Decimal(0)


def _items(books: Ledger, best: Ledger) -> Iterator[ItemCompared]:
    for name in books.problem.lines:
        yield ItemCompared(
            id=name, spend=books.total(name), by_period=books.spend(name), best=best.total(name)
        )
