"""A plan as finance reads it: what is ordered, paid and earned, item by item and period by period."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from allocator.money import exact, from_units, rounded, to_units
from allocator.periods import Periods, months_long
from allocator.plan.controlled import controlled
from allocator.plan.ledger import ZERO, Ledger, Series
from allocator.plan.record import PlanRecord
from allocator.plan.restoring import books_of
from allocator.problem import Effect, Line

Signed = Callable[[Effect], bool]


@dataclass(frozen=True, slots=True)
class ItemFlows:
    """One item's money in each period of the statement, to the smallest unit.

    `ordered` is what is bought in a period, whenever it is paid; `paid` leaves in it; `returned` is the value
    of the outcomes that arrive in it, and `cash` the part of that value that is money.
    """

    id: str
    ordered: Series
    paid: Series
    returned: Series
    cash: Series


@dataclass(frozen=True, slots=True)
class Statement:
    """All flows of a plan. `labels` names the horizon's periods, and those after it in which outcomes arrive.

    Rows add up to the plan's items and columns to its periods, to the smallest unit.
    """

    labels: tuple[str, ...]
    horizon: int
    months: float
    items: tuple[ItemFlows, ...]

    def total(self, flow: str) -> Series:
        """The sum over items of `ordered`, `paid`, `returned` or `cash`, by period."""
        columns = zip(*(getattr(item, flow) for item in self.items), strict=True)
        return tuple(sum(column, ZERO) for column in columns)

    @property
    def net(self) -> Series:
        """What returns less what is paid, by period."""
        return tuple(back - out for back, out in zip(self.total("returned"), self.total("paid"), strict=True))

    @property
    def payback(self) -> int | None:
        """The first period from whose end on returns cover all that was paid; None where they never do.

        A plan that pays nothing has nothing to cover: its first period.
        """
        return _covered(self.net)

    @property
    def deepest(self) -> tuple[int, Decimal]:
        """The period at whose end the money paid exceeds the money that came back the most, and that balance.

        Cash only: value that is no money does not fill an account.
        """
        net = [back - out for back, out in zip(self.total("cash"), self.total("paid"), strict=True)]
        balances = list(accumulate(net))
        lowest = min(range(len(balances)), key=lambda t: (balances[t], t))
        return lowest, balances[lowest]

    def period_rate(self, annual: Decimal) -> Decimal:
        """The rate for one period that compounds to `annual` in twelve months."""
        return Decimal(repr((1 + float(annual)) ** (self.months / 12) - 1))

    def present_value(self, annual: Decimal) -> Decimal:
        """Net present value Σ net_t / (1 + r)^t at the start of the horizon, the first period undiscounted.

        r is `period_rate(annual)`: the usual convention for money that moves at the start of a period.
        Rounded to nothing: a figure to show with as many digits as wanted.
        """
        growth = 1 + self.period_rate(annual)
        return sum((amount / growth**t for t, amount in enumerate(self.net)), ZERO)


def statement(plan: PlanRecord) -> Statement:
    """The flows of a plan, recomputed from what it buys."""
    with exact():
        ledger = books_of(plan)
        lines = list(ledger.problem.lines.values())
        count = ledger.problem.periods.count
        raw = [_arriving(line, ledger, _last(lines, count), _any) for line in lines]
        raw = _trimmed(raw, count + bool(plan.returned_later), ledger.problem.unit)
        length = len(raw[0])
        returned = _returned(plan, raw)
        periods = plan.scenario.horizon.calendar
        return Statement(
            labels=Periods(length, periods.every, periods.start).labels,
            horizon=count,
            months=months_long(periods.every),
            items=tuple(_flows(line, ledger, length, plan, returned[k]) for k, line in enumerate(lines)),
        )


def _flows(line: Line, ledger: Ledger, length: int, plan: PlanRecord, returned: Series) -> ItemFlows:
    after = (ZERO,) * (length - ledger.problem.periods.count)
    return ItemFlows(
        id=line.id,
        ordered=_ordered(line, ledger) + after,
        paid=plan.item(line.id).by_period + after,
        returned=returned,
        cash=tuple(_cash(line, ledger, returned)),
    )


def _ordered(line: Line, ledger: Ledger) -> Series:
    """What is bought in each period; adds up to what is paid, to which the last order is rounded."""
    digits = ledger.problem.digits
    bought = list(ledger.fees(line.id))
    for lever in line.levers:
        if level := ledger.level(lever):
            bought[lever.period] += sum(
                (rounded(level * amount, digits) for _, amount in lever.payments), ZERO
            )
    return tuple(rounded(amount, digits) for amount in bought)


def _last(lines: Sequence[Line], count: int) -> int:
    """The number of periods until the last outcome that could arrive."""
    effects = [effect for line in lines for effect in line.effects if effect.value]
    return max((effect.stop + lag for effect in effects for lag, _ in effect.arrivals), default=count)


def _trimmed(raw: list[list[Decimal]], least: int, unit: Decimal) -> list[list[Decimal]]:
    """The table without the periods at its end in which less than half a smallest unit arrives in all."""
    columns = [sum(map(abs, column), ZERO) for column in zip(*raw, strict=True)]
    to_come = list(accumulate(reversed(columns)))[::-1]
    used = sum(amount >= unit / 2 for amount in to_come)
    return [row[: max(used, least)] for row in raw]


def _returned(plan: PlanRecord, raw: list[list[Decimal]]) -> list[Series]:
    digits, count = plan.scenario.digits, len(plan.periods)
    units = [[to_units(amount, digits) for amount in row] for row in raw]
    rows = [int(to_units(item.returned, digits)) for item in plan.items]
    within = [int(to_units(period.returned, digits)) for period in plan.periods]
    later = [sum(column, ZERO) for column in zip(*units, strict=True)][count:]
    columns = within + _parts(int(to_units(plan.returned_later, digits)), later)
    return [tuple(from_units(part, digits) for part in row) for row in controlled(units, rows, columns)]


def _parts(total: int, weights: Sequence[Decimal]) -> list[int]:
    """A total over the periods after the horizon, in proportion; the last one takes what is left."""
    if not weights:
        return []
    whole = sum(weights, ZERO)
    cumulative = [
        int((total * part / whole).to_integral_value()) if whole else 0 for part in accumulate(weights)
    ]
    cumulative[-1] = total
    return [one - before for one, before in zip(cumulative, [0, *cumulative], strict=False)]


def _cash(line: Line, ledger: Ledger, returned: Series) -> Iterator[Decimal]:
    """The part of an item's returns that is money."""
    money = _arriving(line, ledger, len(returned), lambda effect: effect.cash)
    value = _arriving(line, ledger, len(returned), _any)
    for amount, part, whole in zip(returned, money, value, strict=True):
        yield (
            amount
            if part == whole
            else rounded(amount * part / whole if whole else part, ledger.problem.digits)
        )


def _arriving(line: Line, ledger: Ledger, length: int, counts: Signed) -> list[Decimal]:
    """The exact value of what arrives in each period, ceilings shared out in proportion."""
    arriving = [ZERO] * length
    for effect in line.effects:
        if effect.value and counts(effect):
            for t in range(length):
                arriving[t] += effect.value * ledger.kept(effect, t)
    return arriving


def _any(_effect: Effect) -> bool:
    return True


def _covered(net: Series) -> int | None:
    balances = list(accumulate(net))
    short = [t for t, balance in enumerate(balances) if balance < 0]
    first = short[-1] + 1 if short else 0
    return first if first < len(balances) else None
