"""Rules a plan must obey: one family per file, each with its fields, its rows and its sentence.

A new family is a new file here and its line in `FAMILIES`; nothing else knows the families by name.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from allocator.limits.amount import AmountLimit
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Sense, Term, added, scaled
from allocator.limits.capacity import CapacityLimit
from allocator.limits.change import ChangeLimit
from allocator.limits.choice import ChoiceLimit
from allocator.limits.cover import CoverLimit
from allocator.limits.hurdle import HurdleLimit
from allocator.limits.outcome import OutcomeLimit
from allocator.limits.prerequisite import PrerequisiteLimit
from allocator.limits.ratio import RatioLimit
from allocator.limits.selecting import Grouping, Selector
from allocator.limits.together import TogetherLimit
from allocator.limits.when import WhenLimit

FAMILIES: dict[str, type[LimitFields]] = {
    "requires": PrerequisiteLimit,
    "when": WhenLimit,
    "together": TogetherLimit,
    "choose": ChoiceLimit,
    "cover": CoverLimit,
    "metric": OutcomeLimit,
    "capacity": CapacityLimit,
    "ratio": RatioLimit,
    "hurdle": HurdleLimit,
    "change": ChangeLimit,
    "amount": AmountLimit,
}
"""Each family under the key that only it has; `amount` is what a limit without such a key is."""


def family_of(limit: Any) -> str:
    """The family that a limit in a scenario file belongs to, by its telling key."""
    if isinstance(limit, LimitFields):
        return next(name for name, family in FAMILIES.items() if type(limit) is family)
    keys = limit if isinstance(limit, dict) else ()
    return next((name for name in FAMILIES if name in keys), "amount")


Limit = Annotated[
    Annotated[PrerequisiteLimit, Tag("requires")]
    | Annotated[WhenLimit, Tag("when")]
    | Annotated[TogetherLimit, Tag("together")]
    | Annotated[ChoiceLimit, Tag("choose")]
    | Annotated[CoverLimit, Tag("cover")]
    | Annotated[OutcomeLimit, Tag("metric")]
    | Annotated[CapacityLimit, Tag("capacity")]
    | Annotated[RatioLimit, Tag("ratio")]
    | Annotated[HurdleLimit, Tag("hurdle")]
    | Annotated[ChangeLimit, Tag("change")]
    | Annotated[AmountLimit, Tag("amount")],
    Discriminator(family_of),
]
"""Any limit; which family is meant shows from its keys."""

__all__ = [
    "FAMILIES",
    "Frame",
    "Grouping",
    "Limit",
    "LimitFields",
    "Measure",
    "Path",
    "Row",
    "Rule",
    "Selector",
    "Sense",
    "Term",
    "added",
    "family_of",
    "scaled",
]
