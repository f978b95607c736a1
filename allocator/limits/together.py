"""Bundles: all of some items or none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import model_validator

from allocator.fields import Words, wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Sense, Term
from allocator.limits.selecting import Selector


class TogetherLimit(LimitFields):
    """`[a, b, c]`: all of them or none. Rows: used_a − used_b = 0, used_b − used_c = 0."""

    together: Words
    """The items, two or more."""

    @model_validator(mode="after")
    def _several(self) -> Self:
        if len(self.together) < 2:
            raise wrong(
                "nothing to be together with", "two items or more", ", ".join(self.together) or "none"
            )
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """The items."""
        yield "together", Selector(items=self.together)

    def demanded(self) -> Iterable[str]:
        """Each of them, by any of the others."""
        return self.together

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for all of them."""
        used = [Term(Measure.USED, (item,)) for item in self.together]
        rows = (Row({a: Decimal(1), b: Decimal(-1)}, Sense.EXACTLY, Decimal(0)) for a, b in pairwise(used))
        sentence = f"all of these or none: {', '.join(self.together)}"
        place = (*path, "together")
        yield Rule(self.called(sentence), sentence, place, tuple(rows), "count", adjustable=False)
