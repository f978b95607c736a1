"""Floors and ceilings on outcomes: at least 5,000 prospects, at most 300 complaints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Self

from pydantic import model_validator

from allocator.fields import Rate, Word, plain, wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, Selector, Sense, Term

_BOUNDS = {"min": (Sense.AT_LEAST, "at least"), "max": (Sense.AT_MOST, "at most")}
_FIELDS = tuple(f"{bound}_{basis}" for bound in _BOUNDS for basis in ("total", "per_period"))


class OutcomeLimit(LimitFields):
    """A hard floor or ceiling on a metric. Row: Σ_i y_{i,m} ≥ b.

    In total, an outcome counts over its whole life; per period, it counts where it arrives.
    A target that may be missed at a shortfall is a goal, not a limit.
    """

    metric: Word
    """The metric, or `return` for the money value of all outcomes."""
    on: Selector = Selector()
    """Which items' outcomes count."""
    min_total: Rate | None = None
    """At least this over the outcomes' whole life."""
    max_total: Rate | None = None
    """At most this over the outcomes' whole life."""
    min_per_period: Rate | None = None
    """At least this arriving in every period."""
    max_per_period: Rate | None = None
    """At most this arriving in every period."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(getattr(self, name) is None for name in _FIELDS):
            raise wrong("a limit on a metric without a bound", ", ".join(_FIELDS), "none of them")
        for low, high in ((self.min_total, self.max_total), (self.min_per_period, self.max_per_period)):
            if low is not None and high is not None and low > high:
                raise wrong("a minimum above its maximum", f"at most {plain(high)}", plain(low))
        per_period = self.min_per_period is not None or self.max_per_period is not None
        if self.metric == "return" and per_period:
            raise wrong("`return` counts in total only", "min_total or max_total", "a bound per period")
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """Which items' outcomes count."""
        yield "on", self.on

    def metrics(self) -> Iterable[tuple[str, str]]:
        """The metric it bounds."""
        yield "metric", self.metric

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for each bound given."""
        items = frame.select(self.on)
        measure = Measure.RETURN if self.metric == "return" else Measure.OUTCOME
        metric = "" if measure is Measure.RETURN else self.metric
        for name in _FIELDS:
            if (bound := getattr(self, name)) is None:
                continue
            kind, _, basis = name.partition("_")
            sense, words = _BOUNDS[kind]
            sentence = f"{self.metric} of {self.on.words()}: {words} {plain(bound)} {basis.replace('_', ' ')}"
            periods = [None] if basis == "total" else list(range(len(frame.labels)))
            rows = tuple(Row({Term(measure, items, t, metric): Decimal(1)}, sense, bound, t) for t in periods)
            yield Rule(self.name or sentence, sentence, (*path, name), rows, unit="count")
