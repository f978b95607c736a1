"""Prerequisites: an item may be bought only together with others, or with one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Discriminator, Tag, model_validator

from allocator.fields import Fields, Id, SomeWords, Words, wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Sense, Term
from allocator.limits.selecting import Selector


class AnyOf(Fields):
    """Alternatives, of which one is enough."""

    any_of: SomeWords
    """The items of which at least one must be bought."""


def _form(needs: Any) -> str:
    return "any" if isinstance(needs, (dict, AnyOf)) else "all"


Needs = Annotated[
    Annotated[Words, Tag("all")] | Annotated[AnyOf, Tag("any")],
    Discriminator(_form),
]
"""One item, a list of items that are all needed, or alternatives."""


class PrerequisiteLimit(LimitFields):
    """`{video: graphic_design}`: video only with graphic design. Row: used_video − used_design ≤ 0.

    A list needs all of its items, one row for each. With `{any_of: [design, agency]}` one of them is
    enough: used_video − used_design − used_agency ≤ 0.
    """

    requires: Mapping[Id, Needs]
    """For an item, the item or items that must be bought as well, or `{any_of: [...]}`."""

    @model_validator(mode="after")
    def _needs_others(self) -> Self:
        for item, needs in self.requires.items():
            if isinstance(needs, AnyOf) and item in needs.any_of:
                raise wrong("an item among its own alternatives", "other items", item)
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """Every item named, on either side."""
        for item, alternatives in self.needs():
            yield "requires", Selector(items=(item, *alternatives))

    def demanded(self) -> Iterable[str]:
        """Every item that another one needs."""
        return (one for _, alternatives in self.needs() for one in alternatives)

    def needs(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each item with the alternatives of one of its needs; only one where nothing else will do."""
        for item, needs in self.requires.items():
            if isinstance(needs, AnyOf):
                yield item, needs.any_of
            else:
                yield from ((item, (needed,)) for needed in needs)

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for each need."""
        for item, alternatives in self.needs():
            terms = {Term(Measure.USED, (needed,)): Decimal(-1) for needed in alternatives}
            needed = " or ".join(alternatives)
            yield Rule(
                name=self.called(f"{item} needs {needed}"),
                sentence=f"{item} only together with {needed}",
                path=(*path, "requires", item),
                rows=(Row({Term(Measure.USED, (item,)): Decimal(1)} | terms, Sense.AT_MOST, Decimal(0)),),
                unit="count",
                adjustable=False,
            )
