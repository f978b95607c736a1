"""The sheet Sensitivity: what the next unit returns on each item, and what each rule costs."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.render.workbook.cells import Cell, Fixed, Live, money
from allocator.render.workbook.parts import Parts
from allocator.render.workbook.tables import show
from allocator.reports.rule_prices import verdict
from allocator.studies.explain import RulePrice, Worth

_WORTH = ("per unit", "holds for", "then", "jump at its end")
_NOTE = (
    "A rule costs what the net return would gain without it, found by solving again. Per unit is what it is "
    "worth to move its bound by one unit of money, or one unit bought, for so many units; then so much. "
    "`allocator explain --all` asks that of every bound."
)


def sensitivity(parts: Parts) -> None:
    """What the next unit of money would return on each item."""
    page, plan, area = parts.pages["Sensitivity"], parts.dossier.plan, parts.areas["allocation"]
    page.title("Sensitivity")
    page.note(
        "What the next unit of money returns on an item in its best period; the reason says what holds it."
    )
    rows = [
        (
            item.id,
            Live(area.cell(k, "allocated"), float(item.spend)),
            None if item.marginal_return is None else Fixed(item.marginal_return, "rate"),
            Fixed(float(item.returned / item.spend), "rate") if item.spend else None,
            item.reason_text,
        )
        for k, item in enumerate(plan.items)
    ]
    _rules(parts)
    page.table("Items", ("item", "spend", "marginal return", "average return", "why"), rows)


def _rules(parts: Parts) -> None:
    """The price of each rule, and what moving its bound is worth."""
    page, report = parts.pages["Sensitivity"], parts.studied.explained
    if report is None:
        show(page, parts.studied.rules)
        return
    for words in verdict(report.answer, report.scenarios[0]):
        page.note(words)
    worths = any(rule.worth is not None for rule in report.answer.rules)
    heads = ("rule", "kind", "binding", "costs", *(_WORTH if worths else ()), "what it asks")
    rows = [tuple(_rule(rule, worths=worths)) for rule in report.answer.rules]
    numeric = [name in ("costs", *_WORTH) for name in heads]
    page.table(parts.titled("Price of each rule"), heads, rows, numeric=numeric)
    page.note(_NOTE)


def _rule(rule: RulePrice, *, worths: bool) -> Iterator[Cell]:
    yield from (rule.name, str(rule.kind), "binding" if rule.binding else "not binding")
    yield "no bound without it" if rule.price is None else money(rule.price)
    if worths:
        yield from (None,) * len(_WORTH) if rule.worth is None else _worth(rule.worth)
    yield rule.sentence


def _worth(worth: Worth) -> Iterator[Cell]:
    yield Fixed(worth.per_unit, "rate")
    yield "no end found" if worth.until is None else money(worth.until)
    yield from (None if part is None else Fixed(part, "rate") for part in (worth.then, worth.jump))
