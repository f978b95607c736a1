"""What limits on outcomes and on capacities share: bounds on something that items cause."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Self

from pydantic import model_validator

from allocator.fields import PeriodRefs, Signed, plain, wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Sense
from allocator.limits.bounds import SENSES, Span, basis_words, bound_fields, period_of, spans, summed
from allocator.limits.selecting import Selector

RETURN = "return"
"""The word for the money value of all outcomes."""
_FIELDS = bound_fields("min", "max", "exact")


def measured(name: str) -> tuple[Measure, str]:
    """How a metric, a capacity or `return` is counted: the measure, and the metric of its terms."""
    return (Measure.RETURN, "") if name == RETURN else (Measure.OUTCOME, name)


class QuantityLimit(LimitFields):
    """Bounds on something that items cause, in total or where it happens."""

    on: Selector = Selector.model_construct()
    """Which items count."""
    min_total: Signed | None = None
    """At least this in total."""
    max_total: Signed | None = None
    """At most this in total."""
    min_per_period: Signed | None = None
    """At least this in every period."""
    max_per_period: Signed | None = None
    """At most this in every period."""
    exact_total: Signed | None = None
    """Exactly this in total, as nearly as the smallest unit of money allows."""
    exact_per_period: Signed | None = None
    """Exactly this in every period, as nearly as the smallest unit of money allows."""
    during: PeriodRefs = ()
    """Only these periods: bounds in total count no others, bounds per period hold in no others."""

    @property
    @abstractmethod
    def quantity(self) -> str:
        """The name of what is bounded."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(getattr(self, name) is None for name in _FIELDS):
            raise wrong(f"a limit on {self.quantity} without a bound", ", ".join(_FIELDS), "none of them")
        for low, high in ((self.min_total, self.max_total), (self.min_per_period, self.max_per_period)):
            if low is not None and high is not None and low > high:
                raise wrong("a minimum above its maximum", f"at most {plain(high)}", plain(low))
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """Which items count."""
        yield "on", self.on

    def periods(self) -> Iterable[tuple[str, str]]:
        """The periods to which it is confined."""
        return (("during", reference) for reference in self.during)

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for each bound given."""
        for name in _FIELDS:
            if (bound := getattr(self, name)) is None:
                continue
            kind, _, basis = name.partition("_")
            sense, words = SENSES[kind]
            amount = f"{words} {plain(bound)} {basis_words(basis, self.during)}"
            sentence = f"{self.quantity} of {self.on.words()}: {amount}"
            rows = tuple(self._row(frame, sense, bound, span) for span in spans(frame, basis, self.during))
            yield Rule(self.called(sentence), sentence, (*path, name), rows, unit="count")

    def _row(self, frame: Frame, sense: Sense, bound: Decimal, span: Span) -> Row:
        measure, metric = measured(self.quantity)
        terms = summed(measure, frame.select(self.on), span, metric)
        room = frame.grain(terms) if sense is Sense.EXACTLY else None
        return Row(terms, sense, bound, period_of(span), room)
