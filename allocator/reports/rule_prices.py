"""What rules cost, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from allocator.fields import plain
from allocator.reports.cells import is_gap
from allocator.reports.proof import no_better, percent
from allocator.scenario import Scenario
from allocator.studies.explain import ExplainAnswer, RulePrice, Worth

_TENTH = 0.1


def measure_of(scenario: Scenario) -> str:
    """What the policy asks for, in words."""
    return scenario.policy.objective.replace("_", " ")


def verdict(answer: ExplainAnswer, scenario: Scenario) -> Iterator[str]:
    """The plan, what more budget would bring, and the dearest rule."""
    digits, measure = scenario.digits, measure_of(scenario)
    aim = "" if answer.objective is None else f" ({measure} {answer.objective:,.2f})"
    best = f"one that is better by up to {percent(answer.gap)} may exist"
    if answer.status == "optimal":
        best = f"{no_better(answer.gap)} by this policy"
    money = f"{answer.spend:,.{digits}f} and brings a net return of {answer.net_return:,.{digits}f}"
    yield f"The plan spends {money}{aim}; {best}."
    if answer.budget is not None:
        yield f"More budget: {worth_in_words(answer.budget, digits)}, in {measure}."
    if answer.unspent > 0:
        yield f"{answer.unspent:,.{digits}f} stays unspent, because {answer.unspent_because}."
    dearest = answer.rules[0] if answer.rules else None
    if dearest is not None and dearest.proven and (cost := _cost(dearest)) > 0:
        more = "lower" if scenario.policy.minimise else "higher"
        amount = f"{cost:,.{2 if dearest.objective is not None else digits}f}"
        yield f"The dearest rule is {dearest.name}: without it, {measure} would be {amount} {more}."


def remarks(answer: ExplainAnswer, shown: Sequence[RulePrice], digits: int) -> Iterator[str]:
    """What a reader of the table should know."""
    free = [rule for rule in answer.rules if rule.price == 0 and rule.proven and rule not in shown]
    solved = [rule.name for rule in free if rule.solved]
    if solved:
        yield f"Rules that cost nothing, found by solving without them: {', '.join(solved)}."
    if len(free) > len(solved):
        yield f"Rules that cost nothing, proven by the duals of the linear model: {len(free) - len(solved)}."
    if unproven := [rule for rule in answer.rules if not rule.proven]:
        most = max(abs(rule.price or Decimal(0)) + rule.within for rule in unproven)
        names = ", ".join(rule.name for rule in unproven)
        yield f"Rules that cost nothing, or at most {most:,.{digits}f} each; no more is proven: {names}."
    if answer.not_solved:
        yield (
            f"Rules that leave room and were not looked at: {answer.not_solved}. "
            "Where a model is not linear such a rule can still cost something; --all asks."
        )
    if any(rule.price is not None and rule.price < 0 for rule in shown):
        yield "A negative price: without the rule an earlier stage is served better, and the whole worse."
    if shown and is_gap(answer.within, digits):
        yield f"Prices are right to within {answer.within:,.{digits}f}: the gap of curves by a formula."


def worth_in_words(worth: Worth, digits: int) -> str:
    """`1.30 per 1 for the next 3,751.00, then 1.10`."""
    if worth.fades and worth.until is not None:
        rates, average = f"{_rate(worth.per_unit)} per 1", _rate(worth.then or 0.0)
        if average != _rate(worth.per_unit):
            rates = f"{rates} at first, {average} on average"
        return f"{rates} for the next {worth.until:,.{digits}f}"
    first = f"{_rate(worth.per_unit)} per 1"
    if worth.until is None:
        return f"{first} for the next {worth.looked:,.{digits}f} or more"
    if worth.jump is not None:
        return f"{first} for the next {worth.until:,.{digits}f}, then {worth.jump:,.2f} at once"
    then = worth.then or 0.0
    after = _rate(then)
    if after == _rate(worth.per_unit):
        first, after = f"{worth.per_unit:.6g} per 1", f"{then:.6g}"
    return f"{first} for the next {worth.until:,.{digits}f}, then {after}"


def _cost(rule: RulePrice) -> float:
    """What the rule costs in what the policy asks for."""
    return rule.objective if rule.objective is not None else float(rule.price or 0)


def _rate(rate: float) -> str:
    """A rate to two decimals, or to three digits where that would hide it."""
    return f"{rate:.2f}" if abs(rate) >= _TENTH or not rate else plain(Decimal(f"{rate:.3g}"))
