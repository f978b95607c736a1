"""Prerequisites: an item may be bought only together with others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from allocator.fields import Id, Words
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Selector, Sense, Term


class PrerequisiteLimit(LimitFields):
    """`{video: graphic_design}`: video only with graphic design. Row: used_video − used_design ≤ 0."""

    requires: Mapping[Id, Words]
    """For an item, the item or items that must be bought as well."""

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """Every item named, on either side."""
        for item, needed in self.requires.items():
            yield "requires", Selector(items=(item, *needed))

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for each pair of items."""
        for item, others in self.requires.items():
            for needed in others:
                terms = {Term(Measure.USED, (item,)): Decimal(1), Term(Measure.USED, (needed,)): Decimal(-1)}
                yield Rule(
                    name=self.name or f"{item} needs {needed}",
                    sentence=f"{item} only together with {needed}",
                    path=(*path, "requires", item),
                    rows=(Row(terms, Sense.AT_MOST, Decimal(0)),),
                    unit="count",
                    adjustable=False,
                )
