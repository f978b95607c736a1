"""What items say of themselves: bounds, minima where used, and commitments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from allocator.fields import plain
from allocator.limits import Measure, Path, Row, Rule, Sense, Term
from allocator.limits.bounds import SENSES, bound_fields
from allocator.problem.frame import ScenarioFrame
from allocator.problem.lines import Line
from allocator.scenario.buying import Spend, Units

ONE = Decimal(1)
_BOUNDS = SENSES | {"committed": (Sense.AT_LEAST, "committed")}
_STATED = {
    part: [name for name in bound_fields(*_BOUNDS) if name in block.model_fields]
    for part, block in (("spend", Spend), ("units", Units))
}


def item_rules(line: Line, frame: ScenarioFrame) -> Iterator[Rule]:
    """The rules in which an item bounds itself."""
    place: Path = ("items", line.id)
    if line.is_purchase:
        yield from _purchase_rules(line, place, frame)
        return
    bought = line.spec.spend or line.spec.units
    part = "spend" if isinstance(bought, Spend) else "units"
    measure = _measured(line)
    for name in _STATED[part]:
        if (bound := getattr(bought, name)) is None:
            continue
        kind, _, basis = name.partition("_")
        amount = _amount(bound, line, frame)
        periods = [None] if basis == "total" else list(line.active)
        yield Rule(
            name=f"{line.id}: {name}",
            sentence=f"{line.name}: {_BOUNDS[kind][1]} {amount} {_per(basis)}{_when(line, frame)}",
            path=(*place, part, name),
            rows=tuple(Row({Term(measure, (line.id,), t): ONE}, _BOUNDS[kind][0], bound, t) for t in periods),
            unit="units" if measure is Measure.UNITS else "money",
        )
    yield from _minimum_if_used(line, part, measure, frame)


def _measured(line: Line) -> Measure:
    """What an item's own bounds count: what is put into it, without its fees."""
    if line.spec.units is not None:
        return Measure.UNITS
    return Measure.PUT if any(line.fees) else Measure.SPEND


def _amount(bound: Decimal, line: Line, frame: ScenarioFrame) -> str:
    return frame.money(bound) if line.spec.spend is not None else f"{plain(bound)} units"


def _per(basis: str) -> str:
    return basis.replace("_", " ")


def _when(line: Line, frame: ScenarioFrame) -> str:
    """The periods in which it can be bought, where those are not all."""
    if len(line.active) == frame.periods.count:
        return ""
    first, last = frame.labels[line.active.start], frame.labels[line.active.stop - 1]
    return f", in {first}" if first == last else f", {first} to {last}"


def _purchase_rules(line: Line, place: Path, frame: ScenarioFrame) -> Iterator[Rule]:
    used = {Term(Measure.USED, (line.id,)): ONE}
    if line.is_committed:
        least = frame.money(min(lever.cost for lever in line.levers))
        sentence = (
            f"{line.name} is committed: {'one of its tiers, at least ' if line.spec.tiers else ''}{least}"
        )
        row = Row(used, Sense.AT_LEAST, ONE)
        yield Rule(f"{line.id}: committed", sentence, (*place, "status"), (row,), "count", adjustable=False)


def _minimum_if_used(line: Line, part: str, measure: Measure, frame: ScenarioFrame) -> Iterator[Rule]:
    """Rows x − least · used ≥ 0, over the horizon or for each period."""
    bought = line.spec.spend or line.spec.units
    bases: dict[str, Sequence[int | None]] = {"total": [None], "per_period": list(line.active)}
    for basis, periods in bases.items():
        field = f"min_if_used_{basis}"
        if not (least := getattr(bought, field)):
            continue
        rows = tuple(
            Row(
                {Term(measure, (line.id,), t): ONE, Term(Measure.USED, (line.id,), t): -least},
                Sense.AT_LEAST,
                Decimal(0),
                t,
            )
            for t in periods
        )
        when = "in total" if basis == "total" else "per period"
        yield Rule(
            name=f"{line.id}: {field}",
            sentence=f"{line.name}: nothing, or at least {_amount(least, line, frame)} {when}",
            path=("items", line.id, part, field),
            rows=rows,
            unit="units" if measure is Measure.UNITS else "money",
        )
