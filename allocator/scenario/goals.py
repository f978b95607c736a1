"""What the plan shall reach, and in which order wishes are served."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from allocator.fields import Fields, PeriodRef, Rate, Share, Signed, Text, Word, wrong
from allocator.limits import Selector, Sense
from allocator.scenario.words import Rank

DEFAULT_ORDER = (("primary",), ("secondary",), ("fast",), ("medium",), ("long",))
STAGES = tuple(name for group in DEFAULT_ORDER for name in group)
TOGETHER = "together"
SPEND = "spend"
UNITS = "units"
BOUGHT = "bought"
BORROWED = "borrowed"
BUDGET = "budget"
NET_RETURN = "net_return"
RETURN = "return"
CLOSING_CASH = "closing_cash"
MEASURES = (SPEND, UNITS, BOUGHT, RETURN, NET_RETURN)
"""What a goal can speak of besides metrics and capacities."""
_BOUNDS = ("at_least", "at_most", "exactly")


def _rank(value: Any) -> str:
    words = {1: Rank.PRIMARY, 2: Rank.SECONDARY} | {str(rank): rank for rank in Rank}
    if value in words:
        return str(words[value])
    text = str(value)
    if isinstance(value, bool) or not text.isdecimal() or not 1 <= int(text) <= _MOST_RANKS:
        raise wrong("not a rank", f"primary, secondary, or a number from 1 to {_MOST_RANKS}", value)
    return str(words.get(int(text), int(text)))


_MOST_RANKS = 99
RankName = Annotated[
    str,
    BeforeValidator(_rank),
    WithJsonSchema(
        {"anyOf": [{"enum": list(Rank)}, {"type": "integer", "minimum": 1, "maximum": _MOST_RANKS}]}
    ),
]
"""`primary` (the same as 1), `secondary` (2), or a number: smaller ones are served first."""


class Goal(Fields):
    """A target by a date. The plan tries to reach it, and reports by how much it is missed."""

    metric: Word
    """A metric, a capacity, `return` (money value of all outcomes), `net_return`, `spend`, `units`, or
    `bought` (the number of items of which anything is bought)."""
    on: Selector = Selector.model_construct()
    """Which items count."""
    at_least: Signed | None = None
    """The target: so much or more."""
    at_most: Signed | None = None
    """The target: so much or less."""
    exactly: Signed | None = None
    """The target: just so much; both less and more miss it."""
    from_: Annotated[PeriodRef | None, Field(alias="from")] = None
    """The first period that counts; the start of the horizon where left out."""
    by: PeriodRef | None = None
    """The last period that counts; the end of the horizon where left out."""
    rank: RankName = Rank.PRIMARY.value
    """`primary` goals come before `secondary` ones; or a number, smaller ones first."""
    weight: Rate | None = None
    """What one unit by which it is missed counts beside the other goals of its rank; 1 / target where left
    out, so that goals compare by the share by which they are missed."""
    weight_under: Rate | None = None
    """The same for what is missing only."""
    weight_over: Rate | None = None
    """The same for what is too much only."""
    name: Text | None = None
    """What the goal is called in reports."""

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        given = [name for name in _BOUNDS if getattr(self, name) is not None]
        if self.metric == BOUGHT and (self.from_ or self.by):
            raise wrong("`bought` counts over the horizon", "no from and no by", "a date")
        if len(given) != 1:
            raise wrong("a goal has one target", ", ".join(_BOUNDS), ", ".join(given) or "none of them")
        if self.weight is not None and (self.weight_under is not None or self.weight_over is not None):
            raise wrong("a weight said twice", "weight, or weight_under and weight_over", "both")
        sides = {"at_least": ("weight_over",), "at_most": ("weight_under",), "exactly": ()}[given[0]]
        for name in sides:
            if getattr(self, name) is not None:
                raise wrong(f"{name} of a goal that cannot be missed on that side", "exactly", given[0])
        return self

    @property
    def target(self) -> Decimal:
        """The number to reach, whatever the side."""
        bounds = (self.at_least, self.at_most, self.exactly)
        return next(bound for bound in bounds if bound is not None)

    @property
    def sense(self) -> Sense:
        """On which side of the target the plan should be."""
        if self.exactly is not None:
            return Sense.EXACTLY
        return Sense.AT_LEAST if self.at_least is not None else Sense.AT_MOST

    @property
    def is_weighted(self) -> bool:
        """Whether it says itself what missing it counts."""
        return any(w is not None for w in (self.weight, self.weight_under, self.weight_over))

    @property
    def weights(self) -> tuple[Decimal, Decimal]:
        """What one unit under, and one unit over the target counts within its rank."""
        usual = self.weight if self.weight is not None else 1 / abs(self.target or Decimal(1))
        under = self.weight_under if self.weight_under is not None else usual
        over = self.weight_over if self.weight_over is not None else usual
        return (
            under if self.sense is not Sense.AT_MOST else Decimal(0),
            over if self.sense is not Sense.AT_LEAST else Decimal(0),
        )


def _as_groups(value: Any) -> Any:
    if value == TOGETHER:
        return (*DEFAULT_ORDER[:2], tuple(name for group in DEFAULT_ORDER[2:] for name in group))
    if not isinstance(value, (list, tuple)):
        return value
    return tuple(
        tuple(map(_stage, entry)) if isinstance(entry, (list, tuple)) else (_stage(entry),) for entry in value
    )


def _stage(entry: Any) -> Any:
    if isinstance(entry, bool) or not str(entry).isdecimal():
        return entry
    return _rank(entry)


_STAGE_SCHEMA = {"anyOf": [{"enum": list(STAGES)}, {"type": "integer", "minimum": 1}]}
Order = Annotated[
    tuple[tuple[str, ...], ...],
    BeforeValidator(_as_groups),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": TOGETHER},
                {
                    "type": "array",
                    "items": {"anyOf": [*_STAGE_SCHEMA["anyOf"], {"type": "array", "items": _STAGE_SCHEMA}]},
                },
            ]
        }
    ),
]


def _wish(value: Any) -> Any:
    if isinstance(value, dict) and not value:
        raise wrong("no wish", "a metric, or weights for several", "an empty mapping")
    return value


Wish = Annotated[Word | Mapping[Word, Signed], BeforeValidator(_wish)]
"""What is optimised: one word, or weights for several."""


class PaybackLimits(Fields):
    """Up to how many months until an item has paid for itself its time frame is fast, or medium."""

    fast: Rate = Decimal(3)
    """Paid back within so many months: fast."""
    medium: Rate = Decimal(12)
    """Paid back within so many months: medium; later, or never: long."""


class Misses(StrEnum):
    """What counts of the misses of several goals."""

    SUM = "sum"
    LARGEST = "largest"


class Policy(Fields):
    """The order in which wishes are served."""

    maximise: Wish | None = None
    """`net_return` (the default), `return`, `closing_cash` (the money left at the end), a metric or capacity,
    or weights for several of them: `{reach: 0.6, clicks: 0.4, spend: -0.1}`."""
    minimise: Wish | None = None
    """`spend`, `budget` (the least own money with which all goals and limits hold), `borrowed`, `units`,
    `bought` (the number of items bought), a metric or capacity, or weights for several of them."""
    misses: Misses = Misses.SUM
    """What is made smallest in each rank of goals: the `sum` of misses, or the `largest` of them first."""
    order: Order = DEFAULT_ORDER
    """The stages, served one after the other; names in a nested list share one stage. `together` puts the
    time frames into one stage after the goals. What is minimised comes after all goals in any case."""
    hurdle: Share | None = None
    """The least net return per unit of money that an item must bring to be bought: 0% is break-even."""
    payback_months: PaybackLimits = PaybackLimits.model_construct()
    """How time frames follow from payback periods, where an item does not name its own."""

    @model_validator(mode="after")
    def _one_objective(self) -> Self:
        if self.maximise and self.minimise:
            raise wrong("two objectives", "maximise or minimise; null removes the other", "both")
        if self.maximise in (SPEND, BUDGET, BORROWED):
            raise wrong(
                "nothing to maximise", f"{NET_RETURN}, {RETURN}, {CLOSING_CASH} or a metric", self.maximise
            )
        if self.minimise in (NET_RETURN, RETURN, CLOSING_CASH):
            expected = f"{SPEND}, {BUDGET}, {BORROWED}, {UNITS}, {BOUGHT} or a metric"
            raise wrong("nothing to minimise", expected, self.minimise)
        if len(self.weights) > 1 and BUDGET in self.weights:
            raise wrong(f"{BUDGET} beside other wishes", f"{BUDGET} alone", ", ".join(self.weights))
        if self.hurdle and NET_RETURN not in self.weights:
            raise wrong("a hurdle without a net return", f"maximise: {NET_RETURN}", self.objective)
        return self

    @model_validator(mode="after")
    def _known_stages(self) -> Self:
        names = [name for group in self.order for name in group]
        if unknown := [name for name in names if name not in STAGES and not name.isdecimal()]:
            raise wrong("an unknown stage", ", ".join(STAGES), unknown[0])
        if missing := [name for name in dict.fromkeys((*STAGES, *names)) if names.count(name) != 1]:
            raise wrong(
                "an order that does not name each stage once",
                ", ".join(STAGES),
                f"{missing[0]} {names.count(missing[0])} times",
            )
        return self

    @property
    def weights(self) -> Mapping[str, Decimal]:
        """What is optimised, with the weight of each."""
        wish = self.minimise or self.maximise or NET_RETURN
        return {wish: Decimal(1)} if isinstance(wish, str) else wish

    @property
    def objective(self) -> str:
        """What is optimised, in words: a metric, `net_return`, `spend`, or `weighted sum`."""
        return next(iter(self.weights)) if len(self.weights) == 1 else "weighted sum"
