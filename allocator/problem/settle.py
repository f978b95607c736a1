"""From a scenario to the problem that it poses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from allocator.curves import Basis
from allocator.errors import Mistake, UnboundedError
from allocator.fields import Unlimited
from allocator.limits import Rule
from allocator.money import exact
from allocator.periods import Periods
from allocator.problem.bounds import Bounded, bounded_by_item, most_bought, slopes_of
from allocator.problem.ceilings import Ceiling, Pool, ceilings_of, pools_of
from allocator.problem.effects import Effect, Input, Lift, base_of
from allocator.problem.frame import ScenarioFrame
from allocator.problem.levers import Lever
from allocator.problem.lines import Line, line_of
from allocator.problem.money_rules import money_rules
from allocator.problem.own_rules import item_rules
from allocator.problem.sources import Source, sources_of
from allocator.problem.stages import Stage, stages_of
from allocator.problem.targets import Target, targets_of
from allocator.problem.uplifts import with_lifts
from allocator.scenario.buying import Spend, Units
from allocator.scenario.goals import BUDGET
from allocator.scenario.items import Starts
from allocator.scenario.schema import Scenario

_LEAST_PART = Decimal("0.001")


@dataclass(frozen=True)
class Problem:
    """Everything that the model and the checker need to know of a scenario.

    `rules` hold for every plan; `targets` are tried; `stages` are served in order.
    """

    scenario: Scenario
    frame: ScenarioFrame
    sources: Mapping[str, Source]
    ceilings: tuple[Ceiling, ...]
    rules: tuple[Rule, ...]
    targets: tuple[Target, ...]
    stages: tuple[Stage, ...]

    @property
    def lines(self) -> Mapping[str, Line]:
        """The items by id, in the order of the file."""
        return self.frame.lines

    @property
    def periods(self) -> Periods:
        """The horizon."""
        return self.frame.periods

    @property
    def digits(self) -> int:
        """Decimals of the smallest unit of money."""
        return self.frame.digits

    @property
    def unit(self) -> Decimal:
        """The smallest unit of money."""
        return self.frame.unit

    @property
    def least_paid(self) -> Decimal:
        """The smallest amount that can be paid, also where money is counted finer."""
        return Decimal(1).scaleb(-self.scenario.digits)

    @property
    def pays_later(self) -> bool:
        """Whether something bought can ask for money later on, taken off the money that has come back."""
        effects = (effect for line in self.lines.values() for effect in line.effects if effect.cash)
        return any(slope * effect.value < 0 for effect in effects for slope in slopes_of(effect, self.lines))

    def base_of(self, effect: Effect) -> Effect:
        """The effect whose outcome is the input of another one."""
        return base_of(effect, self.lines)

    @cached_property
    def pools(self) -> Mapping[str, tuple[Pool, ...]]:
        """The ceilings of each metric, together with those that they overlap."""
        return pools_of(self.ceilings)

    @cached_property
    def moved(self) -> Mapping[str, tuple[Effect, ...]]:
        """By item the effects that grow with what is put into it: its own, and those of what lifts it."""
        found: dict[str, list[Effect]] = {name: [] for name in self.lines}
        for line in self.lines.values():
            for effect in line.effects:
                found[effect.item if effect.base is None else effect.base.item].append(effect)
        return {name: tuple(effects) for name, effects in found.items()}

    def lifting(self, effect: Effect, t: int) -> tuple[Lever, ...]:
        """The levers of which one pulled is enough for a lift to work in a period."""
        key = (effect.item, effect.tier, effect.lift, t)
        if key not in self._lifting:
            levers = (v for v in self.lines[effect.item].levers if not effect.tier or v.tier == effect.tier)
            reaching = (v for v in levers if effect.lift is not None and effect.lift.reaches(v, t))
            self._lifting[key] = tuple(reaching)
        return self._lifting[key]

    @cached_property
    def _lifting(self) -> dict[tuple[str, str, Lift | None, int], tuple[Lever, ...]]:
        return {}

    @cached_property
    def linked(self) -> Mapping[str, tuple[str, ...]]:
        """By item the items whose outcomes it can change: itself, and those that lift it."""
        named = {
            name: dict.fromkeys((name, *(e.item for e in effects))) for name, effects in self.moved.items()
        }
        return {name: tuple(found) for name, found in named.items()}

    def most_spend(self, line: Line) -> Decimal:
        """A bound on the money that can be put into an item; raises UnboundedError where there is none."""
        if line.id not in self._most_spends:
            self._most_spends[line.id] = self._most_spend(line)
        return self._most_spends[line.id]

    @cached_property
    def _most_spends(self) -> dict[str, Decimal]:
        return {}

    def _most_spend(self, line: Line) -> Decimal:
        bounds = [] if line.spec.units is not None else [self._most_bought(line)]
        spec = self.frame.spec.reinvest
        if not self.sources and (spec is None or line.time_frame not in spec.into):
            bounds.append(self._most_own_money)
        return _least(bounds, line)

    @cached_property
    def _most_own_money(self) -> Decimal:
        """All own money with the interest that it can earn."""
        return sum(self.frame.released, Decimal(0)) * self.frame.growth(0, self.periods.count - 1)

    def most_units(self, line: Line) -> Decimal:
        """A bound on the units that can be bought of an item; raises UnboundedError where there is none."""
        bound, cost = self._most_bought(line), min(lever.cost for lever in line.levers)
        if cost and bound is None:
            return max(self.most_spend(line) / cost, line.held)
        return _least([bound], line)

    def _most_bought(self, line: Line) -> Decimal | None:
        """The item's own cap; what limits allow where it has none, because looking for that takes time."""
        bought = line.spec.spend or line.spec.units
        cap = None if bought is None else _cap(bought, len(line.active))
        return most_bought(line, self._bounded[line.id]) if cap is None else cap

    @cached_property
    def _bounded(self) -> Mapping[str, Sequence[Bounded]]:
        """What limits bound of each item."""
        return bounded_by_item(self.lines, (rule for rule in self.rules if rule.path[0] == "limits"))

    def least_used(self, line: Line) -> Decimal:
        """The least money, number of units or part that counts as bought."""
        if line.spec.units is not None:
            return Decimal(1) if line.spec.units.whole else _LEAST_PART
        if line.spec.spend is None:
            return _LEAST_PART
        return line.spec.spend.min_if_used_total or self.least_paid

    def most_seen(self, effect: Effect, t: int) -> Decimal:
        """A bound on what an effect's curve sees in a period; raises UnboundedError where there is none."""
        total = self.most_input(effect)
        in_period = total if effect.basis is Basis.TOTAL else self._most_in_period(effect, total)
        return effect.most_seen(t, total, in_period)

    def most_input(self, effect: Effect) -> Decimal:
        """A bound on what an effect grows with; raises UnboundedError where there is none."""
        line = self.lines[effect.item]
        if effect.input is Input.UNITS:
            return self.most_units(line)
        if effect.input is Input.ALWAYS:
            return Decimal(self.periods.count)
        if effect.input is Input.USED:
            return Decimal(1)
        if line.is_purchase:
            return _of_purchases(effect, line, {lever: _in_all(effect, lever) for lever in line.levers})
        if line.spec.spend:
            return self.most_spend(line)
        return self.most_units(line) * max(lever.cost for lever in line.levers)

    def _most_in_period(self, effect: Effect, total: Decimal) -> Decimal:
        """A bound on an effect's input in one period, given one on that of all."""
        line = self.lines[effect.item]
        bought = line.spec.spend or line.spec.units
        if effect.input in (Input.USED, Input.ALWAYS):
            return Decimal(1)
        if bought is None:
            return _of_purchases(effect, line, {lever: _at_once(effect, lever) for lever in line.levers})
        caps = [cap for cap in (bought.max_per_period, bought.exact_per_period) if cap is not None]
        if line.spec.units is not None and effect.input is Input.SPEND:
            caps = [cap * max(lever.cost for lever in line.levers) for cap in caps]
        return min([total, *caps])


