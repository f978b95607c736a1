"""From best plans at single budgets to points and pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from allocator.money import apportion, from_units, rounded, to_units
from allocator.studies.frontier.answer import FrontierPiece, FrontierPoint, Moved, Taker

ZERO = Decimal(0)
_LEAST_SHARE = 1e-4
_SAME_RATE = 1e-6


@dataclass(frozen=True)
class Best:
    """A best plan in amounts that need not be whole smallest units.

    `jumps` says that it differs at once from the plan before; `open` that not every budget between the plan
    before and this one is known to lie on the line between both; `followed` that changes between them were
    looked for.
    """

    budget: Decimal
    returned: Decimal
    net_return: Decimal
    missed: tuple[float, ...]
    items: Mapping[str, Decimal]
    asked: bool = False
    jumps: bool = False
    open: bool = False
    followed: bool = True

    @property
    def spend(self) -> Decimal:
        """What is spent on all items."""
        return sum(self.items.values(), ZERO)


def on_line(low: Best, high: Best, budget: Decimal) -> Best:
    """The plan on the straight line between two others."""
    part = (budget - low.budget) / (high.budget - low.budget)
    return Best(
        budget=budget,
        returned=low.returned + part * (high.returned - low.returned),
        net_return=low.net_return + part * (high.net_return - low.net_return),
        missed=tuple(a + float(part) * (b - a) for a, b in zip(low.missed, high.missed, strict=True)),
        items={name: a + part * (high.items[name] - a) for name, a in low.items.items()},
        open=high.open,
        followed=high.followed,
    )


@dataclass(frozen=True)
class Traced:
    """The best plans of a range by budget, at least two; `complete` is False where solves ran out.

    `within` says by how much they may lie from the best possible, under curves by a formula.
    """

    plans: Sequence[Best]
    complete: bool
    solves: int
    without_plan: tuple[Decimal, ...] = ()
    within: Decimal = ZERO


def point(best: Best, digits: int) -> FrontierPoint:
    """The plan in whole smallest units; its items add up to its spend."""
    parts = [to_units(amount, digits) for amount in best.items.values()]
    spend = rounded(best.spend, digits)
    whole = apportion(parts, int(to_units(spend, digits)))
    returned = rounded(best.returned, digits)
    return FrontierPoint(
        budget=rounded(best.budget, digits),
        asked=best.asked,
        spend=spend,
        returned=returned,
        net_return=returned - spend - rounded(best.returned - best.spend - best.net_return, digits),
        missed=best.missed,
        items={name: from_units(units, digits) for name, units in zip(best.items, whole, strict=True)},
    )


def pieces(plans: Sequence[Best], digits: int) -> tuple[FrontierPiece, ...]:
    """What changes between plans, which stand in the order of their budgets; like neighbours are joined."""
    found: list[FrontierPiece] = []
    for before, low, high in zip([None, *plans], plans, [*plans[1:], None], strict=False):
        jumps = _jumps(before, low, digits) if low.jumps and before is not None else ()
        ends = high is None or high.jumps
        if ends and not jumps:
            continue
        piece = _piece(low, low if ends or high is None else high, jumps)
        if found and piece.start - found[-1].stop <= _gap(digits) and _goes_on(found[-1], piece):
            found[-1] = found[-1].model_copy(update={"stop": piece.stop})
        else:
            found.append(piece)
    return tuple(_in_units(piece, digits) for piece in found)


def _piece(low: Best, high: Best, jumps: tuple[Moved, ...]) -> FrontierPiece:
    width = high.budget - low.budget or Decimal(1)
    shares = {name: float((high.items[name] - amount) / width) for name, amount in low.items.items()}
    takers = sorted(
        (
            Taker(id=name, share=round(share, 6))
            for name, share in shares.items()
            if abs(share) > _LEAST_SHARE
        ),
        key=lambda taker: -taker.share,
    )
    return FrontierPiece(
        start=low.budget,
        stop=high.budget,
        jumps=jumps,
        marginal_return=_rate(high.returned - low.returned, width),
        marginal_net_return=_rate(high.net_return - low.net_return, width),
        takes=tuple(takers),
        exact=not high.open,
        followed=high is low or high.followed,
    )


def _gap(digits: int) -> Decimal:
    """How far pieces may lie apart that are one: a choice that is as good as another makes no step."""
    return Decimal(1).scaleb(-digits) * Decimal("1.5")


def _rate(gain: Decimal, width: Decimal) -> float:
    return round(float(gain / width), 6) + 0.0


def _jumps(below: Best, at: Best, digits: int) -> tuple[Moved, ...]:
    moved = {name: rounded(amount - below.items[name], digits) for name, amount in at.items.items()}
    unit = Decimal(1).scaleb(-digits)
    return tuple(Moved(id=name, amount=amount) for name, amount in moved.items() if abs(amount) > unit)


def _goes_on(before: FrontierPiece, piece: FrontierPiece) -> bool:
    """Whether a piece continues the one before it in the same way."""
    if piece.jumps or (before.exact, before.followed) != (piece.exact, piece.followed):
        return False
    rates = (
        (before.marginal_return, before.marginal_net_return),
        (piece.marginal_return, piece.marginal_net_return),
    )
    if any(abs(one - other) > _SAME_RATE for one, other in zip(*rates, strict=True)):
        return False
    shares = (
        {taker.id: taker.share for taker in before.takes},
        {taker.id: taker.share for taker in piece.takes},
    )
    return all(
        abs(shares[0].get(name, 0.0) - shares[1].get(name, 0.0)) <= _LEAST_SHARE
        for name in shares[0] | shares[1]
    )


def _in_units(piece: FrontierPiece, digits: int) -> FrontierPiece:
    ends = {"start": rounded(piece.start, digits), "stop": rounded(piece.stop, digits)}
    return piece.model_copy(update=ends)
