"""Why an item gets what it gets, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from allocator.fields import plain
from allocator.reports.document import Cell
from allocator.scenario import Scenario
from allocator.scenario.items import Item
from allocator.studies.explain import ItemWhy
from allocator.studies.explain.answer import BreakEven, Without

_NAMES = {"roas": "ROAS", "roi": "ROI", "cpl": "CPL", "cpa": "CPA", "cpo": "CPO", "cpm": "CPM"}
_COSTS = ("cpl", "cpa", "cpo", "cpm", "cost_per")
_MOST = 6


def item_facts(item: ItemWhy, scenario: Scenario) -> Iterator[tuple[str, Cell]]:
    """All that was found for an item that was asked for."""
    digits = scenario.digits
    yield "gets", f"{item.spend:,.{digits}f}" if item.spend else "nothing"
    yield "because", item.text
    if item.break_even is not None:
        yield "break-even", _break_even(item, item.break_even, digits)
    elif item.must and item.must == item.spend:
        yield "break-even", "none: it gets this whatever it brings"
    elif item.blocked_by:
        yield "break-even", f"none, however good it is, unless one of these goes: {_listed(item.blocked_by)}"
    elif not item.spend:
        yield "break-even", "none: no figure of its own would bring it money"
    for price in item.prices:
        yield "price", _price(item, price, scenario)
    if item.without:
        dearest = sorted(item.without, key=lambda one: -abs(one.spend - item.spend))
        yield "it would get", "; ".join(_without(one, digits) for one in dearest[:_MOST])


def _break_even(item: ItemWhy, found: BreakEven, digits: int) -> str:
    enters, about = item.spend <= item.must, "about " * found.about
    if found.figure.endswith(".returns"):
        if found.ends_all:
            return f"no plan is possible if it brings {_times(found.gets_not)} what it brings now"
        if enters:
            times = about + _times(found.gets)
            return f"to get money it must bring {times} what it brings now{_beyond(item, digits)}"
        return f"it loses its money if it brings {about}{_times(found.gets_not)} what it brings now"
    name, last = _called(found.figure), found.figure.rpartition(".")[2]
    if found.ends_all:
        last_one = _figure(found.gets_not)
        return f"no plan is possible if its {name} {'rises' if last in _COSTS else 'falls'} to {last_one}"
    now, gets, gets_not = map(_figure, (found.now, found.gets, found.gets_not))
    gets, gets_not = about + gets, about + gets_not
    if enters:
        verb = "fall" if last in _COSTS else "rise"
        rest = f"at {gets_not} it gets none"
        return f"to get money its {name} must {verb} from {now} to {gets} ({rest}){_beyond(item, digits)}"
    verb = "rises" if last in _COSTS else "falls"
    return f"it loses its money if its {name} {verb} from {now} to {gets_not} (at {gets} it keeps some)"


def _price(item: ItemWhy, found: BreakEven, scenario: Scenario) -> str:
    """What a price must become: of the item, of a unit of it, or of a tier."""
    _, _, part, *_ = found.figure.split(".")
    called, is_factor, digits = _priced(found, scenario.items[item.id]), found.is_factor, scenario.digits
    gets, gets_not, now = (
        _times(one) if is_factor else f"{one:,.{digits}f}" for one in (found.gets, found.gets_not, found.now)
    )
    if found.about:
        gets, gets_not = f"about {gets}", f"about {gets_not}"
    is_tier = part == "tiers"
    start = f"if {called} is {gets_not} what it is" if is_factor else f"if {called} rises to {gets_not}"
    if found.ends_all:
        return f"no plan is possible {start}"
    if found.gets < found.now:
        to = f"be {gets} what it is" if is_factor else f"fall from {now} to {gets}"
        return f"to get {'that tier' if is_tier else 'money'} {called} must {to} (at {gets_not} it does not)"
    lost, kept = ("that tier", "it") if is_tier else ("its money", "some")
    return f"it loses {lost} {start} (at {gets} it keeps {kept})"


def _priced(found: BreakEven, item: Item) -> str:
    """Whose price it is, and how often it is paid where it is paid again and again."""
    _, _, part, *rest = found.figure.split(".")
    if part == "units":
        return "the price of a unit"
    price = item.price if item.tiers is None else item.tiers[rest[0]].price
    each = f" each {price.every}" if price and price.every and not found.is_factor else ""
    return f"the price{each} of the tier {rest[0]}" if part == "tiers" else f"its price{each}"


def _beyond(item: ItemWhy, digits: int) -> str:
    return f", beyond the {item.must:,.{digits}f} that it gets in any case" if item.must else ""


def _called(place: str) -> str:
    """A figure as planners call it: `CPL`, or `per_unit of lead`."""
    *_, metric, last = place.split(".")
    return _NAMES.get(last) or f"{last.replace('_', ' ')} of {metric}"


def _times(factor: float) -> str:
    return f"{plain(Decimal(f'{factor:.4g}'))} times"


def _figure(number: float) -> str:
    """At least two decimals, more where the number has them."""
    digits = plain(Decimal(f"{number:.6g}"))
    return digits if len(digits.partition(".")[2]) >= len("00") else f"{number:,.2f}"


def _without(one: Without, digits: int) -> str:
    return f"{one.spend:,.{digits}f} without {one.name}"


def _listed(names: Sequence[str]) -> str:
    rest = f", and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + rest
