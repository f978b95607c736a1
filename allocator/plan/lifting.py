"""What items add to the outcomes of others, in numbers and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from allocator.fields import percent
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.stepping import step_size
from allocator.problem import Effect, Lever, Line
from allocator.problem.effects import RETURN

_FEW = 3
"""So many lifted items are named one by one."""


@dataclass(frozen=True)
class Lifted:
    """What an item adds to the outcomes of one other, over their whole life, and its money value."""

    item: str
    outcomes: Mapping[str, Decimal]
    returned: Decimal


def lifted_by(line: Line, ledger: Ledger) -> tuple[Lifted, ...]:
    """By item what a line adds, in the order of the file; nothing where it is not used."""
    if not ledger.is_used(line.id):
        return ()
    found: dict[str, list[Effect]] = {}
    for effect in line.lifts:
        if effect.base is not None:
            found.setdefault(effect.base.item, []).append(effect)
    return tuple(_lifted(item, effects, ledger) for item, effects in found.items())


def _lifted(item: str, effects: list[Effect], ledger: Ledger) -> Lifted:
    outcomes: dict[str, Decimal] = {}
    returned = ZERO
    for effect in effects:
        brought = ledger.kept_over_life(effect)
        returned += effect.value * brought
        if effect.metric != RETURN:
            outcomes[effect.metric] = outcomes.get(effect.metric, ZERO) + brought
    return Lifted(item, outcomes, returned)


def lift_in_words(line: Line, ledger: Ledger) -> str:
    """What an item adds to others in the plan; where it is not used, what it would add beside the rest."""
    if ledger.is_used(line.id):
        tier = next((v.tier for v in line.levers if ledger.level(v) > 0), "")
        return _words(line, tier, ledger, would=False)
    with_it = [_with(line, lever, ledger) for lever in line.levers]
    ways = [(sum(one.returned for one in lifted_by(line, books)), books) for books in with_it]
    best = max(range(len(ways)), key=lambda k: ways[k][0])
    return _words(line, line.levers[best].tier, ways[best][1], would=True)


def _with(line: Line, lever: Lever, ledger: Ledger) -> Ledger:
    """The books with the least of an item that counts as used, in the lever's period."""
    step = step_size(ledger.problem, ledger, lever)
    return Ledger(ledger.problem, {**ledger.levels, lever: step}, ledger.reinvested)


def _words(line: Line, tier: str, books: Ledger, *, would: bool) -> str:
    rates: dict[str, dict[Decimal, None]] = {}
    for effect in line.lifts:
        if effect.base is not None and effect.tier in ("", tier):
            rates.setdefault(effect.base.item, {})[effect.rate] = None
    by_rate: dict[tuple[Decimal, ...], list[str]] = {}
    for item, found in rates.items():
        by_rate.setdefault(tuple(found), []).append(item)
    said = [f"{listed(items)} by {' and '.join(map(_signed, by))}" for by, items in by_rate.items()]
    verb = "raise" if would else "raises"
    if all(rate < 0 for found in rates.values() for rate in found):
        verb = "change" if would else "changes"
    return f"{'would ' if would else ''}{verb} {', '.join(said)}, {_worth(line, books)}"


def _signed(rate: Decimal) -> str:
    return f"{percent(rate)}%"


def listed(items: list[str]) -> str:
    """Items by name, or how many there are."""
    if len(items) > _FEW:
        return f"{len(items)} items"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def _worth(line: Line, books: Ledger) -> str:
    """What that is worth in money, or how many outcomes it brings where they have no value."""
    lifted = lifted_by(line, books)
    if any(effect.value for effect in line.lifts):
        return f"worth {books.problem.frame.money(sum((one.returned for one in lifted), ZERO))}"
    outcomes: dict[str, Decimal] = {}
    for one in lifted:
        for metric, count in one.outcomes.items():
            outcomes[metric] = outcomes.get(metric, ZERO) + count
    return ", ".join(f"{float(count):,.6g} {metric}" for metric, count in outcomes.items())
