"""The cover: what this is, who stands for it, and the verdict in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.money import money_text
from allocator.reports.cells import count_of, span
from allocator.reports.document import Block, Cell, Facts, Line, Money
from allocator.reports.finance.dossier import Dossier
from allocator.reports.proof import verdict

SIGNATURES = ("prepared", "reviewed", "approved")
BLANK = "." * 24


def cover(dossier: Dossier) -> Iterator[Block]:
    """Title, version, currency, horizon, names with a line for the date, and the verdict."""
    scenario = dossier.plan.scenario
    said = scenario.report
    entries: list[tuple[str, Cell]] = [
        ("scenario", scenario.name),
        ("version", said.version or BLANK),
        ("currency", scenario.currency),
        ("horizon", span(scenario.horizon.calendar)),
    ]
    for word in SIGNATURES:
        entries.append((f"{word} by", f"{getattr(said, f'{word}_by') or BLANK}   date {BLANK}"))
    yield Facts("", tuple(entries))
    yield told(dossier)


def sentence(dossier: Dossier) -> str:
    """The verdict as a text."""
    parts = told(dossier).parts
    return " ".join(
        money_text(part.amount, part.digits) if isinstance(part, Money) else str(part) for part in parts
    )


def told(dossier: Dossier) -> Line:
    """The verdict: what is spent, what comes back, how sure that is, and whether goals are met."""
    plan = dossier.plan
    spent, back, net = (
        Money(amount, dossier.digits)
        for amount in (plan.totals.spend, plan.totals.returned, plan.totals.net_return)
    )
    ends = [f"as net return; {verdict(plan)}"]
    if plan.goals:
        met = sum(goal.shortfall == 0 for goal in plan.goals)
        ends.append(f"{met} of {count_of(len(plan.goals), 'goal')} met")
    words = f"{plan.currency} are spent,", "come back, which leaves", "; ".join(ends) + "."
    return Line((spent, words[0], back, words[1], net, words[2]))
