"""Caps, floors and exact amounts: in money, in units, or as a share; in total or per period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Any, Self

from pydantic import ValidationInfo, field_validator, model_validator

from allocator.fields import Amount, MoneyOrShare, PeriodRefs, percent, plain, quantity, wrong
from allocator.limits.base import Frame, LimitFields, Measure, Path, Row, Rule, added, scaled
from allocator.limits.bounds import SENSES, Span, basis_words, bound_fields, period_of, spans, summed
from allocator.limits.selecting import Grouping, Selector


class Counted(StrEnum):
    """What an amount limit counts."""

    MONEY = "money"
    UNITS = "units"


class Whole(StrEnum):
    """What a share can be a share of, besides a selection of items."""

    BUDGET = "budget"
    SPEND = "spend"


_ROUNDING = {"max": ROUND_FLOOR, "min": ROUND_CEILING, "exact": ROUND_HALF_EVEN}
_FIELDS = bound_fields(*_ROUNDING)


class AmountLimit(LimitFields):
    """A cap, a floor or an exact amount for a selection of items, or for each group of them.

    Row for a fixed amount b: Σ_i x_i ≤ b. Row for a share s of a whole w: Σ_i x_i − s · Σ_{j∈w} x_j ≤ 0.
    Per period, one row for each period; with `during`, only those periods are added up, or have a row.
    """

    on: Selector = Selector.model_construct()
    """Which items count: an id, a list of ids, `all`, or conditions such as `{channel: search}`."""
    each: Grouping | None = None
    """Apply the limit to each item, channel, kind, time_frame or tag on its own."""
    counted: Counted = Counted.MONEY
    """Whether `money` or `units` are limited."""
    max_total: MoneyOrShare | None = None
    """At most this over the horizon."""
    max_per_period: MoneyOrShare | None = None
    """At most this in every period."""
    min_total: MoneyOrShare | None = None
    """At least this over the horizon."""
    min_per_period: MoneyOrShare | None = None
    """At least this in every period."""
    exact_total: MoneyOrShare | None = None
    """Exactly this over the horizon."""
    exact_per_period: MoneyOrShare | None = None
    """Exactly this in every period."""
    of: Whole | Selector = Whole.BUDGET
    """What a share is a share of: the whole `budget` (also for bounds per period), the plan's `spend` (for
    bounds per period, that of the period), or a selection of items likewise."""
    during: PeriodRefs = ()
    """Only these periods: bounds in total count no others (on both sides of a share), bounds per period hold
    in no others."""

    @field_validator(*_FIELDS, mode="before")
    @classmethod
    def _in_parts(cls, value: Any, info: ValidationInfo) -> Any:
        """Units can be counted in finer parts than money."""
        return quantity(value) if info.data.get("counted") is Counted.UNITS and value is not None else value

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(getattr(self, name) for name in _FIELDS):
            raise wrong(
                "a limit without a bound", f"one of {', '.join(_FIELDS)}, requires, choose, metric", "none"
            )
        shares = [name for name in _FIELDS if (bound := getattr(self, name)) and bound.is_share]
        if self.counted is Counted.UNITS and self.of is Whole.BUDGET and shares:
            raise wrong(
                "a share of the budget counted in units", "of: spend, or of: a selection of items", shares[0]
            )
        if "of" in self.model_fields_set and not shares:
            raise wrong("`of` without a share", 'a bound such as "40%"', "no percentage")
        return self

    @model_validator(mode="after")
    def _floor_under_cap(self) -> Self:
        for basis in ("total", "per_period"):
            low: Amount | None = getattr(self, f"min_{basis}")
            high: Amount | None = getattr(self, f"max_{basis}")
            if low and high and low.is_share is high.is_share and low.value > high.value:
                raise wrong(
                    f"min_{basis} above max_{basis}", f"at most {plain(high.value)}", plain(low.value)
                )
        return self

    def selectors(self) -> Iterable[tuple[str, Selector]]:
        """What it limits, and what its shares are shares of."""
        yield "on", self.on
        if isinstance(self.of, Selector):
            yield "of", self.of

    def shares_of_budget(self) -> Iterable[str]:
        """The bounds that are shares of the budget."""
        if self.of is Whole.BUDGET:
            yield from (name for name in _FIELDS if (bound := getattr(self, name)) and bound.is_share)

    def periods(self) -> Iterable[tuple[str, str]]:
        """The periods to which it is confined."""
        return (("during", reference) for reference in self.during)

    def rules(self, frame: Frame, path: Path) -> Iterator[Rule]:
        """One rule for each group and bound."""
        groups = frame.groups(self.on, self.each) if self.each else {"": frame.select(self.on)}
        for group, items in groups.items():
            for name in _FIELDS:
                if bound := getattr(self, name):
                    yield self._rule(frame, (*path, name), (group, items), name, bound)

    def _rule(
        self, frame: Frame, path: Path, group: tuple[str, tuple[str, ...]], field: str, bound: Amount
    ) -> Rule:
        kind, _, basis = field.partition("_")
        amount = f"{SENSES[kind][1]} {self._words(frame, bound)}"
        sentence = f"{group[0] or self.on.words()}: {amount} {basis_words(basis, self.during)}"
        return Rule(
            name=self.called(sentence, group[0]),
            sentence=sentence,
            path=path,
            rows=tuple(
                self._row(frame, group[1], kind, bound, span) for span in spans(frame, basis, self.during)
            ),
            unit="units" if self.counted is Counted.UNITS else "money",
            relative=bound.is_share and self.of is not Whole.BUDGET,
        )

    def _words(self, frame: Frame, bound: Amount) -> str:
        if bound.is_share:
            whole = self.of.words() if isinstance(self.of, Selector) else f"the {self.of.value}"
            return f"{percent(bound.value)}% of {whole}"
        return frame.money(bound.value) if self.counted is Counted.MONEY else f"{plain(bound.value)} units"

    def _row(self, frame: Frame, items: tuple[str, ...], kind: str, bound: Amount, span: Span) -> Row:
        sense, period = SENSES[kind][0], period_of(span)
        measure = Measure.SPEND if self.counted is Counted.MONEY else Measure.UNITS
        left = summed(measure, items, span)
        if not bound.is_share:
            return Row(left, sense, bound.value, period)
        if self.of is Whole.BUDGET:
            grows = scaled(frame.found_budget, -bound.value)
            fixed = (bound.value * frame.budget).quantize(frame.unit, _ROUNDING[kind])
            room = frame.unit if grows and kind == "exact" else None
            return Row(added(left, grows), sense, fixed, period, room=room)
        others = frame.select(self.of if isinstance(self.of, Selector) else Selector())
        terms = added(left, scaled(summed(measure, others, span), -bound.value))
        return Row(terms, sense, Decimal(0), period, room=frame.grain(terms) if kind == "exact" else None)
