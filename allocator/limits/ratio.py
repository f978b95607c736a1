"""Ratios between two selections: two radio spots for each TV spot, a risk of at most 1.4 for each euro."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from allocator.fields import Rate, Word, plain, wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Sense, Term, added, scaled
from allocator.limits.bounds import COMPARED, Span, period_of, spans, summed
from allocator.limits.quantity import RETURN, measured
from allocator.limits.selecting import Selector

AMOUNTS = {"money": (Measure.SPEND, ""), "units": (Measure.UNITS, "")}
"""What can be counted besides metrics and capacities."""
_UNITS: dict[str, Literal["money", "units"]] = {"money": "money", "units": "units"}


class RatioLimit(LimitFields):
    """So much of one thing for each of another. Row: Σ_{i∈left} q_i − r · Σ_{j∈right} q'_j ≥ 0.

    Where there is nothing on the right, `at_most` and `exactly` allow nothing on the left either.
    """

    ratio: Selector
    """The items on the left: the ratio is theirs to those of `to`."""
    to: Selector
    """The items on the right."""
    counted: Word = "money"
    """What is counted on the left: `money`, `units`, or the name of a metric or a capacity."""
    to_counted: Word | None = None
    """What is counted on the right; the same as on the left where left out."""
    at_least: Rate | None = None
    """The left is so many times the right, or more."""
    at_most: Rate | None = None
    """The left is so many times the right, or less."""
    exactly: Rate | None = None
    """The left is just so many times the right, as nearly as the smallest unit of money allows."""
    each_period: bool = False
    """Whether it holds in every period by itself, outcomes where they arrive; otherwise in total."""

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if all(getattr(self, name) is None for name in COMPARED):
            raise wrong("a ratio without a bound", ", ".join(COMPARED), "none of them")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise wrong("at_least above at_most", f"{plain(self.at_most)} or less", plain(self.at_least))
        if self.each_period and RETURN in (self.counted, self.to_counted):
            raise wrong("`return` counts in total only", "each_period: false", "each_period: true")
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """Both sides."""
        yield "ratio", self.ratio
        yield "to", self.to

    def quantities(self) -> Iterable[tuple[str, str]]:
        """What is counted on both sides, where it is neither money nor units."""
        for field in ("counted", "to_counted"):
            name = getattr(self, field)
            if name is not None and name not in AMOUNTS:
                yield field, name

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for each bound given."""
        for name, sense in COMPARED.items():
            if (rate := getattr(self, name)) is None:
                continue
            yield Rule(
                name=self.called(sentence := self._sentence(name, rate)),
                sentence=sentence,
                path=(*path, name),
                rows=tuple(
                    self._row(frame, sense, rate, span)
                    for span in spans(frame, "per_period" if self.each_period else "total", ())
                ),
                unit=_UNITS.get(self.counted, "count"),
                relative=True,
            )

    def _sentence(self, name: str, rate: Decimal) -> str:
        left = f"{_words(self.counted)} {self.ratio.words()}"
        right = f"{_words(self.to_counted or self.counted)} {self.to.words()}"
        basis = " in every period" if self.each_period else ""
        return f"{left}: {name.replace('_', ' ')} {plain(rate)} times {right}{basis}"

    def _row(self, frame: Frame, sense: Sense, rate: Decimal, span: Span) -> Row:
        left = _side(frame, self.ratio, self.counted, span)
        right = _side(frame, self.to, self.to_counted or self.counted, span)
        terms = added(left, scaled(right, -rate))
        room = frame.grain(terms) if sense is Sense.EXACTLY else None
        return Row(terms, sense, Decimal(0), period_of(span), room)


def _side(frame: Frame, chosen: Selector, counted: str, span: Span) -> dict[Term, Decimal]:
    measure, metric = AMOUNTS.get(counted) or measured(counted)
    return summed(measure, frame.select(chosen), span, metric)


def _words(counted: str) -> str:
    return "money on" if counted == "money" else f"{counted} of"
