"""What rules may ask of the scenario: groups of items, periods, and the money released."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from allocator.fields import in_period
from allocator.limits import Grouping, Measure, Selector, Term
from allocator.money import LARGEST, money_text, rounded, split
from allocator.periods import Periods
from allocator.problem.effects import Effect, Input, base_of, factor_of
from allocator.problem.levers import Pull
from allocator.problem.lines import Line
from allocator.scenario.budget import Budget, Release
from allocator.scenario.goals import BUDGET


@dataclass(frozen=True)
class ScenarioFrame:
    """The settled scenario as the rules see it; see `allocator.limits.base.Frame`."""

    lines: Mapping[str, Line]
    periods: Periods
    spec: Budget
    digits: int
    is_open: bool = False
    """Whether the budget is what the plan shall find."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the periods."""
        return self.periods.labels

    @property
    def budget(self) -> Decimal:
        """The own budget, the reserve included; 0 where it is to be found."""
        return Decimal(0) if self.is_open else self.spec.amount

    @property
    def found_budget(self) -> Mapping[Term, Decimal]:
        """The part of the own budget that is to be found."""
        return {Term(Measure.DRAWN, (BUDGET,)): Decimal(1)} if self.is_open else {}

    @cached_property
    def unit(self) -> Decimal:
        """The smallest unit of money."""
        return Decimal(1).scaleb(-self.digits)

    @cached_property
    def reserve(self) -> Decimal:
        """Money held back, to the smallest unit."""
        share = self.spec.reserve
        return rounded(share.value * self.budget, self.digits) if share.is_share else share.value

    def growth(self, since: int, t: int) -> Decimal:
        """What one unit of money left at the end of a period has become by the end of a later one."""
        grown = Decimal(1)
        for s in range(since, t):
            grown *= 1 + in_period(self.spec.interest, s)
        return grown

    @property
    def has_interest(self) -> bool:
        """Whether money that is left earns anything."""
        return any(self.spec.interest)

    @cached_property
    def released(self) -> tuple[Decimal, ...]:
        """Own money released in each period; the reserve is held back from each in proportion."""
        count, free = self.periods.count, self.budget - self.reserve
        if self.spec.release is Release.UPFRONT:
            return (free,) + (Decimal(0),) * (count - 1)
        weights = (Decimal(1),) * count if self.spec.release is Release.EVEN else self.spec.release
        return tuple(split(free, weights, self.digits)) if sum(weights) else (Decimal(0),) * count

    def select(self, selector: Selector) -> tuple[str, ...]:
        """Ids of the items meant, in the order of the file."""
        return tuple(name for name, line in self.lines.items() if selector.matches(line))

    def groups(self, selector: Selector, by: Grouping) -> Mapping[str, tuple[str, ...]]:
        """The items meant, by group, in the order in which the groups first occur."""
        found: dict[str, list[str]] = {}
        for name in self.select(selector):
            for key in by.keys(self.lines[name]):
                found.setdefault(key, []).append(name)
        return {key: tuple(names) for key, names in found.items()}

    def find(self, references: Iterable[str]) -> tuple[int, ...]:
        """The periods that any of the references touches, each once, as indices in order."""
        return tuple(sorted({period for one in references for period in self.periods.find(one)}))

    def span(self, items: tuple[str, ...]) -> range:
        """From the first to the last period in which any of the items can be bought."""
        active = [self.lines[item].active for item in items]
        return range(min(r.start for r in active), max(r.stop for r in active)) if active else range(0)

    def grain(self, terms: Mapping[Term, Decimal]) -> Decimal | None:
        """How far one smallest unit of money moves a sum at most; None where only whole things move it."""
        moves = [abs(c) * self.unit * rate for term, c in terms.items() for rate in self._rates(term)]
        return max(moves, default=Decimal(0)) or None

    def _rates(self, term: Term) -> Iterator[Decimal]:
        """How far one unit of money can move a term: by at most the largest of these."""
        if term.measure is Measure.SPEND:
            yield Decimal(1)
            return
        for line in map(self.lines.__getitem__, term.items):
            if term.measure is Measure.UNITS:
                price = line.levers[0].cost
                counts = price and line.levers[0].pull is Pull.UNITS and not line.levers[0].whole
                yield 1 / price if counts else Decimal(0)
                continue
            for effect in line.effects:
                yield abs(factor_of(effect, term)) * self._steepest(effect)

    def _steepest(self, effect: Effect) -> Decimal:
        """How much of an effect one unit of money moves at most."""
        if effect.base is not None:
            return abs(effect.rate) * self._steepest(base_of(effect, self.lines))
        lever = self.lines[effect.item].levers[0]
        if lever.whole or not lever.cost:
            return Decimal(0)
        return effect.curve.steepest * effect.strength / (1 if effect.input is Input.SPEND else lever.cost)

    def money(self, amount: Decimal) -> str:
        """An amount for reading."""
        return money_text(min(amount, LARGEST), self.digits)
