"""What all studies share: what they are asked of, the form of an answer, how they tell how far they are."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, InstanceOf, PlainSerializer, WithJsonSchema

from allocator.money import exact
from allocator.plan import Plan
from allocator.plan.ledger import Ledger
from allocator.scenario import Scenario

Subject: TypeAlias = Scenario | InstanceOf[Plan]
"""What is asked about: a scenario, or a plan of one, which then stands in for its best plan, unsolved."""
Progress = Callable[[int, int], None]
"""Called with the number of steps done, and of all steps."""


def silent(_done: int, _all: int) -> None:
    """Tell nobody."""


class Answer(BaseModel):
    """A part of an answer: frozen, without further keys, each field documented where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _written(amount: Decimal) -> str:
    return f"{amount:f}"


Money = Annotated[
    Decimal,
    PlainSerializer(_written, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}),
]
"""An amount of the scenario's currency; a decimal string in JSON."""


def scenario_in(subject: Subject) -> Scenario:
    """The scenario, also that of a plan."""
    return subject.scenario if isinstance(subject, Plan) else subject


def plan_in(subject: Subject) -> Plan:
    """The plan, or the scenario's best one; raises what `solve` raises."""
    from allocator.solving import solve  # a plan that is given needs no solver

    return subject if isinstance(subject, Plan) else solve(subject)


def books_in(subject: Subject) -> Ledger:
    """The books of the plan, or of the scenario's best one; raises what `solve` raises."""
    if isinstance(subject, Plan):
        from allocator.plan.restoring import books_of

        with exact():
            return books_of(subject)
    from allocator.problem import settle
    from allocator.solving import best_books

    return best_books(settle(subject))[0]


def books_and_gap(subject: Subject) -> tuple[Ledger, float]:
    """The same, and by how much another plan could be better at most; raises what `solve` raises."""
    if isinstance(subject, Plan):
        return books_in(subject), subject.gap
    from allocator.plan.gaps import gap_of, plan_stages
    from allocator.problem import settle
    from allocator.solving import best_books

    books, solution = best_books(settle(subject))
    with exact():
        return books, gap_of(books.problem, plan_stages(books.problem, books, solution))
