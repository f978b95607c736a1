"""What a set of levels buys and causes, in exact decimals; no solver involved.

Plan, rounding, reasons and the checker all read their numbers here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from allocator.curves import Basis, Smooth
from allocator.limits import Measure, Term
from allocator.money import rounded
from allocator.plan.losing import Keeping, counted, lost
from allocator.problem import Effect, Input, Lever, Line, Problem, Pull, factor_of, root_of

ZERO, ONE = Decimal(0), Decimal(1)
Series = tuple[Decimal, ...]


class Ledger:
    """The books of one plan; all series have one entry per period.

    `levels` are money, units or 0 and 1; a lever that is missing stands at 0. `reinvested` is the money spent
    again in each period. Use it inside `allocator.money.exact()`.
    """

    def __init__(self, problem: Problem, levels: Mapping[Lever, Decimal], reinvested: Series = ()) -> None:
        self.problem = problem
        self.levels = levels
        self.reinvested = reinvested or (ZERO,) * problem.periods.count
        self._put: dict[str, Series] = {}
        self._caused: dict[int, Series] = {}
        self._put_in: dict[int, Sequence[Decimal]] = {}
        self._bought: dict[int, Series] = {}
        self._sums: dict[Term, Decimal] = {}
        self._totals: dict[str, Decimal] = {}
        self._lives: dict[int, Decimal] = {}
        self._used: dict[str, bool] = {}

    def level(self, lever: Lever) -> Decimal:
        """Where a lever stands."""
        return self.levels.get(lever, ZERO)

    def put(self, item: str) -> Series:
        """Money put into an item in each period, fees left out; always whole smallest units."""
        if item not in self._put:
            paid = [ZERO] * self.problem.periods.count
            for lever in self.problem.lines[item].levers:
                if level := self.level(lever):
                    for t, amount in lever.payments:
                        paid[t] += rounded(level * amount, self.problem.digits)
            self._put[item] = tuple(paid)
        return self._put[item]

    def fees(self, item: str) -> Series:
        """Fees of an item in each period."""
        line = self.problem.lines[item]
        once, each = line.fees
        fees = [ZERO] * self.problem.periods.count
        if once or each:
            fees[line.active.start] += once * self.is_used(item)
            for t in line.active:
                fees[t] += each * self.is_used_in(item, t)
        return tuple(fees)

    def spend(self, item: str) -> Series:
        """Money spent on an item in each period, fees included."""
        if not any(self.problem.lines[item].fees):
            return self.put(item)
        return tuple(put + fee for put, fee in zip(self.put(item), self.fees(item), strict=True))

    def total(self, item: str) -> Decimal:
        """Money spent on an item over the horizon."""
        if item not in self._totals:
            self._totals[item] = sum(self.spend(item), ZERO)
        return self._totals[item]

    def is_used(self, item: str) -> bool:
        """Whether anything is bought of an item."""
        if item not in self._used:
            self._used[item] = any(self.level(lever) > 0 for lever in self.problem.lines[item].levers)
        return self._used[item]

    def is_used_in(self, item: str, t: int) -> bool:
        """Whether anything of an item is bought, or started, in a period."""
        return any(self.level(v) > 0 for v in self.problem.lines[item].levers if v.period == t)

    def drawn(self, source: str, t: int | None) -> Decimal:
        """Money taken from a source, in a period or over the horizon."""
        levers = self.problem.sources[source].levers
        return sum((self.level(v) for v in levers if t in (None, v.period)), ZERO)

    def owed(self, source: str) -> Decimal:
        """What is still to be repaid to a source after the horizon."""
        levers, last = self.problem.sources[source].levers, self.problem.periods.count
        return sum((self.level(v) * amount for v in levers for t, amount in v.payments if t >= last), ZERO)

    def funded(self, source: str, t: int) -> Decimal:
        """Money that a source brings in a period, less what is repaid to it; not rounded."""
        levers = self.problem.sources[source].levers
        return -sum((self.level(v) * amount for v in levers for s, amount in v.payments if s == t), ZERO)

    def input(self, effect: Effect, t: int) -> Decimal:
        """What an effect grows with, in one period."""
        line = self.problem.lines[effect.item]
        if effect.input is Input.ALWAYS:
            return Decimal(t == 0 or effect.basis is Basis.PER_PERIOD)
        if effect.input is Input.USED:
            return Decimal(t == line.active.start and self.is_used(effect.item))
        if effect.input is Input.SPEND and not effect.tier:
            return self.put(effect.item)[t]
        levers = [lever for lever in line.levers if not effect.tier or lever.tier == effect.tier]
        if effect.input is Input.SPEND:
            return sum((self.level(v) * amount for v in levers for s, amount in v.payments if s == t), ZERO)
        running = effect.input is Input.RUNNING
        return sum((self.level(v) for v in levers if (t in v.running if running else t == v.period)), ZERO)

    def caused(self, effect: Effect) -> Series:
        """Outcomes caused in each period, also after the horizon, whenever they arrive."""
        if id(effect) not in self._caused:
            self._caused[id(effect)] = (
                self._follow(effect) if effect.base is not None else effect.caused(self._inputs(effect))
            )
        return self._caused[id(effect)]

    def _inputs(self, effect: Effect) -> Sequence[Decimal]:
        if id(effect) not in self._put_in:
            self._put_in[id(effect)] = [self.input(effect, t) for t in range(self.problem.periods.count)]
        return self._put_in[id(effect)]

    def _follow(self, effect: Effect) -> Series:
        """What follows from another effect, in the periods in which it does."""
        caused = self.caused(self.problem.base_of(effect))
        return tuple(effect.rate * y if y and self.lifts(effect, t) else ZERO for t, y in enumerate(caused))

    def lifts(self, effect: Effect, t: int) -> bool:
        """Whether what follows from another effect does so in a period: a lift only where it is used."""
        return effect.lift is None or any(self.level(v) > 0 for v in self.problem.lifting(effect, t))

    def arriving(self, effect: Effect, t: int) -> Decimal:
        """Outcomes that arrive in a period."""
        caused = self.caused(effect)
        starts = range(len(caused))
        return sum((share * caused[t - lag] for lag, share in effect.arrivals if t - lag in starts), ZERO)

    def over_life(self, effect: Effect) -> Decimal:
        """All outcomes, also those that arrive after the horizon."""
        if id(effect) not in self._lives:
            self._lives[id(effect)] = sum(self.caused(effect), ZERO)
        return self._lives[id(effect)]

    def kept(self, effect: Effect, t: int) -> Decimal:
        """Outcomes that arrive in a period, less the effect's part of what is lost to ceilings."""
        return self._keeping.arriving(effect, t)

    def kept_over_life(self, effect: Effect) -> Decimal:
        """All outcomes, less the effect's part of what is lost to ceilings."""
        if effect.metric not in self.problem.pools:
            return self.over_life(effect)
        return self._keeping.over_life(effect)

    @cached_property
    def _keeping(self) -> Keeping:
        return Keeping(self)

    def responses(self, effect: Effect, t: int, *, best: bool = False) -> Iterator[tuple[int, Decimal]]:
        """What one more unit of input in a period causes: the periods in which it does, and how much there.

        The input is that of the effect's root. `best`: what a unit causes at best, if so much is added that a
        rising table pays off.
        """
        for s, more, step in self.next_outcomes(effect, t, best=best):
            yield s, more * counted(self, effect, s, step)

    def next_outcomes(self, effect: Effect, t: int, *, best: bool) -> Iterator[tuple[int, Decimal, Decimal]]:
        """What one more unit of input in a period causes, before anything is lost to a ceiling.

        With the period in which it does, and what the smallest unit of money would bring of it.
        """
        root = root_of(effect, self.problem.lines)
        buys = ONE if root.at_usual_prices else root.prices.slope(t, self.input(root, t))
        unit = self.problem.unit if root.input is Input.SPEND else ZERO
        for s, weight in self._worked_in(root, t):
            at = self.seen(root, s if root.carry.before_curve else t)
            slope = root.curve.best_next(at, unit * buys) if best else root.curve.slope(at)
            caused, passed = weight * slope * buys, self._passed_on(effect, s)
            yield s, caused * passed, abs(caused) * max(ONE, abs(passed)) * unit

    def _passed_on(self, effect: Effect, t: int) -> Decimal:
        """How much of an effect one outcome of its root makes in a period."""
        if effect.base is None:
            return Decimal(1)
        return effect.rate * self.lifts(effect, t) * self._passed_on(self.problem.base_of(effect), t)

    def is_rising(self, effect: Effect, t: int) -> bool:
        """Whether more of it can pay better than the next unit; asked of a smooth curve where it stands."""
        if effect.curve.concave or not isinstance(effect.curve, Smooth):
            return not effect.curve.concave
        return self.seen(effect, t) < effect.curve.bend

    def seen(self, effect: Effect, t: int) -> Decimal:
        """How much the curve sees already where a further unit of a period's input comes on top."""
        if id(effect) not in self._bought:
            self._bought[id(effect)] = effect.bought(self._inputs(effect))
        bought = self._bought[id(effect)]
        return effect.seen(bought, len(bought) - 1 if effect.basis is Basis.TOTAL else t)

    def _worked_in(self, effect: Effect, t: int) -> Iterator[tuple[int, Decimal]]:
        """The periods in which a period's input causes something, with its weight there."""
        if effect.basis is Basis.TOTAL:
            yield t, Decimal(1)
            return
        for s, weight in effect.carry.targets(t, effect.stop):
            yield s, weight * effect.season_at(s if effect.carry.before_curve else t)

    def value(self, term: Term) -> Decimal:
        """The number a term stands for in this plan."""
        if term not in self._sums:
            self._sums[term] = self._value(term)
        return self._sums[term]

    def _value(self, term: Term) -> Decimal:
        if term.measure is Measure.REINVESTED:
            return self.reinvested[term.period] if term.period is not None else sum(self.reinvested, ZERO)
        if term.measure in (Measure.MISSED, Measure.EXCEEDED):
            target = self.problem.targets[int(term.metric)]
            behind = target.spec.target - self.left(target.reached)
            return max(ZERO, behind if term.measure is Measure.MISSED else -behind)
        if term.measure is Measure.LARGEST:
            targets = [self.problem.targets[int(number)] for number in term.items]
            return max(self.left(target.deviations) for target in targets)
        if term.measure is Measure.ALWAYS:
            return Decimal(1)
        if term.measure is Measure.USED:
            return Decimal(
                any(
                    self.is_used(item) if term.period is None else self.is_used_in(item, term.period)
                    for item in term.items
                )
            )
        if term.measure is Measure.DRAWN:
            return sum((self.drawn(source, term.period) for source in term.items), ZERO)
        if term.measure is Measure.OWED:
            return sum((self.owed(source) for source in term.items), ZERO)
        if term.measure is Measure.FUNDED and term.period is not None:
            return sum((self.funded(source, term.period) for source in term.items), ZERO)
        if term.measure is Measure.SPEND and term.period is None:
            return sum(map(self.total, term.items), ZERO)
        lines = map(self.problem.lines.__getitem__, term.items)
        return sum((self.of_item(line, term) for line in lines), ZERO) - lost(self, term)

    def of_item(self, line: Line, term: Term) -> Decimal:
        """One item's part of a term that adds up over items, before anything is lost to a ceiling."""
        if term.measure is Measure.SPEND:
            return self.total(line.id) if term.period is None else self.spend(line.id)[term.period]
        if term.measure is Measure.PUT:
            return sum(self.put(line.id), ZERO) if term.period is None else self.put(line.id)[term.period]
        if term.measure is Measure.UNITS:
            counted = [v for v in line.levers if v.pull is Pull.UNITS and term.period in (None, v.period)]
            return sum((self.level(lever) for lever in counted), ZERO)
        return sum((self._share(effect, term) for effect in line.effects), ZERO)

    def _share(self, effect: Effect, term: Term) -> Decimal:
        factor = factor_of(effect, term)
        if not factor:
            return ZERO
        return factor * (
            self.over_life(effect) if term.period is None else self.arriving(effect, term.period)
        )

    def left(self, terms: Mapping[Term, Decimal]) -> Decimal:
        """Σ coefficient · term."""
        return sum((c * self.value(term) for term, c in terms.items()), ZERO)

    @cached_property
    def spend_by_period(self) -> Series:
        """Money spent on all items in each period."""
        return tuple(
            sum(column, ZERO) for column in zip(*(self.spend(i) for i in self.problem.lines), strict=True)
        )
