"""Where the next money goes, the rest untouched: every item keeps what it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import add

from allocator.errors import InputError
from allocator.limits import Sense
from allocator.money import LARGEST, exact
from allocator.nearby.keeping import kept, spend_of, spending
from allocator.nearby.order import changed, in_order
from allocator.nearby.split import Split
from allocator.nearby.wishes import is_better, noise, reached, wishes
from allocator.plan.assemble import plan_from_books
from allocator.plan.gaps import significant
from allocator.plan.ledger import Ledger
from allocator.plan.reasons import Reason
from allocator.problem import Problem, settle
from allocator.scenario import Scenario
from allocator.scenario.edit import with_budget
from allocator.solving import best_books, quick_books
from allocator.studies.base import Answer, Money, Progress, Subject, scenario_in, silent
from allocator.studies.moves.proofs import Open, left_open, proven_start, proven_steps
from allocator.studies.moves.steps import (
    Counted,
    ItemChange,
    Step,
    Sums,
    changes_of,
    steps_of,
    sums_of,
)


class Unproven(Step):
    """What the next money would go to after the steps, for no more gain than proofs leave open."""

    left_open: float
    """How much more the plans before and after the money could bring of that stage, by their proofs."""


class NextAnswer(Answer):
    """Where the next money goes, the best use first."""

    amount: Money
    """How much more there is."""
    before: Sums
    """The plan that the money comes on top of."""
    after: Sums
    """The plan with it."""
    steps: tuple[Step, ...]
    """What it goes to, in this order: of all ways to give as much as the first steps do, theirs is best,
    as far as `best_so_far` says so."""
    best_so_far: tuple[bool, ...]
    """For each step, whether just so much money could not be spent better than up to there. With whole
    numbers, or where money changes hands, it sometimes could, and then goes elsewhere."""
    unproven: Unproven | None = None
    """What is no step, because its gain may be nothing but what is not proven; null where there is none.
    It is not part of `after` and `items`."""
    items: tuple[ItemChange, ...]
    """Every item, period by period."""
    unspent_because: str
    """Why the rest stays unspent; empty where none does."""


def next_money(
    subject: Subject, *, amount: Decimal, spend: Split | None = None, progress: Progress = silent
) -> NextAnswer:
    """Where the next `amount` goes if every item keeps at least what it has, period by period.

    The own budget grows by the amount, and with it what is a share of it.

    Args:
        subject: the scenario, or a plan of it that the money comes on top of, instead of the best one.
        amount: how much more own money there is.
        spend: a split that it comes on top of, instead of a plan. Of a budget that the split does not use
            up, nothing is spent here but the amount.
        progress: told after each solve.

    Raises:
        InputError: the amount is none, the budget unlimited, or a plan and a split are given.
        NoPlanError: no plan of the scenario, or none that keeps the split, is possible.
    """
    scenario = scenario_in(subject)
    total = _budget_with(scenario, amount)
    start, before = proven_start(subject, spend)
    steps = Counted(progress)
    steps.done()
    problem = settle(with_budget(scenario, total))
    with exact():
        rules = (*problem.rules, *kept(start, Sense.AT_LEAST, problem.lines.values()))
        held = replace(problem, rules=rules)
        if spend is not None:
            held = replace(held, rules=(*rules, spending(start, spend_of(start) + amount)))
    books, solution = best_books(held)
    steps.done()
    whole_road = in_order(problem, start, books, steps.done)
    with exact():
        plan = plan_from_books(problem, Ledger(problem, books.levels, books.reinvested), solution, (), None)
    opened = tuple(map(add, before, left_open(held, plan.stages)))
    count = proven_steps(held, whole_road, opened)
    road, rest = whole_road[: count + 1], whole_road[count:]
    going_on = changed(rest[0], rest[-1])

    def why(name: str, then: Ledger, goes_on: bool) -> str:
        if goes_on:
            return "gets more later, for less"
        if name in going_on and then is not rest[-1]:
            return "what more of it would gain is not proven"
        item = plan.item(name)
        if item.reason is Reason.MARGINAL and then is not road[-1]:
            return "has room, but what is left of the amount does more elsewhere"
        return item.reason_text

    return NextAnswer(
        amount=amount,
        before=sums_of(start),
        after=sums_of(road[-1]),
        steps=tuple(steps_of(road, why)),
        best_so_far=tuple(_are_best(held, road, steps, is_whole=len(rest) == 1)),
        unproven=next((_unproven(one, held, opened) for one in steps_of((rest[0], rest[-1]), why)), None),
        items=tuple(changes_of(start, road[-1])),
        unspent_because=plan.unspent_because or (_NOT_PROVEN if len(rest) > 1 else ""),
    )


_NOT_PROVEN = "what it would gain is no more than proofs leave open"


def _unproven(step: Step, problem: Problem, opened: Open) -> Unproven:
    of = {wish.name: float(amount) for wish, amount in zip(wishes(problem), opened, strict=True)}
    return Unproven(**dict(step), left_open=significant(of.get(step.wish or "", 0.0)))


def _budget_with(scenario: Scenario, amount: Decimal) -> Decimal:
    if not 0 < amount <= LARGEST or amount != round(amount, scenario.digits):
        expected = f"more than 0, at most 1e15, with at most {scenario.digits} decimals"
        raise InputError.single(
            "not an amount to spend", path="amount", expected=expected, found=f"{amount:f}"
        )
    problem = settle(scenario)
    if problem.frame.is_open:
        raise InputError.single(
            "more money on top of an unlimited budget", path="budget", expected="an amount", found="unlimited"
        )
    return problem.frame.budget + amount


def _are_best(held: Problem, road: Sequence[Ledger], steps: Counted, *, is_whole: bool) -> Iterator[bool]:
    """For each step, whether no other plan reaches more with the money spent so far.

    Where the road is whole, its end is the best plan.
    """
    with exact():
        for books in road[1:-1] if is_whole else road[1:]:
            other = quick_books(replace(held, rules=(*held.rules, spending(books, spend_of(books)))))
            steps.done()
            yield other is None or not _beats(held, other, books)
        if is_whole and len(road) > 1 and spend_of(road[-1]) != spend_of(road[0]):
            yield True


def _beats(problem: Problem, other: Ledger, books: Ledger) -> bool:
    theirs, ours = reached(problem, other), reached(problem, books)
    gains = [a - b for a, b in zip(theirs, ours, strict=True)]
    return is_better(gains, [10 * least for least in noise(ours, problem.unit)])
