"""What a rule is made of: linear rows over what a plan buys and causes.

A row says `sum of coefficient × term <= bound`. The model feeds terms variables and the
checker feeds them numbers, so one text of a rule serves the solve, the check and the explanation.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal, NamedTuple, Protocol

from allocator.fields import Fields, Text
from allocator.limits.selecting import Grouping, Selector

Path = tuple[str | int, ...]


class Measure(StrEnum):
    """What a term counts."""

    SPEND = "spend"
    """Money spent on the items, in a period or (period None) over the horizon."""
    PUT = "put"
    """Money put into the items, their fees left out."""
    UNITS = "units"
    """Units bought."""
    USED = "used"
    """1 where at least one of the items is bought, 0 where none is; in a period or over the horizon."""
    OUTCOME = "outcome"
    """Outcomes of a metric that arrive in a period, or (None) over their whole life."""
    CASH = "cash"
    """Money that comes back in a period; only outcomes that are money count."""
    RETURN = "return"
    """Money value of outcomes that arrive in a period, or (None) over their whole life."""
    REINVESTED = "reinvested"
    """Money that has come back and is spent again in a period; no items."""
    DRAWN = "drawn"
    """Money taken from sources other than the budget (loans, an extra budget); `items` are the sources."""
    FUNDED = "funded"
    """Money that sources bring in a period, less what is repaid to them."""
    OWED = "owed"
    """What is still to be repaid to sources after the horizon."""
    MISSED = "missed"
    """How far a goal is missed; `metric` holds the goal's number."""
    EXCEEDED = "exceeded"
    """How far a goal is exceeded that should not be; `metric` holds the goal's number."""
    LARGEST = "largest"
    """The largest of the weighted misses of some goals; `items` hold the goals' numbers."""
    ALWAYS = "always"
    """The number 1; no items."""


class Term(NamedTuple):
    """One quantity of a plan: a measure over a group of items, in a period or in total."""

    measure: Measure
    items: tuple[str, ...]
    period: int | None = None
    metric: str = ""


class Sense(StrEnum):
    """On which side of its bound a row must stay."""

    AT_MOST = "<="
    AT_LEAST = ">="
    EXACTLY = "="


@dataclass(frozen=True, slots=True)
class Row:
    """Σ coefficient · term  (sense)  bound.

    `period` is the index of the period it speaks of, None for the whole horizon.
    `room` is how far a plan in whole smallest units may miss it: one of them for a share that must be
    met exactly, None for what the checker grants every row of its kind.
    """

    terms: Mapping[Term, Decimal]
    sense: Sense
    bound: Decimal
    period: int | None = None
    room: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Something a plan must obey, in the user's own words, with the place in the scenario that says it."""

    name: str
    sentence: str
    path: Path
    rows: tuple[Row, ...]
    unit: Literal["money", "units", "count"] = "money"
    adjustable: bool = True
    """Whether a smaller or larger bound makes sense as a cure (a prerequisite can only be dropped)."""
    relative: bool = False
    """Whether its bound is a rate of something that the plan decides, so that a cure says what it makes."""
    structural: bool = False
    """Whether it says how money works rather than what somebody wants, so that nobody can drop it."""


class Frame(Protocol):
    """What a rule may ask of the scenario it stands in."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the periods."""
        ...

    @property
    def budget(self) -> Decimal:
        """The own budget over the horizon, the reserve included; 0 where it is to be found."""
        ...

    @property
    def found_budget(self) -> Mapping[Term, Decimal]:
        """The part of the own budget that is to be found; nothing where the budget is given."""
        ...

    @property
    def unit(self) -> Decimal:
        """The smallest unit of money."""
        ...

    def select(self, selector: Selector) -> tuple[str, ...]:
        """Ids of the items meant, in the order of the file."""
        ...

    def groups(self, selector: Selector, by: Grouping) -> Mapping[str, tuple[str, ...]]:
        """The items meant, by group, in the order in which the groups first occur."""
        ...

    def find(self, references: Iterable[str]) -> tuple[int, ...]:
        """The periods that any of the references touches, each once, as indices in order."""
        ...

    def span(self, items: tuple[str, ...]) -> range:
        """From the first to the last period in which any of the items can be bought."""
        ...

    def grain(self, terms: Mapping[Term, Decimal]) -> Decimal | None:
        """How far one smallest unit of money moves a sum at most; None where only whole things move it."""
        ...

    def money(self, amount: Decimal) -> str:
        """An amount for reading."""
        ...


class LimitFields(Fields, ABC):
    """What all limits share."""

    least_periods: ClassVar[int] = 1
    """How many periods a horizon needs for the limit to say anything."""

    name: Text | None = None
    """What the limit is called in reports; its sentence is used where no name is given."""
    source: Text | None = None
    """Who set the limit, or where it stands."""

    @abstractmethod
    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """The rules this limit stands for: one per group where it speaks of each."""

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """The selections it names, with the field that names each; their words are checked on loading."""
        return ()

    def metrics(self) -> Iterable[tuple[str, str]]:
        """The metrics it names, with the field that names each."""
        return ()

    def capacities(self) -> Iterable[tuple[str, str]]:
        """The capacities it names, with the field that names each."""
        return ()

    def quantities(self) -> Iterable[tuple[str, str]]:
        """The names that may be a metric or a capacity, with the field that names each."""
        return ()

    def periods(self) -> Iterable[tuple[str, str]]:
        """The periods it refers to, with the field that names each."""
        return ()

    def shares_of_budget(self) -> Iterable[str]:
        """The fields that hold shares of the budget."""
        return ()

    def demanded(self) -> Iterable[str]:
        """The items that it can force to be bought, where it names them."""
        return ()

    def called(self, sentence: str, group: str = "") -> str:
        """What a rule of this limit is called: by its own name, with the group that the rule is about."""
        if self.name is None:
            return sentence
        return f"{self.name}: {group}" if group else self.name


def scaled(terms: Mapping[Term, Decimal], factor: Decimal) -> dict[Term, Decimal]:
    """The terms times a factor."""
    return {term: factor * coefficient for term, coefficient in terms.items()}


def added(*sides: Mapping[Term, Decimal]) -> dict[Term, Decimal]:
    """The sum of linear expressions."""
    total: dict[Term, Decimal] = {}
    for side in sides:
        for term, coefficient in side.items():
            total[term] = total.get(term, Decimal(0)) + coefficient
    return total
