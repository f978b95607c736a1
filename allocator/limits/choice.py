"""Choices: at most, at least or exactly so many of a selection of items, or of its channels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from allocator.fields import wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Term, added
from allocator.limits.bounds import COMPARED
from allocator.limits.selecting import Grouping, Selector

Count = Annotated[int, Field(ge=0, le=100_000)]


class ChoiceLimit(LimitFields):
    """How many of a selection may be bought: Σ_g used_g ≤ k, where a group is used if any of its items is.

    With `each`, so many of every group that it names, counted by itself.
    """

    choose: Selector
    """What there is to choose from."""
    by: Grouping = Grouping.ITEM
    """What is counted: items, or the channels, kinds, time frames or tags they belong to."""
    each: Grouping | None = None
    """Choose in each channel, kind, time_frame or tag on its own."""
    at_most: Count | None = None
    """So many or fewer; `at_most: 1` makes the choice exclusive."""
    at_least: Count | None = None
    """So many or more."""
    exactly: Count | None = None
    """Just so many."""

    @model_validator(mode="after")
    def _says_how_many(self) -> Self:
        if all(getattr(self, name) is None for name in COMPARED):
            raise wrong("a choice that does not say how many", ", ".join(COMPARED), "none of them")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise wrong("at_least above at_most", f"{self.at_most} or fewer", self.at_least)
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """What there is to choose from."""
        yield "choose", self.choose

    def demanded(self) -> Iterable[str]:
        """The items that are named, where some of them must be bought."""
        return self.choose.items if self.at_least or self.exactly else ()

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for each bound given, in each group."""
        if self.each is None:
            yield from self._of_group(frame, path, "", self.choose)
            return
        for group, items in frame.groups(self.choose, self.each).items():
            yield from self._of_group(frame, path, group, self.choose.merge(Selector(items=items)))

    def _of_group(self, frame: Frame, path: Path, group: str, choose: Selector) -> Iterator[Rule]:
        groups = frame.groups(choose, self.by)
        terms = added(*({Term(Measure.USED, items): Decimal(1)} for items in groups.values()))
        noun = "of these" if self.by is Grouping.ITEM else f"{self.by.value.replace('_', ' ')}s"
        for name, sense in COMPARED.items():
            if (count := getattr(self, name)) is not None:
                sentence = f"{name.replace('_', ' ')} {count} {noun}: {', '.join(groups)}"
                sentence = f"{group}: {sentence}" if group else sentence
                rows = (Row(terms, sense, Decimal(count)),)
                yield Rule(self.called(sentence, group), sentence, (*path, name), rows, unit="count")
