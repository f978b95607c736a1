"""Why there is no plan, for programs: the JSON, format 1, and what each of its fields means."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from allocator.errors import ConflictingRule, Cure, NoPlanError
from allocator.money import digits_of
from allocator.plan.format import MoneyText

FORMAT = 1


class Part(BaseModel):
    """A part of the JSON; there are no other keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, strict=True)


class RulePart(Part):
    """One rule of a contradiction."""

    name: str
    """What it is called."""
    sentence: str
    """What it says."""
    path: str
    """Where the scenario says it; list positions count from 1."""
    file: str | None
    """The file; null where the scenario was not read from one, or where nothing was written."""
    line: int | None
    """The line, from 1."""
    column: int | None
    """The column, from 1."""


class CurePart(Part):
    """The least change of one rule, all others kept, that makes a plan possible."""

    rule: str
    """The rule's name."""
    path: str
    """Where the scenario says it; list positions count from 1."""
    change: str
    """The change in words."""
    direction: Literal["raise", "lower"]
    """Which way its bound must move."""
    amount: MoneyText | float
    """How far: a decimal string for money, a number otherwise."""
    unit: Literal["money", "units", "count"]
    """What the bound counts."""


class NoPlanFile(Part):
    """Why no plan is possible, format 1: what `allocator solve --format json` writes with exit code 3."""

    format: Literal[1]
    """The version of this format."""
    status: Literal["infeasible"]
    """That no plan keeps all rules; a plan says `optimal` or `feasible` here."""
    currency: str
    """ISO 4217 code of all money."""
    conflict: list[RulePart]
    """Rules that cannot all hold; without any one of them, the others of them can."""
    further: list[list[RulePart]]
    """Further such lists, each found with the rules of all earlier ones dropped, the budget's own kept."""
    cures: list[CurePart]
    """What makes a plan possible, each change by itself, the smallest first; empty where none does alone."""


def no_plan_data(error: NoPlanError, currency: str) -> dict[str, Any]:
    """The contradiction and its cures as JSON, format 1; `amount` is a decimal string for money."""
    return {
        "format": FORMAT,
        "status": "infeasible",
        "currency": currency,
        "conflict": [_rule(rule) for rule in error.rules],
        "further": [[_rule(rule) for rule in rules] for rules in error.further],
        "cures": [_cure(cure, digits_of(currency)) for cure in error.cures],
    }


def _rule(rule: ConflictingRule) -> dict[str, Any]:
    mark = rule.mark
    return {
        "name": rule.name,
        "sentence": rule.sentence,
        "path": rule.path,
        "file": mark and mark.file,
        "line": mark and mark.line,
        "column": mark and mark.column,
    }


def _cure(cure: Cure, digits: int) -> dict[str, Any]:
    amount = f"{cure.amount:.{digits}f}" if cure.unit == "money" else float(cure.amount)
    return {
        "rule": cure.rule,
        "path": cure.path,
        "change": cure.change,
        "direction": cure.direction,
        "amount": amount,
        "unit": cure.unit,
    }
