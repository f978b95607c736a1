"""Consequences: where all of some items are bought, others must be bought as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Self

from pydantic import model_validator

from allocator.fields import SomeWords, wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Sense, Term
from allocator.limits.selecting import Selector


class WhenLimit(LimitFields):
    """`when: [a, b], then: [c]`: with both a and b, c as well. Row: used_a + used_b − used_c ≤ 2 − 1.

    One row for each item under `then`; with a or b alone nothing follows.
    """

    when: SomeWords
    """The items that must all be bought for anything to follow."""
    then: SomeWords
    """The items that must then be bought, each of them."""

    @model_validator(mode="after")
    def _of_others(self) -> Self:
        if both := next((item for item in self.then if item in self.when), None):
            raise wrong("an item that follows from itself", "other items under `then`", both)
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """Every item named, on either side."""
        yield "when", Selector(items=self.when)
        yield "then", Selector(items=self.then)

    def demanded(self) -> Iterable[str]:
        """What follows."""
        return self.then

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for each item that follows."""
        given = {Term(Measure.USED, (item,)): Decimal(1) for item in self.when}
        for item in self.then:
            sentence = f"with {' and '.join(self.when)} also {item}"
            terms = given | {Term(Measure.USED, (item,)): Decimal(-1)}
            row = Row(terms, Sense.AT_MOST, Decimal(len(given) - 1))
            yield Rule(self.called(sentence), sentence, (*path, "then"), (row,), "count", adjustable=False)
