"""Steps of money as a table and as sums, for what comes and for what goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from allocator.reports.cells import figures, text, total_of
from allocator.reports.document import Cell, Line, Money, Note, Number, Table
from allocator.scenario import Scenario
from allocator.studies.moves.steps import Step, Sums


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of money that comes, or that goes."""

    title: str
    amount: str
    so_far: str
    returned: str
    net_return: str
    per_money: str
    has: str
    why: str


def steps_table(steps: Sequence[Step], scenario: Scenario, words: Words, *, subtotals: bool) -> Table:
    """One row for each item of each step, in the order of the money.

    The sums of a step of several items stand in a row below them, or without `subtotals` beside its first.
    """
    columns = (
        text("step", rank=1),
        text("item"),
        text("tier", rank=5 if not any(i.tier for s in steps for i in s.items) else 2),
        figures(words.amount),
        figures(words.so_far, rank=4),
        figures(words.returned),
        figures(words.net_return, rank=3),
        figures(words.per_money),
        text("serves", rank=1 if len({step.wish for step in steps}) > 1 else 6),
        figures(words.has, rank=2),
        text(words.why, folds=True),
    )
    total = _total(steps, scenario.digits) if len(steps) > 1 else None
    return Table(
        f"{words.title}, {scenario.currency}",
        columns,
        tuple(_rows(steps, scenario, subtotals=subtotals)),
        total,
    )


def _rows(steps: Sequence[Step], scenario: Scenario, *, subtotals: bool) -> Iterator[tuple[Cell, ...]]:
    digits, so_far = scenario.digits, Decimal(0)
    for number, step in enumerate(steps, start=1):
        so_far += step.amount
        sums: tuple[Cell, ...] = (
            Money(so_far, digits),
            Money(step.returned, digits),
            Money(step.net_return, digits),
            None if step.per_money is None else Number(step.per_money, 2, fixed=True),
            _in_words(step.wish),
        )
        below = subtotals and len(step.items) > 1
        for place, item in enumerate(step.items):
            amount, has = Money(item.amount, digits), Money(item.has, digits)
            told = (None,) * len(sums) if below or place else sums
            yield (str(number), item.id, item.tier, amount, *told, has, item.why)
        if below:
            yield (str(number), "together", None, Money(step.amount, digits), *sums, None, None)


def _total(steps: Sequence[Step], digits: int) -> tuple[Cell, ...]:
    amount, more = total_of(step.amount for step in steps), total_of(step.returned for step in steps)
    net = total_of(step.net_return for step in steps)
    rate = Number(more / amount, 2, fixed=True) if amount else None
    money = (Money(amount, digits), None, Money(more, digits), Money(net, digits), rate)
    return ("TOTAL", None, None, *money, None, None, None)


def _in_words(wish: str | None) -> str | None:
    return None if wish is None else wish.replace("_", " ")


def change_line(before: Sums, after: Sums, digits: int) -> Line:
    """What changes in the money of the plan, so that all of it is accounted for."""
    came = _changes(before, after, ("budget", "extra", "reinvested", "borrowed", "interest"))
    went = _changes(before, after, ("spend", "repaid", "unspent", "reserve"))
    shown = [("budget", after.budget - before.budget), *came[1:]], [("spent", went[0][1]), *went[1:]]
    ties = total_of(a for _, a in came) == total_of(a for _, a in went)
    left, right = (list(_signed(parts, digits)) for parts in shown)
    return Line((*left, "=", *right, "  ties out" if ties else "  DOES NOT TIE OUT"))


def cost_note(before: Sums, after: Sums, digits: int) -> Iterator[Note]:
    """What borrowed and extra money costs more or less, where it does."""
    if change := after.cost_of_money - before.cost_of_money:
        more = "more" if change > 0 else "less"
        yield Note(f"borrowed and extra money costs {abs(change):,.{digits}f} {more}, part of the net return")


def _changes(before: Sums, after: Sums, names: Sequence[str]) -> list[tuple[str, Decimal]]:
    """The first of the sums, and those of the others that change."""
    changes = [(name, getattr(after, name) - getattr(before, name)) for name in names]
    return [pair for k, pair in enumerate(changes) if k == 0 or pair[1]]


def _signed(parts: Sequence[tuple[str, Decimal]], digits: int) -> Iterator[Cell]:
    for number, (label, amount) in enumerate(parts):
        if number:
            yield "+" if amount >= 0 else "-"
        yield label
        yield Money(amount if number == 0 else abs(amount), digits)
