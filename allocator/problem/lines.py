"""Items with everything settled that the scenario leaves to be derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from allocator.curves import Smooth
from allocator.periods import Periods, months_long
from allocator.problem.effects import Effect, Input
from allocator.problem.levers import Lever, Pull, exclusive, levers_of
from allocator.problem.stated import effects_of
from allocator.scenario.items import Item
from allocator.scenario.schema import Scenario
from allocator.scenario.words import Evidence, Status, TimeFrame

_NOT_OF_MONEY = {Input.USED, Input.ALWAYS}
"""What does not grow with the first money, so that no payback period follows from it."""


@dataclass(frozen=True)
class Line:
    """An item as the solve sees it: its levers, its effects, its time frame and where that comes from.

    `payback_months` is None where the item never pays for itself, or nothing is known of its return.
    """

    id: str
    spec: Item
    active: range
    levers: tuple[Lever, ...]
    effects: tuple[Effect, ...]
    evidence: Evidence
    time_frame: TimeFrame
    payback_months: Decimal | None
    ends: int | None = None
    """The first period that notice can still save, None where nothing can be saved."""
    held: Decimal = Decimal(0)
    """What a given split buys of it, in money or units: so much counts as possible whatever its caps say."""

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return self.spec.name or self.id

    @property
    def kind(self) -> str:
        """tool, service or ad."""
        return self.spec.kind

    @property
    def channel(self) -> str | None:
        """Where it works."""
        return self.spec.channel

    @property
    def tags(self) -> tuple[str, ...]:
        """Its labels."""
        return self.spec.tags

    @cached_property
    def exclusive(self) -> tuple[tuple[Lever, ...], ...]:
        """Groups of levers of which one at most can be pulled."""
        return tuple(exclusive(self.levers, self.spec))

    @cached_property
    def fees(self) -> tuple[Decimal, Decimal]:
        """What it costs on top of the money put into it: once if used, and in each period in which it is."""
        bought = self.spec.spend or self.spec.units
        if bought is None:
            return Decimal(0), Decimal(0)
        return bought.fee_if_used_total or Decimal(0), bought.fee_if_used_per_period or Decimal(0)

    @property
    def capacities(self) -> frozenset[str]:
        """What it can take of anything but money."""
        blocks = [self.spec.uses, *(tier.uses for tier in (self.spec.tiers or {}).values())]
        return frozenset(name for uses in blocks for name in uses)

    @cached_property
    def lifts(self) -> tuple[Effect, ...]:
        """What it adds to the outcomes of others."""
        return tuple(effect for effect in self.effects if effect.lift is not None)

    @cached_property
    def is_smooth(self) -> bool:
        """Whether what the next money brings changes with every unit spent."""
        return any(isinstance(effect.curve, Smooth) for effect in self.effects)

    @property
    def is_purchase(self) -> bool:
        """Whether it is bought at a price, rather than for any amount of money or by the unit."""
        return self.levers[0].pull is Pull.PURCHASE

    @property
    def is_committed(self) -> bool:
        """Whether a contract is signed."""
        return self.spec.status is Status.COMMITTED


def line_of(name: str, scenario: Scenario, periods: Periods) -> Line:
    """Settle one item of the scenario; raises ValueError where its dates do not fit the horizon."""
    item = scenario.items[name]
    first = periods.find(item.from_).start if item.from_ else 0
    stop = periods.find(item.until).stop if item.until else periods.count
    if first >= stop:
        raise ValueError("`from` lies after `until`")
    levers = tuple(levers_of(name, item, periods, range(first, stop)))
    effects, evidence = effects_of(name, item, scenario.metrics, periods)
    payback = item.payback_months if item.payback_months is not None else _payback(levers, effects, periods)
    return Line(
        id=name,
        spec=item,
        active=range(first, stop),
        levers=levers,
        effects=effects,
        evidence=evidence,
        time_frame=item.time_frame or _time_frame(payback, scenario),
        payback_months=payback,
        ends=periods.find(item.cancellable_from).start if item.cancellable_from else None,
    )


def _time_frame(payback: Decimal | None, scenario: Scenario) -> TimeFrame:
    limits = scenario.policy.payback_months
    if payback is None or payback > limits.medium:
        return TimeFrame.LONG
    return TimeFrame.FAST if payback <= limits.fast else TimeFrame.MEDIUM


def _payback(levers: tuple[Lever, ...], effects: tuple[Effect, ...], periods: Periods) -> Decimal | None:
    """Months until as much has come back as has been paid by then.

    Within a period money comes back evenly, so a period that brings the rest counts by that part of it.
    """
    lever = levers[0]
    paid = {t - lever.period: amount for t, amount in lever.payments}
    stream = _stream(lever, paid, effects)
    missing, months = Decimal(0), Decimal(str(months_long(periods.every)))
    for lag in range(max(stream, default=-1) + 1):
        missing += paid.get(lag, Decimal(0))
        if missing <= (back := stream.get(lag, Decimal(0))):
            return (lag + (missing / back if back else 0)) * months
        missing -= back
    return None


def _stream(lever: Lever, paid: Mapping[int, Decimal], effects: tuple[Effect, ...]) -> Mapping[int, Decimal]:
    """Money that a first level of one brings, by periods since the purchase, seasons left aside."""
    stream: dict[int, Decimal] = {}
    inputs = {Input.SPEND: paid, Input.RUNNING: dict.fromkeys(range(len(lever.running)), Decimal(1))}
    for effect in effects:
        first, rate = _per_input(effect, effects)
        if not effect.value or effect.tier != lever.tier or first.input in _NOT_OF_MONEY:
            continue
        for start, amount in inputs.get(first.input, {0: Decimal(1)}).items():
            for lag, share in effect.arrivals:
                back = amount * rate * share * effect.value
                for later, weight in enumerate(first.carry.weights, start=start + lag):
                    stream[later] = stream.get(later, Decimal(0)) + weight * back
    return stream


def _per_input(effect: Effect, effects: tuple[Effect, ...]) -> tuple[Effect, Decimal]:
    """The effect of the same item that an effect follows from, and what its input brings at best."""
    if effect.base is None:
        return effect, effect.curve.best_average
    first, rate = _per_input(effects[effect.base.number], effects)
    return first, effect.rate * rate
