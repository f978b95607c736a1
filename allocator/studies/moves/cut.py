"""Which money goes first when there is less: nothing rises, and what is committed stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from allocator.errors import InputError
from allocator.limits import Row, Rule, Sense
from allocator.money import exact, rounded
from allocator.nearby.contracts import firm, with_notice
from allocator.nearby.keeping import kept, spend_of, spending
from allocator.nearby.order import in_order
from allocator.nearby.split import Split
from allocator.plan.checking import standing
from allocator.plan.ledger import Ledger
from allocator.problem import settle
from allocator.scenario import Scenario
from allocator.scenario.edit import with_budget
from allocator.solving import best_books
from allocator.studies.base import Answer, Money, Progress, Subject, scenario_in, silent
from allocator.studies.moves.proofs import proven_start
from allocator.studies.moves.steps import (
    Counted,
    ItemChange,
    Step,
    Sums,
    changes_of,
    held_by,
    steps_of,
    sums_of,
)


class Firm(Answer):
    """What cannot be cut of an item."""

    id: str
    """The item."""
    amount: Money
    """What is committed, and not to be saved by notice."""
    cancellable_from: str | None
    """From when on notice saves the rest; null where there is none, or nothing left to pay by then."""
    saved: Money
    """What the cut saves by notice."""


class CutAnswer(Answer):
    """What goes, the cheapest loss first."""

    amount: Money
    """How much less there is."""
    of: str
    """What the cut is taken from: `budget`, or `spend` where the budget is unlimited or a split is given."""
    before: Sums
    """The plan before the cut."""
    after: Sums
    """The plan after it."""
    steps: tuple[Step, ...]
    """What goes, in this order."""
    committed: tuple[Firm, ...]
    """What cannot go."""
    items: tuple[ItemChange, ...]
    """Every item, period by period."""
    replanned_net_return: Money
    """The net return if items could rise as well: the best plan with so much less."""


def cut(
    subject: Subject,
    *,
    percent: Decimal | None = None,
    amount: Decimal | None = None,
    spend: Split | None = None,
    progress: Progress = silent,
) -> CutAnswer:
    """What goes first if there is so much less, with the least loss by the policy; no item rises.

    Args:
        subject: the scenario, or a plan of it that is cut instead of the best one.
        percent: how much less, in per cent of the own budget; of what is spent, where the budget is unlimited
            or a split is given.
        amount: the same as an amount of money; one of the two.
        spend: a split that is cut instead of a plan.
        progress: told after each solve.

    Raises:
        InputError: no amount, both, or more than there is; or a plan and a split are given.
        NoPlanError: no plan of the scenario is possible, or none with so much less; names the contradiction.
    """
    scenario, (start, _) = scenario_in(subject), proven_start(subject, spend)
    counted = Counted(progress)
    counted.done()
    of_budget = spend is None and not start.problem.frame.is_open
    whole = start.problem.frame.budget if of_budget else spend_of(start)
    less = _amount(percent, amount, whole, scenario)
    smaller = settle(with_budget(scenario, whole - less)) if of_budget else settle(scenario)
    with exact():
        problem = with_notice(smaller, start)
        if not of_budget:
            problem = replace(problem, rules=(*problem.rules, spending(start, spend_of(start) - less)))
        falling = tuple(kept(start, Sense.AT_MOST, smaller.lines.values()))
    books, _ = best_books(replace(problem, rules=(*problem.rules, *falling)))
    counted.done()
    free, _ = best_books(problem)
    counted.done()
    road = in_order(with_notice(settle(scenario), start), books, start, counted.done)
    return CutAnswer(
        amount=less,
        of="budget" if of_budget else "spend",
        before=sums_of(start),
        after=sums_of(books),
        steps=tuple(steps_of(tuple(reversed(road)), _Why(start, books).of)),
        committed=tuple(_committed(start, books)),
        items=tuple(changes_of(start, books)),
        replanned_net_return=sums_of(free).net_return,
    )


def _amount(percent: Decimal | None, amount: Decimal | None, whole: Decimal, scenario: Scenario) -> Decimal:
    if (percent is None) is (amount is None):
        found = "neither" if percent is None else "both"
        raise InputError.single(
            "how much is cut is said once", expected="a percentage or an amount", found=found
        )
    name, most = ("percent", Decimal(100)) if percent is not None else ("amount", whole)
    given = percent if percent is not None else amount or Decimal(0)
    if not 0 < given <= most or (amount is not None and amount != round(amount, scenario.digits)):
        raise InputError.single(
            "not a part of what there is",
            path=name,
            expected=f"more than 0, at most {most:f}, in whole smallest units",
            found=f"{given:f}",
        )
    return given if percent is None else rounded(whole * given / 100, scenario.digits)


class _Why:
    """Why no more goes of an item, seen from the plan after the cut."""

    def __init__(self, start: Ledger, books: Ledger) -> None:
        self._start, self._books = start, books

    def of(self, name: str, then: Ledger, goes_on: bool) -> str:
        """The reason after a step; `goes_on` says that more of the item goes in a later one."""
        line = then.problem.lines[name]
        if not then.total(name):
            return "nothing is left of it"
        if goes_on:
            return "more of it goes later, after what is missed less"
        if then.total(name) == firm(line, then):
            return "the rest is committed"
        if rule := held_by(name, self._books):
            return f"held by: {rule.sentence}"
        if rule := self._fallen(name):
            return f"all that {rule.name} leaves it, which falls with the budget"
        return "enough is cut"

    def _fallen(self, name: str) -> Rule | None:
        """A limit that speaks of the item, leaves no room now, and does not allow what there was before."""
        for rule in self._books.problem.rules:
            rows = [row for row in rule.rows if row.sense is Sense.AT_MOST and _speaks_of(name, row)]
            if rule.path[0] == "limits" and any(self._has_fallen(rule, row) for row in rows):
                return rule
        return None

    def _has_fallen(self, rule: Rule, row: Row) -> bool:
        is_full = standing(rule, row, self._books).slack < self._books.problem.unit
        return is_full and not standing(rule, row, self._start).is_kept


def _speaks_of(name: str, row: Row) -> bool:
    return any(name in term.items for term in row.terms)


def _committed(start: Ledger, books: Ledger) -> Iterator[Firm]:
    """What stays because it is signed, item by item."""
    with exact():
        for line in start.problem.lines.values():
            if (amount := firm(line, start)) or line.ends is not None:
                saved = start.total(line.id) - books.total(line.id)
                ends = line.spec.cancellable_from if amount < start.total(line.id) else None
                yield Firm(id=line.id, amount=amount, cancellable_from=ends, saved=saved)
