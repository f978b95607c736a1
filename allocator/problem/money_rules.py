"""The money there is: what has been released, what has come back, what is borrowed, and what must be left.

Own money and money that has come back are two accounts with the same interest. With g(s, t) = the growth of
money from period s to t, at one rate i (1 + i)^(t−s), what is left in them at the end of period t is
    own_t  = Σ_{s≤t} g(s, t) · (released_s + funded_s + reinvested_s − spend_s)
    back_t = Σ_{s≤t} g(s, t) · (share · returned_{s−lag} − reinvested_s).
Both must stay at 0 or above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from allocator.fields import in_period, plain
from allocator.limits import Measure, Path, Row, Rule, Selector, Sense, Term, added, scaled
from allocator.problem.frame import ScenarioFrame
from allocator.problem.sources import EXTRA, Source
from allocator.scenario.budget import Release
from allocator.scenario.goals import BUDGET

ONE = Decimal(1)
_INTEREST_ROOM = Decimal("1e-9")
"""What a row with compound interest may be off by, because powers outgrow any number of digits."""
Terms = dict[Term, Decimal]


def money_rules(frame: ScenarioFrame, sources: Mapping[str, Source]) -> Iterator[Rule]:
    """All rules about the money there is."""
    yield _budget_rule(frame, sources)
    if frame.spec.reinvest is not None:
        yield from _reinvestment_rules(frame, sources)
    yield from _cash_rules(frame, sources)
    for source in sources.values():
        yield from _source_rules(source, frame)


def closing_cash(frame: ScenarioFrame, sources: Mapping[str, Source], at: int | None = None) -> Terms:
    """What is left, of own money and of what has come back, at the end of a period (None: the last one)."""
    t = frame.periods.count - 1 if at is None else at
    kept = added(_spent_own(frame, sources, t), scaled(_given_back(frame, t), -ONE))
    return added(scaled(kept, -ONE), {Term(Measure.ALWAYS, ()): _released(frame, t)})


def _counted(frame: ScenarioFrame, t: int) -> range:
    """The periods whose own money is still there in period t."""
    return range(t + 1) if frame.spec.carry_over else range(t, t + 1)


def _released(frame: ScenarioFrame, t: int) -> Decimal:
    return sum((frame.growth(s, t) * frame.released[s] for s in _counted(frame, t)), Decimal(0))


def _spent_own(frame: ScenarioFrame, sources: Mapping[str, Source], t: int) -> Terms:
    """Own money spent until t: Σ g(s, t) · (spend_s − reinvested_s − funded_s)."""
    everything = tuple(frame.lines)
    counted = _counted(frame, t)
    if len(counted) == frame.periods.count and not frame.has_interest and not sources:
        terms = {Term(Measure.SPEND, everything): ONE}
    else:
        terms = {Term(Measure.SPEND, everything, s): frame.growth(s, t) for s in counted}
    if frame.spec.reinvest is not None:
        terms |= {Term(Measure.REINVESTED, (), s): -frame.growth(s, t) for s in counted}
    if sources:
        terms |= {Term(Measure.FUNDED, tuple(sources), s): -frame.growth(s, t) for s in counted}
    return terms


def _given_back(frame: ScenarioFrame, t: int) -> Terms:
    """Money that has come back by t and is not spent again: `back_t` of this module's first lines."""
    spec = frame.spec.reinvest
    if spec is None:
        return {}
    source = frame.select(Selector(time_frame=tuple(spec.from_)))
    back = {
        Term(Measure.CASH, source, s - spec.wait): spec.share * frame.growth(s, t)
        for s in range(spec.wait, t + 1)
    }
    return back | {Term(Measure.REINVESTED, (), s): -frame.growth(s, t) for s in range(t + 1)}


def _room(frame: ScenarioFrame) -> Decimal | None:
    return _INTEREST_ROOM if frame.has_interest else None


def _budget_rule(frame: ScenarioFrame, sources: Mapping[str, Source]) -> Rule:
    """Own money spent by the end of each period is at most what has been released by then.

    Where money lapses, the same for each period alone. Rows that a later one implies (nothing comes in
    between) are left out.
    """
    released, count = frame.released, frame.periods.count
    rows = []
    for t in range(count):
        if frame.spec.carry_over and t < count - 1 and not released[t + 1] and not sources:
            continue
        period = t if t < count - 1 or not frame.spec.carry_over else None
        rows.append(_budget_row(frame, sources, t, period))
    held = f" less a reserve of {frame.money(frame.reserve)}" if frame.reserve else ""
    sentence = f"own money: {_how_much(frame, sources)}{_as_released(frame)}{held}"
    return Rule("budget", sentence, ("budget", "total"), tuple(rows), structural=BUDGET in sources)


def _budget_row(frame: ScenarioFrame, sources: Mapping[str, Source], t: int, period: int | None) -> Row:
    """Spent ≤ released; with interest or loans, where that says little, what is left of own money ≥ 0."""
    spent, released = _spent_own(frame, sources, t), _released(frame, t)
    if not frame.has_interest and not sources:
        return Row(spent, Sense.AT_MOST, released, period)
    left = added(scaled(spent, -ONE), {Term(Measure.ALWAYS, ()): released})
    return Row(left, Sense.AT_LEAST, Decimal(0), period, _room(frame))