def _in_all(effect: Effect, lever: Lever) -> Decimal:
    """What an effect grows with when a purchase is made, over the horizon."""
    if effect.input is Input.SPEND:
        return lever.cost
    return Decimal(len(lever.running) if effect.input is Input.RUNNING else 1)


def _at_once(effect: Effect, lever: Lever) -> Decimal:
    """The most of it in one period."""
    if effect.input is Input.SPEND:
        return max((amount for _, amount in lever.payments), default=Decimal(0))
    return Decimal(1)


def _of_purchases(effect: Effect, line: Line, amounts: Mapping[Lever, Decimal]) -> Decimal:
    """The most of what purchases put in, of which one or several can be made."""
    chosen = [x for lever, x in amounts.items() if not effect.tier or lever.tier == effect.tier]
    if line.spec.starts is Starts.REPEATEDLY:
        return sum(chosen, Decimal(0))
    return max(chosen, default=Decimal(0))


def _least(bounds: Iterable[Decimal | None], line: Line) -> Decimal:
    known = [bound for bound in bounds if bound is not None]
    if not known:
        raise UnboundedError([_without_cap(line)])
    return max(min(known), line.held)


def _without_cap(line: Line) -> Mistake:
    part = "spend" if line.spec.spend is not None else "units"
    return Mistake(
        "nothing bounds it: the money for it has no bound of its own",
        path=f"items.{line.id}.{part}",
        expected="a max_total, because a fee, choice, prerequisite, minimum, table, curve or uplift"
        " speaks of it",
        found="none",
    )


