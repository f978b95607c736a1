"""What must agree about uplifts: the items and metrics that they name, and that something is lifted."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from allocator.periods import Periods
from allocator.scenario.carry_over import Tail
from allocator.scenario.disagreement import Disagreement, unknown
from allocator.scenario.items import Item, Starts
from allocator.scenario.limit_checks import selection_disagreements
from allocator.scenario.metrics import BUILT_IN
from allocator.scenario.nodes import Place
from allocator.scenario.returns import Returns
from allocator.scenario.schema import Scenario
from allocator.scenario.stated_facts import StatedFacts
from allocator.scenario.uplift import Lasting, Uplift


def uplift_disagreements(
    scenario: Scenario, name: str, item: Item, incomplete: Collection[str]
) -> Iterator[Disagreement]:
    """Everything in the uplifts of an item that does not fit the rest.

    Of items that are `incomplete`, because something in them is wrong, it is not known what they bring.
    """
    blocks = {(): item.uplift} | {("tiers", tier): v.uplift for tier, v in (item.tiers or {}).items()}
    known = {*scenario.metrics, *BUILT_IN}
    for where, uplifts in blocks.items():
        place: Place = ("items", name, *where, "uplift")
        for number, uplift in enumerate(uplifts):
            names = list(selection_disagreements(scenario, uplift.on, place))
            names += [unknown(place, "metric", metric, known) for metric in set(uplift.metric) - known]
            if uplift.on.items == (name,):
                names.append(Disagreement(place, "an uplift of the item itself", "another item", name))
            yield from names or _without_effect(scenario, name, uplift, (*place, number), incomplete)


def _without_effect(
    scenario: Scenario, giver: str, uplift: Uplift, place: Place, incomplete: Collection[str]
) -> Iterator[Disagreement]:
    """That no item meant brings what is to be lifted, or none at a time that the uplift reaches.

    Times are compared from the first to the last one, so what is refused has nothing to lift for certain.
    """
    chosen = {
        name: item
        for name, item in scenario.items.items()
        if name != giver and uplift.on.matches(_facts(name, item, uplift))
    }
    if not {giver, *chosen}.isdisjoint(incomplete):
        return
    bringing = {name: item for name, item in chosen.items() if _brings(item, uplift.metric)}
    problem, calendar = "an uplift that lifts nothing", scenario.horizon.calendar
    if not bringing:
        found = f"{', '.join(uplift.metric) or 'anything'} of {uplift.on.words()}"
        yield Disagreement(place, problem, "items that bring something, and metrics that they bring", found)
        return
    try:
        works = _working(scenario.items[giver], uplift, calendar)
        spans = {name: _bringing(item, calendar) for name, item in bringing.items()}
    except ValueError:
        return  # dates that are told by themselves
    if not any(works.start < span.stop and span.start < works.stop for span in spans.values()):
        first = next(iter(spans))
        expected = f"a time in which {first} brings something: {_words(spans[first], calendar)}"
        found = f"one that works {_words(works, calendar)}"
        yield Disagreement(place, problem, expected, found)


def _facts(name: str, item: Item, uplift: Uplift) -> StatedFacts:
    """The facts of an item; a time frame that is yet to be derived may be any."""
    return StatedFacts.of(name, item, derived=(uplift.on.time_frame or ("",))[0])


def _brings(item: Item, metrics: tuple[str, ...]) -> bool:
    """Whether the item brings any of the metrics; anything at all where none is named."""
    for returns in item.all_returns:
        brought = returns.spelled_out()
        if not metrics and (brought or returns.roi is not None or returns.cash is not None):
            return True
        if not set(metrics).isdisjoint(brought):
            return True
    return False


def _active(item: Item, calendar: Periods) -> range:
    """The periods in which it can be bought; raises ValueError for dates that mean none."""
    first = calendar.find(item.from_).start if item.from_ else 0
    return range(first, calendar.find(item.until).stop if item.until else calendar.count)


def _working(giver: Item, uplift: Uplift, calendar: Periods) -> range:
    """From the first period that a use of the giver can lift to the last one."""
    active = _active(giver, calendar)
    runs = giver.runs if giver.runs is not None and giver.starts is Starts.FIRST else len(active)
    if uplift.lasts is Lasting.TO_END:
        return range(active.start + uplift.delay, calendar.count)
    last_use = min(active.stop, active.start + runs) - 1
    return range(active.start + uplift.delay, last_use + uplift.delay + uplift.periods(calendar.count))


def _bringing(item: Item, calendar: Periods) -> range:
    """From the first period in which it can cause something to the last one, after the horizon as well."""
    active = _active(item, calendar)
    begin, end = active.start, active.stop
    for returns in item.all_returns:
        if _comes_anyway(returns):
            begin, end = 0, calendar.count
        if returns.carry_over is not None and returns.carry_over.tail is Tail.COUNTED:
            end = max(end, active.stop + len(returns.carry_over.lags) - 1)
        elif returns.carry_over is not None:
            end = calendar.count
    return range(begin, end)


def _comes_anyway(returns: Returns) -> bool:
    """Whether a part of it comes whatever is bought: a table's first entry, or of earlier spend."""
    tables = [
        table for given in returns.metrics.values() for table in (given.table_total, given.table_per_period)
    ]
    earlier = returns.carry_over is not None and bool(returns.carry_over.spent_before)
    return earlier or any(table is not None and table[0] for table in tables)


def _words(periods: range, calendar: Periods) -> str:
    """When that is, by the names of periods; the horizon's last one also stands for those after it."""
    names = [name for t, name in enumerate(calendar.labels) if t in periods]
    if not names:
        return "after the horizon" if periods else "never"
    return f"in {names[0]}" if len(names) == 1 else f"from {names[0]} to {names[-1]}"