def _how_much(frame: ScenarioFrame, sources: Mapping[str, Source]) -> str:
    if BUDGET in sources:
        return "as much as is needed"
    more = ", and extra money" if EXTRA in sources else ""
    borrowed = ", and loans" if any(source.loan for source in sources.values()) else ""
    earned = ", with interest" if frame.has_interest else ""
    return f"at most {frame.money(frame.budget)}{more}{borrowed}{earned}"


def _as_released(frame: ScenarioFrame) -> str:
    if frame.periods.count == 1 or frame.spec.release is Release.UPFRONT:
        return ""
    lapsing = "" if frame.spec.carry_over else ", lapsing"
    return f", released {'evenly' if frame.spec.release is Release.EVEN else 'as listed'}{lapsing}"


def _reinvestment_rules(frame: ScenarioFrame, sources: Mapping[str, Source]) -> Iterator[Rule]:
    """Money is spent again only on the named time frames (and on repayments), and only what has come back."""
    spec = frame.spec.reinvest
    if spec is None:
        return
    place: Path = ("budget", "reinvest")
    target = frame.select(Selector(time_frame=tuple(spec.into)))
    loans = tuple(name for name, source in sources.items() if source.loan)
    rows = []
    for t in range(frame.periods.count):
        uses = {Term(Measure.SPEND, target, t): -ONE}
        if loans:
            uses |= {Term(Measure.DRAWN, loans, t): -ONE, Term(Measure.FUNDED, loans, t): ONE}
        rows.append(
            Row({Term(Measure.REINVESTED, (), t): ONE, **uses}, Sense.AT_MOST, Decimal(0), t, _room(frame))
        )
    into = " or ".join(spec.into)
    sentence = f"reinvested money goes to {into} work only"
    yield Rule("reinvest: into", sentence, (*place, "into"), tuple(rows), adjustable=False, structural=True)
    back = tuple(
        Row(scaled(_given_back(frame, t), -ONE), Sense.AT_MOST, Decimal(0), t, _room(frame))
        for t in range(frame.periods.count)
    )
    sentence = f"at most {plain(spec.share * 100)}% of the money that has come back is spent again"
    yield Rule("reinvest: share", sentence, (*place, "share"), back, adjustable=False, structural=True)


def _cash_rules(frame: ScenarioFrame, sources: Mapping[str, Source]) -> Iterator[Rule]:
    """Floors on what is left at the end of periods."""
    last = frame.periods.count - 1
    at_end = frame.spec.min_cash_at_end
    floors = {
        "min_cash_per_period": (
            range(last + 1),
            frame.spec.min_cash_per_period,
            "at the end of every period",
        ),
        "min_cash_at_end": (range(last, last + 1), None if at_end is None else (at_end,), "at the end"),
    }
    for field, (periods, least, when) in floors.items():
        if least is None or not any(least):
            continue
        rows = tuple(_cash_row(frame, sources, t, in_period(least, t)) for t in periods)
        amounts = " or ".join(dict.fromkeys(map(frame.money, least)))
        yield Rule(field.replace("_", " "), f"at least {amounts} is left {when}", ("budget", field), rows)


def _cash_row(frame: ScenarioFrame, sources: Mapping[str, Source], t: int, least: Decimal) -> Row:
    return Row(closing_cash(frame, sources, t), Sense.AT_LEAST, least, t, _room(frame))


def _source_rules(source: Source, frame: ScenarioFrame) -> Iterator[Rule]:
    place = tuple(source.id.split("."))
    name = place[-1]
    if source.id == EXTRA and frame.spec.extra and (most := frame.spec.extra.max_total) is not None:
        row = Row({Term(Measure.DRAWN, (source.id,)): ONE}, Sense.AT_MOST, most)
        yield Rule(
            "extra budget", f"extra money: at most {frame.money(most)} total", (*place, "max_total"), (row,)
        )
    if source.loan is None:
        return
    for field, rows in _loan_rows(source, frame).items():
        most = getattr(source.loan, field)
        words = {"max_owed": "owed at any time"}.get(field, field.removeprefix("max_").replace("_", " "))
        sentence = f"loan {name}: at most {frame.money(most)} {words}"
        yield Rule(f"loan {name}: {field}", sentence, (*place, field), tuple(rows))


def _loan_rows(source: Source, frame: ScenarioFrame) -> dict[str, list[Row]]:
    """The rows of each bound that the loan has."""
    loan = source.loan
    if loan is None or not source.levers:
        return {}
    drawn = [lever.period for lever in source.levers]
    found: dict[str, list[Row]] = {}
    if loan.max_total is not None:
        found["max_total"] = [Row({Term(Measure.DRAWN, (source.id,)): ONE}, Sense.AT_MOST, loan.max_total)]
    if loan.max_per_period is not None:
        found["max_per_period"] = [
            Row({Term(Measure.DRAWN, (source.id,), t): ONE}, Sense.AT_MOST, loan.max_per_period, t)
            for t in drawn
        ]
    if loan.max_owed is not None:
        found["max_owed"] = [
            Row(_still_owed(source, t, loan.repayments), Sense.AT_MOST, loan.max_owed, t) for t in drawn
        ]
    return found


def _still_owed(source: Source, t: int, repayments: tuple[Decimal, ...]) -> Terms:
    """What is owed at the end of a period: of each draw the part that is not repaid yet, cost left aside."""
    whole = sum(repayments, Decimal(0))
    found = {}
    for s in (lever.period for lever in source.levers):
        rest = sum(repayments[t - s :], Decimal(0)) if t >= s else Decimal(0)
        if rest:
            found[Term(Measure.DRAWN, (source.id,), s)] = rest / whole
    return found
