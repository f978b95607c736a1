"""Hurdles: a selection as a whole must bring back its money and so much more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Self

from pydantic import model_validator

from allocator.fields import Signed, percent, wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Sense, Term, added
from allocator.limits.selecting import Selector


class HurdleLimit(LimitFields):
    """The least return on the money of a selection as a whole. Row: Σ_i return_i − (1 + h) · Σ_i x_i ≥ 0.

    The return counts over the outcomes' whole life. Good items can carry weak ones here; `policy.hurdle`
    asks every unit of money by itself.
    """

    hurdle: Signed
    """Net return per unit of money: 20% asks for 1.20 back, 0% for the money itself, −10% allows a loss."""
    on: Selector = Selector.model_construct()
    """Which items count."""

    @model_validator(mode="after")
    def _above_total_loss(self) -> Self:
        if self.hurdle < -1:
            raise wrong("a hurdle below a total loss", "-100% or more", f"{percent(self.hurdle)}%")
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """Which items count."""
        yield "on", self.on

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule."""
        items, asked = frame.select(self.on), 1 + self.hurdle
        terms = added(
            {Term(Measure.RETURN, items): Decimal(1)},
            {Term(Measure.SPEND, items): -asked},
        )
        sentence = f"return of {self.on.words()}: at least {percent(asked)}% of their spend"
        row = Row(terms, Sense.AT_LEAST, Decimal(0))
        yield Rule(self.called(sentence), sentence, (*path, "hurdle"), (row,), relative=True)