def _cap(bought: Spend | Units, periods: int) -> Decimal | None:
    totals = [cap for cap in (bought.exact_total, bought.max_total) if cap is not None]
    totals += [cap * periods for cap in (bought.exact_per_period, bought.max_per_period) if cap is not None]
    return min(totals, default=None)


def settle(scenario: Scenario, *, finer: int = 0) -> Problem:
    """Derive all that the scenario leaves open: periods, payments, time frames, shares of fixed amounts.

    Money is counted so many digits `finer` than the currency is, to ask what would be: releases and shares
    of the budget are then hardly rounded.

    Raises ValueError where dates or seasons do not fit the horizon; `allocator.scenario.load` has
    checked that already for scenarios that it returns.
    """
    with exact():
        periods = scenario.horizon.calendar
        lines = lines_of(scenario)
        spec = scenario.budget
        is_open = isinstance(spec.total, Unlimited) or BUDGET in scenario.policy.weights
        frame = ScenarioFrame(lines, periods, spec, scenario.digits + finer, is_open)
        held = spec.reserve.value if spec.reserve.is_share else Decimal(0)
        sources = sources_of(scenario, periods, reserve=held)
        ceilings = ceilings_of(scenario.metrics, lines)
        targets = targets_of(scenario.goals, frame, periods)
        return Problem(
            scenario=scenario,
            frame=frame,
            sources=sources,
            ceilings=ceilings,
            rules=tuple(_rules(scenario, frame, sources)),
            targets=targets,
            stages=stages_of(scenario.policy, targets, frame, sources, add_up=not ceilings),
        )


def lines_of(scenario: Scenario) -> Mapping[str, Line]:
    """The items alone, settled, by id in the order of the file; raises what `settle` raises."""
    periods = scenario.horizon.calendar
    with exact():
        return with_lifts({name: line_of(name, scenario, periods) for name in scenario.items}, scenario)


def _rules(scenario: Scenario, frame: ScenarioFrame, sources: Mapping[str, Source]) -> Iterator[Rule]:
    yield from money_rules(frame, sources)
    for line in frame.lines.values():
        yield from item_rules(line, frame)
    for number, limit in enumerate(scenario.limits):
        yield from limit.rules(frame, ("limits", number))
