"""The cover: what this is, who stands for it, and the verdict in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.money import money_text
from allocator.reports.cells import count_of, span
from allocator.reports.document import Block, Cell, Facts, Note
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
    yield Note(sentence(dossier))


def sentence(dossier: Dossier) -> str:
    """The verdict: what is spent, what comes back, how sure that is, and whether goals are met."""
    plan, digits = dossier.plan, dossier.digits
    totals = plan.totals

    def money(amount: Decimal) -> str:
        return money_text(amount, digits)

    spent = f"{money(totals.spend)} {plan.currency} are spent, {money(totals.returned)} come back"
    parts = [f"{spent}: a net return of {money(totals.net_return)}", verdict(plan)]
    if plan.goals:
        met = sum(goal.shortfall == 0 for goal in plan.goals)
        parts.append(f"{met} of {count_of(len(plan.goals), 'goal')} met")
    return "; ".join(parts) + "."
