"""Why there is no plan, for programs."""

from __future__ import annotations

from typing import Any

from allocator.errors import ConflictingRule, Cure, NoPlanError
from allocator.money import digits_of

FORMAT = 1


def no_plan_data(error: NoPlanError, currency: str) -> dict[str, Any]:
    """The contradiction and its cures as JSON, format 1; `amount` is a decimal string for money."""
    return {
        "format": FORMAT,
        "status": "infeasible",
        "currency": currency,
        "conflict": [_rule(rule) for rule in error.rules],
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
