"""How near a plan comes to each rule: where the rule is tightest."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from allocator.limits import Rule, Sense
from allocator.money import floored
from allocator.plan.checking import Standing, standing
from allocator.plan.ledger import Ledger
from allocator.plan.record import PlanLimit
from allocator.problem import Problem


def tightest(problem: Problem, ledger: Ledger) -> Iterator[PlanLimit]:
    """Each rule with the row that has the least room."""
    for rule in problem.rules:
        if not rule.rows:
            continue
        least = min((standing(rule, row, ledger) for row in rule.rows), key=partial(_room, problem.unit))
        yield PlanLimit(
            name=rule.name,
            sentence=rule.sentence,
            path=".".join(str(part + 1) if isinstance(part, int) else part for part in rule.path),
            binding=_is_binding(least, problem),
            value=_shown(least.value, rule, problem),
            bound=_shown(least.bound, rule, problem),
            unit=rule.unit,
            period=None if least.row.period is None else problem.frame.labels[least.row.period],
        )


def _shown(amount: Decimal, rule: Rule, problem: Problem) -> Decimal:
    return floored(amount, problem.digits) if rule.unit == "money" else Decimal(f"{amount:.12g}")


def _room(unit: Decimal, found: Standing) -> tuple[Decimal, Decimal]:
    """Smallest for the row with the fewest smallest units to spare; among equal ones for the largest."""
    return abs(found.slack) // unit, -abs(found.bound)


def _is_binding(found: Standing, problem: Problem) -> bool:
    """Whether not one smallest unit more (or less) fits."""
    if found.rule.unit == "money":
        return abs(found.slack) < problem.unit or found.row.sense is Sense.EXACTLY
    return abs(found.slack) <= Decimal("1e-6") * max(Decimal(1), abs(found.bound))
