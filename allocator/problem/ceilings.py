"""What items together can bring of a metric at most: a saturated audience, traffic that is capped.

What comes on top is lost, not forbidden. A group of items brings, of a metric with ceilings C_k on sets S_k,
    max Σ y  with  y_i ≤ outcomes_i  and  Σ_{i in S_k} y_i ≤ C_k,
over the whole life or in each period in which they arrive; with one ceiling that is min(Σ outcomes, C).
So what a group brings is not always the sum of what its items would bring alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain

from allocator.curves import Basis
from allocator.errors import InputError, Mistake
from allocator.fields import plain
from allocator.limits import Measure, Path, Selector, Term
from allocator.problem.effects import Effect, factor_of
from allocator.problem.lines import Line
from allocator.problem.ways import Places, Way, ways_of
from allocator.scenario.ceiling_checks import Spot, overlap_disagreements
from allocator.scenario.disagreement import as_mistake
from allocator.scenario.metrics import Metric
from allocator.scenario.nodes import dotted
from allocator.scenario.overlaps import knots

Effects = tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most `most` of a metric, over the whole life of some outcomes or in each period.

    `name` is empty for that of all items; `path` is where the scenario says it.
    """

    metric: str
    name: str
    most: Decimal
    basis: Basis
    items: frozenset[str]
    effects: Effects
    path: Path

    @property
    def title(self) -> str:
        """What it is called in reports."""
        return self.name or f"ceiling of {self.metric}"

    @property
    def place(self) -> Path:
        """Where the scenario says it, its items included."""
        return self.path[:-1] if self.name else self.path

    @property
    def sentence(self) -> str:
        """What it says."""
        basis = "per period" if self.is_per_period else "total"
        who = f" of {', '.join(sorted(self.items))}" if self.name else ""
        return f"{self.metric}{who}: at most {plain(self.most)} {basis}, more is lost"

    @property
    def is_per_period(self) -> bool:
        """Whether it holds in each period by itself."""
        return self.basis is Basis.PER_PERIOD


@dataclass(frozen=True, slots=True)
class Part:
    """What the same ceilings of a pool hold: effects, and pools of their own that lie within.

    `places` are the numbers of those ceilings.
    """

    effects: Effects
    pools: tuple[Pool, ...]
    places: Places

    @property
    def everything(self) -> Effects:
        """Its effects, those in pools included."""
        return (*self.effects, *chain.from_iterable(pool.effects for pool in self.pools))


