"""What `explain` answers."""

from __future__ import annotations

from enum import StrEnum

from allocator.studies.base import Answer, Money


class Kind(StrEnum):
    """What sort of rule has a price."""

    CAP = "cap"
    FLOOR = "floor"
    EXACT = "exact amount"
    COMMITMENT = "commitment"
    LIMIT = "limit"
    CEILING = "ceiling"
    GOAL = "goal"
    HURDLE = "hurdle"
    RESERVE = "reserve"
    ORDER = "order"
    CASH = "cash"


class Worth(Answer):
    """What moving a bound is worth, and how far that holds: 1.30 per unit for the next 3,751, then 1.10.

    Where it fades little by little, under curves by a formula: 1.30 at first, 1.20 on average for the next
    3,751.
    """

    per_unit: float
    """What the policy asks for gains by each unit of money (or each unit bought) by which the bound moves."""
    until: Money | None
    """For so many of them; null where no end was found. Where it fades, so far as the average was seen to be
    within a tenth of what it is at first."""
    then: float | None
    """What the units after that are worth; null where a jump follows, or no end was found. Where it fades,
    what so many are worth on average."""
    jump: float | None
    """What is gained at once at the end, where whole things come in there."""
    looked: Money
    """So far it was looked for an end."""
    fades: bool
    """Whether it falls little by little, under curves by a formula, and not at once at the end."""


class RulePrice(Answer):
    """What one rule costs: the best plan without it against the best plan with it."""

    name: str
    """The rule."""
    sentence: str
    """What it asks for."""
    place: str
    """Where it stands in the scenario."""
    kind: Kind
    """What sort of rule it is."""
    binding: bool
    """Whether the plan leaves it no room."""
    price: Money | None
    """Net return that its absence would add; negative where an earlier wish is served better instead, and
    null where nothing would bound the plan."""
    objective: float | None
    """By how much better what the policy asks for would be; null where that is the net return."""
    stage: str | None
    """The first stage of the policy that its absence changes; null for none, or where the stages differ."""
    gain: float | None
    """By how much that stage would be better, in its own measure."""
    solved: bool
    """Whether that was found by solving again; otherwise proven by the duals of a linear model."""
    within: Money
    """The price is right to within so much: what is not proven of the two plans, under curves by a formula;
    otherwise 0."""
    proven: bool
    """Whether the price is larger than that, and so is a price at all; otherwise it may be nothing."""
    worth: Worth | None
    """What moving its bound a little is worth; null where that was not asked, or there is no such bound."""


class Without(Answer):
    """What an item would get without a rule."""

    name: str
    """The rule."""
    place: str
    """Where it stands."""
    spend: Money
    """What the item would get."""


class BreakEven(Answer):
    """What a figure of an item must become for it to get money, or to lose it: found by solving.

    Both numbers lie next to each other, in steps of a thousandth of the larger one that was tried, or of a
    hundredth where they are known only about.
    """

    figure: str
    """Where the figure stands in the scenario; `returns` for all that the item brings."""
    is_factor: bool
    """Whether the numbers are factors of all that stands there: what the item brings, several amounts."""
    now: float
    """What it is."""
    gets: float
    """With this the item gets money (more than it must get)."""
    gets_not: float
    """With this it gets none (or no more than it must get)."""
    about: bool
    """Whether curves by a formula leave it open by some hundredths where the item begins to get money."""
    ends_all: bool
    """Whether no plan is possible any more with the latter, as a limit needs what the item brings."""


class ItemWhy(Answer):
    """Why an item gets what it gets."""

    id: str
    """The item."""
    spend: Money
    """What it gets."""
    must: Money
    """What it gets whatever it brings."""
    reason: str
    """The plan's reason, as a word."""
    text: str
    """The plan's reason."""
    asked: bool
    """Whether the item was asked for, so that the following was looked for."""
    break_even: BreakEven | None
    """What its main figure must become; null where it has none, or where no number changes anything."""
    prices: tuple[BreakEven, ...]
    """What its price must become, or that of a unit; of tiers the price of each, to get that tier or to lose
    it; none for a price that changes nothing."""
    blocked_by: tuple[str, ...]
    """Where no number of its figure brings it any money: rules of which the absence of one would, with the
    best number that was tried."""
    without: tuple[Without, ...]
    """Rules without which it would get another amount, one at a time."""


class ExplainAnswer(Answer):
    """Why the plan is as it is, and what each rule costs."""

    net_return: Money
    """The plan's net return."""
    objective: float | None
    """What the plan reaches of what the policy asks for; null where that is the net return."""
    spend: Money
    """What the plan spends."""
    unspent: Money
    """What it leaves."""
    unspent_because: str
    """Why."""
    status: str
    """How the solve ended: optimal or feasible."""
    gap: float
    """By how much another plan could be better at most, as the plan says it."""
    within: Money
    """Prices are right to within so much: a smallest unit, or what curves by a formula leave unproven."""
    budget: Worth | None
    """What more budget is worth; null where the budget is to be found, or where it would take searches over
    whole numbers under curves by a formula."""
    rules: tuple[RulePrice, ...]
    """The rules that were looked at, the dearest first."""
    not_solved: int
    """So many rules that leave room were not solved again; with whole numbers these can cost something."""
    items: tuple[ItemWhy, ...]
    """The items asked for, with the others that get nothing."""
