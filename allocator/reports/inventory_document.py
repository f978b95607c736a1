"""The cost inventory for readers: everything listed, what it costs over the horizon, against the budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from allocator.money import money_text
from allocator.problem import Line
from allocator.reports.cells import count_of, figures, span, text
from allocator.reports.costs import Costs, Entry, sums_of
from allocator.reports.document import Block, Caution, Cell, Document, Facts, Money, Note, Number, Table
from allocator.reports.totals import grouped

NO_CAP = "no cap"
GROUPINGS = ("kind", "time_frame", "status")
_COLUMNS = (
    text("item"),
    text("name", rank=3),
    text("kind"),
    text("channel", rank=2),
    text("status", rank=1),
    text("time frame"),
    text("known from", rank=3),
    text("bought by", rank=4),
    figures("at least"),
    figures("at most"),
)


def inventory_document(costs: Costs) -> Document:
    """The inventory; call it inside `allocator.money.exact()`."""
    blocks: list[Block] = [_head(costs), _items(costs), _totals(costs)]
    blocks += map(Note, _verdicts(costs))
    return Document(costs.problem.scenario.name, (*blocks, *map(Caution, costs.warnings)))


def _head(costs: Costs) -> Facts:
    scenario, frame = costs.problem.scenario, costs.problem.frame
    counted = ((scenario.items, "item"), (scenario.goals, "goal"), (scenario.limits, "limit"))
    entries: list[tuple[str, Cell]] = [
        ("scenario", "valid: " + ", ".join(count_of(len(things), noun) for things, noun in counted)),
        ("horizon", span(costs.problem.periods)),
        ("currency", scenario.currency),
        ("budget", _money(frame.budget, costs)),
    ]
    if frame.reserve:
        entries += [
            ("reserve", _money(frame.reserve, costs)),
            ("to allocate", _money(costs.available, costs)),
        ]
    return Facts("", tuple(entries))


def _items(costs: Costs) -> Table:
    named = any(entry.line.name != entry.line.id for entry in costs.entries)
    keep = [k for k, column in enumerate(_COLUMNS) if named or column.title != "name"]
    total = ("TOTAL", *[None] * 7, _money(costs.at_least, costs), _money(costs.at_most, costs))
    return Table(
        f"Cost over the horizon, {costs.problem.scenario.currency}",
        tuple(_COLUMNS[k] for k in keep),
        tuple(tuple(_row(entry, costs)[k] for k in keep) for entry in costs.entries),
        tuple(total[k] for k in keep),
    )


def _row(entry: Entry, costs: Costs) -> tuple[Cell, ...]:
    line = entry.line
    words = (
        line.id,
        line.name if line.name != line.id else None,
        entry.kind,
        line.channel,
        entry.status,
        entry.time_frame,
        _origin(line),
        entry.way,
    )
    least = _money(entry.at_least, costs) if entry.at_least else None
    return (*words, least, NO_CAP if entry.at_most is None else _money(entry.at_most, costs))


def _origin(line: Line) -> str:
    """Where the time frame comes from."""
    if line.spec.time_frame is not None:
        return "given"
    if line.lifts:
        return "what it lifts"
    return (
        "no known payback" if line.payback_months is None else f"payback in {line.payback_months:.1f} months"
    )


def _totals(costs: Costs) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for by in GROUPINGS:
        for number, (group, members) in enumerate(grouped(costs.entries, by)):
            rows.append(("" if number else by.replace("_", " "), group, *_sums(members, costs)))
    columns = (text("by"), text("group"), figures("items"), figures("at least"), figures("at most"))
    total = ("TOTAL", "each of them", *_sums(costs.entries, costs))
    return Table(f"Totals, {costs.problem.scenario.currency}", columns, tuple(rows), total)


def _sums(entries: Sequence[Entry], costs: Costs) -> tuple[Cell, ...]:
    return (Number(len(entries), 0), *(_money(amount, costs) for amount in sums_of(entries)))


def _verdicts(costs: Costs) -> Iterator[str]:
    most, least = costs.at_most, costs.at_least
    subject = "All items with a cap cost" if costs.uncapped else "The list costs"
    yield f"{subject} {_words(most, costs)} at most: {_against(most, costs)}."
    yield f"Committed and minimum amounts need {_words(least, costs)}: {_against(least, costs)}."
    if costs.uncapped:
        pronoun = "it" if len(costs.uncapped) == 1 else "them"
        yield f"Not counted in `at most`, because nothing caps {pronoun}: {', '.join(costs.uncapped)}."


def _against(amount: Decimal, costs: Costs) -> str:
    over, whole = amount - costs.available, f"the budget of {_words(costs.available, costs)}"
    if costs.problem.frame.reserve:
        whole = f"the {_words(costs.available, costs)} that can be allocated"
    return (
        f"{_words(abs(over), costs)} {'more' if over > 0 else 'less'} than {whole}"
        if over
        else f"exactly {whole}"
    )


def _money(amount: Decimal, costs: Costs) -> Money:
    return Money(amount, costs.problem.digits)


def _words(amount: Decimal, costs: Costs) -> str:
    return money_text(amount, costs.problem.digits)
