"""What all items together can bring of a metric at most: a saturated audience, traffic that is capped.

What comes on top is lost, not forbidden. A group of items brings, of a metric with ceiling C,
    min(Σ outcomes, C), over the whole life or in each period in which they arrive;
so what a group brings is not always the sum of what its items would bring alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from allocator.curves import Basis
from allocator.errors import InputError, Mistake
from allocator.limits import Measure, Term
from allocator.problem.effects import Effect, factor_of
from allocator.problem.lines import Line
from allocator.scenario.metrics import Metric


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most `most` of a metric, over the whole life of all outcomes or in each period.

    `value` and `cash` are what one lost outcome takes off the return, and off the money that comes back.
    `until` is the last period, perhaps after the horizon, in which any of it arrives.
    """

    metric: str
    most: Decimal
    basis: Basis
    effects: tuple[Effect, ...]
    until: int

    @property
    def is_per_period(self) -> bool:
        """Whether it holds in each period by itself."""
        return self.basis is Basis.PER_PERIOD

    def lost_factor(self, term: Term) -> Decimal:
        """How much of a term (OUTCOME, CASH or RETURN) one lost outcome takes away."""
        return factor_of(self.effects[0], term)

    def members(self, items: tuple[str, ...]) -> tuple[Effect, ...]:
        """The effects that bring the metric, of some items."""
        named = set(items)
        return tuple(effect for effect in self.effects if effect.item in named)

    def spans(self, period: int | None) -> Iterator[tuple[int, range]]:
        """Signs and periods that tell what is lost in a period (None: over the whole life).

        lost = Σ sign · max(0, Σ arrivals in these periods − most).
        """
        everything = range(self.until + 1)
        if self.is_per_period:
            yield from ((1, range(t, t + 1)) for t in (everything if period is None else [period]))
        elif period is None:
            yield 1, everything
        else:
            yield 1, range(period + 1)
            if period:
                yield -1, range(period)


def ceilings_of(metrics: Mapping[str, Metric], lines: Mapping[str, Line]) -> dict[str, Ceiling]:
    """The ceilings of metrics that items bring; raises InputError where one is valued differently by them."""
    found = {}
    for name, metric in metrics.items():
        most = metric.ceiling_total if metric.ceiling_total is not None else metric.ceiling_per_period
        effects = tuple(e for line in lines.values() for e in line.effects if e.metric == name)
        if most is None or not effects:
            continue
        if len({(effect.value, effect.cash) for effect in effects}) > 1:
            raise InputError([_valued_differently(name)])
        last = max(effect.stop - 1 + lag for effect in effects for lag, _ in effect.arrivals)
        basis = Basis.TOTAL if metric.ceiling_total is not None else Basis.PER_PERIOD
        found[name] = Ceiling(name, most, basis, effects, last)
    return found


def _valued_differently(metric: str) -> Mistake:
    return Mistake(
        "a ceiling on a metric that items value differently",
        path=f"metrics.{metric}",
        expected="one value (or margin) for all of it, and no better evidence on some of the items",
        found="several values",
    )


def touched(ceilings: Mapping[str, Ceiling], term: Term) -> Iterator[Ceiling]:
    """The ceilings that may take something off a term."""
    if term.measure in (Measure.OUTCOME, Measure.CASH, Measure.RETURN):
        yield from (c for c in ceilings.values() if c.lost_factor(term) and c.members(term.items))
