"""Sheets that show the plan's own figures as they are: Goals, Assumptions, Audit."""

from __future__ import annotations

from collections.abc import Iterable

from allocator.render.workbook.cells import Cell, Fixed
from allocator.render.workbook.page import Page
from allocator.render.workbook.parts import Parts
from allocator.reports.document import Block, Facts, Money, Note, Number, Percent, Table
from allocator.reports.document import Cell as Told
from allocator.reports.finance.assumptions import assumptions
from allocator.reports.finance.audit import audit
from allocator.reports.outcomes import ceilings_table, goals_table, outcomes_table


def goals(parts: Parts) -> None:
    """Targets, what is reached, what is missing; and what every item brings."""
    plan = parts.dossier.plan
    aims = goals_table(plan) if plan.goals else Note("The scenario has no goals.")
    show(parts.pages["Goals"], [aims, outcomes_table(plan), *ceilings_table(plan)])


def assumed(parts: Parts) -> None:
    """Every input."""
    show(parts.pages["Assumptions"], [assumptions(parts.dossier)])


def audited(parts: Parts) -> None:
    """Files, hashes, versions."""
    show(parts.pages["Audit"], audit(parts.dossier))


def show(page: Page, blocks: Iterable[Block]) -> None:
    """Tables, facts and sentences of a document as they are."""
    for block in blocks:
        if isinstance(block, Table):
            columns = tuple(column.title for column in block.columns)
            rows = [tuple(map(cell, row)) for row in block.rows]
            total = None if block.total is None else tuple(map(cell, block.total))
            numeric = [column.numeric for column in block.columns]
            page.table(block.title, columns, rows, total, numeric=numeric)
        elif isinstance(block, Facts):
            page.facts(block.title, [(label, cell(value)) for label, value in block.entries])
        elif isinstance(block, Note):
            page.note(block.text)


def cell(told: Told) -> Cell:
    """A document's cell as a sheet's."""
    if isinstance(told, Money):
        return Fixed(float(told.amount))
    if isinstance(told, Percent):
        return Fixed(told.share, "share")
    if isinstance(told, Number):
        return Fixed(float(told.value), "rate" if told.fixed else "count")
    return told
