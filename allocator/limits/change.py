"""Changes from one period to the next: by at most so much more, or so much less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, Self

from pydantic import model_validator

from allocator.fields import Amount, MoneyOrRate, MoneyOrShare, percent, wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Sense, Term, added, scaled
from allocator.limits.selecting import Grouping, Selector

_FIELDS = {"max_rise_per_period": "rises", "max_fall_per_period": "falls"}


class ChangeLimit(LimitFields):
    """How far the money of a period may lie from that of the period before.

    Row of a rise by at most b: x_t − x_{t−1} ≤ b; by at most the share s: x_t − (1 + s) · x_{t−1} ≤ 0.
    Row of a fall by at most b: x_{t−1} − x_t ≤ b; by at most the share s: (1 − s) · x_{t−1} − x_t ≤ 0.
    Only periods in which something of the selection can be bought are compared, so that the first of them may
    have any amount. After a period without money, a rise by a share allows none either.
    """

    least_periods: ClassVar[int] = 2

    change: Selector
    """Whose money changes: a selection, taken together where `each` does not say otherwise."""
    each: Grouping | None = None
    """Apply the limit to each item, channel, kind, time_frame or tag on its own."""
    max_rise_per_period: MoneyOrRate | None = None
    """At most so much more than in the period before: money, or a percentage of what was spent then."""
    max_fall_per_period: MoneyOrShare | None = None
    """At most so much less than in the period before: money, or a percentage of what was spent then."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(getattr(self, name) is None for name in _FIELDS):
            raise wrong("a change without a bound", " or ".join(_FIELDS), "neither")
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """Whose money changes."""
        yield "change", self.change

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for each group and bound."""
        groups = frame.groups(self.change, self.each) if self.each else {"": frame.select(self.change)}
        for group, items in groups.items():
            for name, verb in _FIELDS.items():
                if (bound := getattr(self, name)) is None:
                    continue
                amount = f"{percent(bound.value)}%" if bound.is_share else frame.money(bound.value)
                sentence = f"{group or self.change.words()}: {verb} by at most {amount} per period"
                yield Rule(
                    name=self.called(sentence, group),
                    sentence=sentence,
                    path=(*path, name),
                    rows=tuple(_rows(items, name, bound, frame.span(items))),
                    relative=bound.is_share,
                )


def _rows(items: tuple[str, ...], name: str, bound: Amount, span: range) -> Iterator[Row]:
    sign = 1 if name == "max_rise_per_period" else -1
    share, fixed = (bound.value, Decimal(0)) if bound.is_share else (Decimal(0), bound.value)
    for earlier, later in pairwise(span):
        kept: Mapping[Term, Decimal] = {Term(Measure.SPEND, items, earlier): -(1 + sign * share)}
        terms = scaled(added({Term(Measure.SPEND, items, later): Decimal(1)}, kept), Decimal(sign))
        yield Row(terms, Sense.AT_MOST, fixed, later)
