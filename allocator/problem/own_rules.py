"""The rules that every scenario has: what items say of themselves, and the money there is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.fields import plain
from allocator.limits import Measure, Path, Row, Rule, Selector, Sense, Term, added, scaled
from allocator.limits.bounds import SENSES, bound_fields
from allocator.problem.frame import ScenarioFrame
from allocator.problem.levers import Pull
from allocator.problem.lines import Line
from allocator.scenario.budget import Release
from allocator.scenario.items import Spend

ONE = Decimal(1)
_BOUNDS = SENSES | {"committed": (Sense.AT_LEAST, "committed")}
_FIELDS = bound_fields(*_BOUNDS)


def item_rules(line: Line, frame: ScenarioFrame) -> Iterator[Rule]:
    """The rules in which an item bounds itself."""
    place: Path = ("items", line.id)
    if line.levers[0].pull is Pull.PURCHASE:
        yield from _purchase_rules(line, place, frame)
        return
    bought = line.spec.spend or line.spec.units
    measure, part = (Measure.SPEND, "spend") if isinstance(bought, Spend) else (Measure.UNITS, "units")
    for name in _FIELDS:
        if (bound := getattr(bought, name, None)) is None:
            continue
        kind, _, basis = name.partition("_")
        amount = frame.money(bound) if measure is Measure.SPEND else f"{plain(bound)} units"
        periods = [None] if basis == "total" else list(line.active)
        yield Rule(
            name=f"{line.id}: {name}",
            sentence=f"{line.name}: {_BOUNDS[kind][1]} {amount} {_per(basis)}{_when(line, frame)}",
            path=(*place, part, name),
            rows=tuple(Row({Term(measure, (line.id,), t): ONE}, _BOUNDS[kind][0], bound, t) for t in periods),
            unit="money" if measure is Measure.SPEND else "units",
        )
    if isinstance(bought, Spend) and bought.min_if_used_total:
        yield _minimum_if_used(line, bought.min_if_used_total, frame)


def _per(basis: str) -> str:
    return basis.replace("_", " ")


def _when(line: Line, frame: ScenarioFrame) -> str:
    """The periods in which it can be bought, where those are not all."""
    if len(line.active) == frame.periods.count:
        return ""
    return f", {frame.labels[line.active.start]} to {frame.labels[line.active.stop - 1]}"


def _purchase_rules(line: Line, place: Path, frame: ScenarioFrame) -> Iterator[Rule]:
    used = {Term(Measure.USED, (line.id,)): ONE}
    if line.is_committed:
        least = frame.money(min(lever.cost for lever in line.levers))
        sentence = (
            f"{line.name} is committed: {'one of its tiers, at least ' if line.spec.tiers else ''}{least}"
        )
        row = Row(used, Sense.AT_LEAST, ONE)
        yield Rule(f"{line.id}: committed", sentence, (*place, "status"), (row,), "count", adjustable=False)


def _minimum_if_used(line: Line, least: Decimal, frame: ScenarioFrame) -> Rule:
    terms = {Term(Measure.SPEND, (line.id,)): ONE, Term(Measure.USED, (line.id,)): -least}
    return Rule(
        name=f"{line.id}: min_if_used_total",
        sentence=f"{line.name}: nothing, or at least {frame.money(least)} in total",
        path=("items", line.id, "spend", "min_if_used_total"),
        rows=(Row(terms, Sense.AT_LEAST, Decimal(0)),),
    )


def budget_rule(frame: ScenarioFrame) -> Rule:
    """Own money spent by the end of each period is at most what has been released by then.

    Σ_{s≤t} (spend_s − reinvested_s) ≤ Σ_{s≤t} released_s; where money lapses, the same for each period alone.
    Rows that a later one implies (nothing is released in between) are left out.
    """
    released, count = frame.released, frame.periods.count
    rows = []
    for t in range(count):
        if not frame.spec.carry_over:
            rows.append(Row(_own_spend(frame, [t]), Sense.AT_MOST, released[t], t))
        elif t == count - 1 or released[t + 1]:
            by_now = sum(released[: t + 1], Decimal(0))
            rows.append(
                Row(_own_spend(frame, range(t + 1)), Sense.AT_MOST, by_now, t if t < count - 1 else None)
            )
    held = f" less a reserve of {frame.money(frame.reserve)}" if frame.reserve else ""
    sentence = f"own money: at most {frame.money(frame.budget)}{_as_released(frame)}{held}"
    return Rule("budget", sentence, ("budget", "total"), tuple(rows))


def _as_released(frame: ScenarioFrame) -> str:
    if frame.periods.count == 1 or frame.spec.release is Release.UPFRONT:
        return ""
    lapsing = "" if frame.spec.carry_over else ", lapsing"
    return f", released {'evenly' if frame.spec.release is Release.EVEN else 'as listed'}{lapsing}"


def _own_spend(frame: ScenarioFrame, periods: range | list[int]) -> dict[Term, Decimal]:
    everything = tuple(frame.lines)
    whole = len(periods) == frame.periods.count
    spent = [None] if whole else list(periods)
    terms = {Term(Measure.SPEND, everything, t): ONE for t in spent}
    if frame.spec.reinvest is None:
        return terms
    return added(terms, {Term(Measure.REINVESTED, (), t): -ONE for t in periods})


def reinvestment_rules(frame: ScenarioFrame) -> Iterator[Rule]:
    """Money is spent again only on the named time frames, and only what has come back by then.

    reinvested_t ≤ Σ_{i∈into} spend_{i,t};  Σ_{s≤t} reinvested_s ≤ share · Σ_{s≤t−lag} returned_s.
    """
    spec = frame.spec.reinvest
    if spec is None:
        return
    place: Path = ("budget", "reinvest")
    periods = range(frame.periods.count)
    target = frame.select(Selector(time_frame=tuple(spec.into)))
    source = frame.select(Selector(time_frame=tuple(spec.from_)))
    spent = [{Term(Measure.REINVESTED, (), t): ONE} for t in periods]
    rows = [
        Row(added(spent[t], {Term(Measure.SPEND, target, t): -ONE}), Sense.AT_MOST, Decimal(0), t)
        for t in periods
    ]
    into = " or ".join(spec.into)
    yield Rule(
        "reinvest: into",
        f"reinvested money goes to {into} work only",
        (*place, "into"),
        tuple(rows),
        adjustable=False,
        structural=True,
    )
    rows = []
    for t in periods:
        back = {Term(Measure.CASH, source, s): ONE for s in range(t - spec.lag + 1)}
        by_now = added(*spent[: t + 1], scaled(back, -spec.share))
        rows.append(Row(by_now, Sense.AT_MOST, Decimal(0), t))
    sentence = f"at most {plain(spec.share * 100)}% of the money that has come back is spent again"
    yield Rule("reinvest: share", sentence, (*place, "share"), tuple(rows), adjustable=False, structural=True)