@dataclass(frozen=True)
class Pool:
    """Ceilings that cross one another, mostly a single one, and the parts that they hold.

    A pool in total may hold pools per period. `until` is the last period, perhaps after the horizon, in which
    any of it arrives.
    """

    ceilings: tuple[Ceiling, ...]
    parts: tuple[Part, ...]
    until: int

    @cached_property
    def effects(self) -> Effects:
        """All that it holds."""
        return tuple(chain.from_iterable(part.everything for part in self.parts))

    def place_of(self, effect: Effect) -> int | None:
        """The number of the part that an effect is in; None where it is in none."""
        return self._places.get(id(effect))

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(effect): k for k, part in enumerate(self.parts) for effect in part.everything}

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """In which ways its ceilings can take hold of its parts."""
        return ways_of(len(self.ceilings), tuple(part.places for part in self.parts))

    @cached_property
    def ceiled(self) -> tuple[tuple[Way, Decimal], ...]:
        """The ways, each with what it leaves at most of what it takes hold of."""
        return tuple(
            (way, sum((w * c.most for w, c in zip(way.weights, self.ceilings, strict=True)), Decimal(0)))
            for way in self.ways
        )

    @property
    def any_item(self) -> str:
        """One of the items whose outcomes it holds; ceilings outside hold all of them or none."""
        return _owner(self.effects[0])

    @property
    def metric(self) -> str:
        """The metric of which it says what can be brought."""
        return self.ceilings[0].metric

    @property
    def is_per_period(self) -> bool:
        """Whether it holds in each period by itself."""
        return self.ceilings[0].is_per_period

    def lost_factor(self, term: Term) -> Decimal:
        """How much of a term (OUTCOME, CASH or RETURN) one lost outcome takes away."""
        return factor_of(self.ceilings[0].effects[0], term)

    def holds(self, items: tuple[str, ...]) -> bool:
        """Whether any of these items brings anything that it holds."""
        return not self._bringing.isdisjoint(items)

    @cached_property
    def _bringing(self) -> frozenset[str]:
        return frozenset(effect.item for effect in self.effects)

    def spans(self, period: int | None) -> Iterator[tuple[int, range]]:
        """Signs and periods that tell what is lost in a period (None: over the whole life).

        lost = Σ sign · what is lost of all arrivals in these periods.
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


def ceilings_of(metrics: Mapping[str, Metric], lines: Mapping[str, Line]) -> tuple[Ceiling, ...]:
    """The ceilings of metrics that items bring, as the scenario states them.

    Raises:
        InputError: a ceiling holds nothing, does not fit another one, or holds what items value differently.
    """
    found = [ceiling for name, metric in metrics.items() for ceiling in _stated(name, metric, lines)]
    for name in metrics:
        spots = [Spot(c.path, c.items, c.is_per_period) for c in found if c.metric == name]
        if wrong := [as_mistake(one) for one in overlap_disagreements(spots)]:
            raise InputError(wrong)
    found = [ceiling for ceiling in found if ceiling.effects]
    pools = [pool for of_metric in pools_of(found).values() for pool in of_metric]
    if mixed := [_valued_differently(pool) for pool in pools if len(_values(pool)) > 1]:
        raise InputError(mixed)
    return tuple(found)


def _stated(name: str, metric: Metric, lines: Mapping[str, Line]) -> Iterator[Ceiling]:
    """The ceilings of a metric: that of all items, then those that some of them share."""
    for field, most in metric.own_ceiling:
        yield _ceiling(name, "", most, ("metrics", name, field), Selector(), lines)
    for title, shared in metric.ceilings.items():
        field, most = shared.bound
        yield _ceiling(name, title, most, ("metrics", name, "ceilings", title, field), shared.on, lines)


def _ceiling(
    metric: str, name: str, most: Decimal, path: Path, on: Selector, lines: Mapping[str, Line]
) -> Ceiling:
    """What others add by an uplift to what an item brings counts where that item does."""
    chosen = {line.id for line in lines.values() if on.matches(line)}
    effects = tuple(
        effect
        for line in lines.values()
        for effect in line.effects
        if effect.metric == metric and _owner(effect) in chosen
    )
    basis = Basis.PER_PERIOD if str(path[-1]).endswith("per_period") else Basis.TOTAL
    return Ceiling(metric, name, most, basis, frozenset(map(_owner, effects)), effects, path)


def _owner(effect: Effect) -> str:
    """The item that brings it of itself: where it is a lift, the one that is lifted."""
    return effect.base.item if effect.base is not None else effect.item


def pools_of(ceilings: Sequence[Ceiling]) -> dict[str, tuple[Pool, ...]]:
    """The ceilings of each metric in pools, those that lie within others inside their pools."""
    found: dict[str, tuple[Pool, ...]] = {}
    for metric in dict.fromkeys(ceiling.metric for ceiling in ceilings):
        pools: tuple[Pool, ...] = ()
        for per_period in (True, False):
            chosen = [c for c in ceilings if c.metric == metric and c.is_per_period is per_period]
            for knot in knots([ceiling.items for ceiling in chosen]):
                pools = _around(tuple(chosen[k] for k in knot), pools)
        found[metric] = pools
    return found


def _around(ceilings: tuple[Ceiling, ...], pools: tuple[Pool, ...]) -> tuple[Pool, ...]:
    """The pools with one more, which takes those that lie within it."""

    def places(item: str) -> Places:
        return frozenset(k for k, ceiling in enumerate(ceilings) if item in ceiling.items)

    inner = [pool for pool in pools if places(pool.any_item)]
    inside = {id(effect) for pool in inner for effect in pool.effects}
    effects = {id(effect): effect for ceiling in ceilings for effect in ceiling.effects}
    parts: dict[Places, tuple[list[Effect], list[Pool]]] = {}
    for effect in effects.values():
        if id(effect) not in inside:
            parts.setdefault(places(_owner(effect)), ([], []))[0].append(effect)
    for pool in inner:
        parts.setdefault(places(pool.any_item), ([], []))[1].append(pool)
    ordered = sorted(parts.items(), key=lambda pair: sorted(pair[0]))
    found = tuple(Part(tuple(own), tuple(within), held) for held, (own, within) in ordered)
    last = max(effect.stop - 1 + lag for effect in effects.values() for lag, _ in effect.arrivals)
    return (*(pool for pool in pools if pool not in inner), Pool(ceilings, found, last))


def _values(pool: Pool) -> set[tuple[Decimal, bool]]:
    return {(effect.value, effect.cash) for effect in pool.effects}


def _valued_differently(pool: Pool) -> Mistake:
    first = pool.ceilings[0]
    return Mistake(
        "a ceiling on a metric that items value differently",
        path=dotted(first.place if first.name else first.path[:-1]),
        expected="one value (or margin) for all of it, and no better evidence on some of the items",
        found="several values",
    )


def touched(pools: Mapping[str, tuple[Pool, ...]], term: Term) -> Iterator[Pool]:
    """The pools that may take something off a term."""
    if term.measure in (Measure.OUTCOME, Measure.CASH, Measure.RETURN):
        found = (pool for of_metric in pools.values() for pool in of_metric)
        yield from (pool for pool in found if pool.lost_factor(term) and pool.holds(term.items))
