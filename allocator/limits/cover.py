"""Coverage: each audience is reached by at least so many of the items that reach it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from allocator.fields import Word, wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Sense, Term
from allocator.limits.selecting import Selector


class CoverLimit(LimitFields):
    """`{women: [tv, radio], men: [press]}`: each reached by k of its items or more.

    Row of an audience: used_tv + used_radio ≥ k.
    """

    cover: Annotated[Mapping[Word, Selector], Field(min_length=1)]
    """For each audience, or whatever else is to be covered, the items that do it."""
    at_least: Annotated[int, Field(ge=1, le=100_000)] = 1
    """By how many items each is covered."""

    @model_validator(mode="after")
    def _enough(self) -> Self:
        for name, chosen in self.cover.items():
            if 0 < len(chosen.items) < self.at_least:
                expected = f"{self.at_least} items or more"
                raise wrong(f"{name} cannot be covered so often", expected, ", ".join(chosen.items))
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """The items of each audience."""
        return (("cover", chosen) for chosen in self.cover.values())

    def demanded(self) -> Iterable[str]:
        """Every item that is named."""
        return (item for chosen in self.cover.values() for item in chosen.items)

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for each audience."""
        for name, chosen in self.cover.items():
            items = frame.select(chosen)
            terms = {Term(Measure.USED, (item,)): Decimal(1) for item in items}
            sentence = f"{name}: at least {self.at_least} of these: {', '.join(items)}"
            row = Row(terms, Sense.AT_LEAST, Decimal(self.at_least))
            yield Rule(
                name=self.called(sentence, name),
                sentence=sentence,
                path=(*path, "at_least"),
                rows=(row,),
                unit="count",
                adjustable=self.at_least > 1,
            )
