"""The steps in which money comes or goes, with what each brings or costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from allocator.limits import Rule
from allocator.money import exact
from allocator.nearby.keeping import spend_of
from allocator.nearby.order import changed
from allocator.nearby.wishes import first_gain, noise, reached, wishes
from allocator.plan.assemble import totals_of
from allocator.plan.gaps import significant
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.stepping import RuleBook
from allocator.plan.stepping import Step as OneStep
from allocator.studies.base import Answer, Money, Progress


class StepItem(Answer):
    """What one item gets or loses in a step."""

    id: str
    """The item."""
    amount: Money
    """How much more, or in a cut how much less."""
    has: Money
    """What it has after the step."""
    tier: str | None
    """The tier it has after the step; null where it has none."""
    why: str
    """Why it stops there."""


class Step(Answer):
    """Money that goes the same way."""

    items: tuple[StepItem, ...]
    """The items; several where only together they are worth it, or none without the other."""
    amount: Money
    """How much more is spent in the step, or in a cut how much less."""
    returned: Money
    """By how much the return rises, or in a cut falls."""
    net_return: Money
    """The return less the amount."""
    per_money: float | None
    """The return that each unit of the money brings, or that its loss costs; null where no money moves."""
    wish: str | None
    """The first stage of the policy that gains, or in a cut loses; null where none does."""
    gain: float
    """By how much, in what that stage counts: money, outcomes, or the weighted misses of its goals."""


class ItemChange(Answer):
    """What an item has before and after all steps, period by period."""

    id: str
    """The item."""
    before: tuple[Money, ...]
    """Its spend in each period before."""
    after: tuple[Money, ...]
    """Its spend in each period after."""


class Sums(Answer):
    """The money of a plan: budget + extra + reinvested + borrowed − repaid + interest = the rest of them."""

    budget: Money
    """The own money, reserve included."""
    extra: Money
    """Own money beyond the budget."""
    reinvested: Money
    """What has come back and is spent again."""
    borrowed: Money
    """What is drawn from loans."""
    repaid: Money
    """What is repaid of them, with their cost."""
    interest: Money
    """What own money has earned."""
    spend: Money
    """What is spent."""
    unspent: Money
    """What is left."""
    reserve: Money
    """What is held back."""
    cost_of_money: Money
    """What loans cost over their whole term, and the price of extra money."""
    returned: Money
    """The return."""
    net_return: Money
    """Return less spend, and less what money beyond the budget costs."""


class Counted:
    """Solves counted as they are done; how many there will be is only guessed."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._count = progress, 0

    def done(self) -> None:
        """One more."""
        self._count += 1
        self._progress(self._count, self._count + 2)


def sums_of(books: Ledger) -> Sums:
    """The money of a plan."""
    with exact():
        totals = totals_of(books)
    return Sums(**{name: getattr(totals, name) for name in Sums.model_fields})


def changes_of(before: Ledger, after: Ledger) -> Iterator[ItemChange]:
    """Each item before and after."""
    with exact():
        for name in before.problem.lines:
            yield ItemChange(id=name, before=before.spend(name), after=after.spend(name))


def steps_of(road: Sequence[Ledger], why: Callable[[str, Ledger, bool], str]) -> Iterator[Step]:
    """The steps along a road of plans; `why` tells of an item, the books, and whether it goes on later."""
    with exact():
        for k, (before, after) in enumerate(pairwise(road)):
            if moved := changed(before, after):
                later = set(changed(after, road[-1])) if k + 2 < len(road) else set()
                yield _step(
                    before, after, [_item(i, before, after, why(i, after, i in later)) for i in moved]
                )


def _item(name: str, before: Ledger, after: Ledger, why: str) -> StepItem:
    bought = (v.tier for v in after.problem.lines[name].levers if v.tier and after.level(v))
    amount = abs(after.total(name) - before.total(name))
    return StepItem(id=name, amount=amount, has=after.total(name), tier=next(bought, None), why=why)


def _step(before: Ledger, after: Ledger, items: list[StepItem]) -> Step:
    sign = 1 if spend_of(after) >= spend_of(before) else -1
    amount = abs(spend_of(after) - spend_of(before))
    problem, sums = after.problem, [totals_of(books) for books in (before, after)]
    more = sign * (sums[1].returned - sums[0].returned) + ZERO  # no −0.00
    ends = [reached(problem, books) for books in (before, after)]
    gains = [sign * (then - now) for now, then in zip(*ends, strict=True)]
    first = first_gain(gains, noise(ends[1], problem.unit))
    return Step(
        items=tuple(items),
        amount=amount,
        returned=more,
        net_return=more - amount,
        per_money=significant(float(more / amount)) if amount else None,
        wish=None if first is None else wishes(problem)[first].name,
        gain=0.0 if first is None else significant(float(gains[first])),
    )


def held_by(name: str, books: Ledger) -> Rule | None:
    """The rule that less of an item would break, in whichever period it goes; None where some could go."""
    found, rules = None, RuleBook(books.problem, books)
    for lever in books.problem.lines[name].levers:
        if books.level(lever):
            found = next(rules.broken_by(OneStep(books.problem, books, lever, -1)), None)
            if found is None:
                return None
    return found
