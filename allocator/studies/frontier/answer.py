"""What is told of a range of budgets."""

from __future__ import annotations

from typing import Literal

from allocator.studies.base import Answer, Money

Kind = Literal["straight", "whole", "curved"]


class FrontierPoint(Answer):
    """The best plan at one budget."""

    budget: Money
    """The own budget: `budget.total`."""
    asked: bool
    """Whether it is one of the evenly spaced budgets; the others are where the plan changes."""
    spend: Money
    """What is spent, money that has come back included."""
    returned: Money
    """What all outcomes are worth over their whole life."""
    net_return: Money
    """Return less spend, and less what money beyond the budget costs."""
    missed: tuple[float, ...]
    """By how much each goal is missed, in the order of `goals`; 0 where it is reached."""
    items: dict[str, Money]
    """What each item gets over the horizon; in straight pieces, what lies between two points is on the line
    between them."""


class Taker(Answer):
    """Who gets a part of each further unit of money."""

    id: str
    """The item."""
    share: float
    """How much of each unit; negative where it gives money up for others."""


class Moved(Answer):
    """What an item gets more, or less, from one unit of money to the next."""

    id: str
    """The item."""
    amount: Money
    """How much more."""


class FrontierPiece(Answer):
    """Budgets between which the plan changes in one way."""

    start: Money
    """The first of these budgets."""
    stop: Money
    """The last of them."""
    jumps: tuple[Moved, ...]
    """What changes at once at its start, against one smallest unit of money less."""
    marginal_return: float
    """What one more unit of budget adds to the return; on average where the piece is no straight line."""
    marginal_net_return: float
    """What it adds to the net return."""
    takes: tuple[Taker, ...]
    """Who gets it, the largest share first; nobody where it stays unspent."""
    exact: bool
    """Whether the plan is known at every budget of the piece; else only at its ends, and at points inside."""
    followed: bool
    """Whether its changes were looked for; false where the number of solves ran out, so that `takes` tells
    what its two ends differ by."""


class FrontierAnswer(Answer):
    """The best return at every budget of a range."""

    kind: Kind
    """straight: a linear scenario, exact throughout. whole: whole numbers, so that plans jump. curved:
    response curves by a formula."""
    start: Money
    """The first budget asked about."""
    stop: Money
    """The last budget asked about."""
    given: Money
    """The scenario's own budget."""
    smallest: Money
    """The smallest budget of the range for which there is a plan."""
    largest: Money
    """The largest budget of the range for which there is a plan."""
    without_plan: tuple[Money, ...]
    """Budgets between both that were solved and have none."""
    goals: tuple[str, ...]
    """The scenario's goals."""
    points: tuple[FrontierPoint, ...]
    """The best plans, by budget."""
    pieces: tuple[FrontierPiece, ...]
    """What changes between them; together they cover the range."""
    solves: int
    """How often a best plan was searched."""
    complete: bool
    """Whether every change was followed up; false where the number of solves ran out before."""
    within: Money
    """What plans reach is the best possible to within so much, under curves by a formula; otherwise 0. Rates
    between two budgets are right to within twice that, divided by their distance."""
