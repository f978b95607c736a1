"""Units in which the model counts, so that its numbers lie where a solver is accurate.

A budget counts as one to ten thousand in the model whatever the currency; so do outcomes. The scales
are powers of ten: a scenario in thousands and the same one in millions make the same model.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from allocator.limits import Measure, Term
from allocator.problem import Effect, Input, Problem

_MONEY = {
    Measure.SPEND,
    Measure.PUT,
    Measure.CASH,
    Measure.RETURN,
    Measure.REINVESTED,
    Measure.DRAWN,
    Measure.FUNDED,
    Measure.OWED,
}


def power_below(amount: Decimal) -> Decimal:
    """The power of ten that brings the amount to between 1,000 and 10,000; 1 for nothing."""
    return Decimal(1).scaleb(amount.adjusted() - 3) if amount > 0 else Decimal(1)


@dataclass(frozen=True)
class Scales:
    """How much money, or how many outcomes of a metric, the number 1 stands for in the model."""

    money: Decimal
    outcomes: dict[str, Decimal]

    @classmethod
    def of(cls, problem: Problem) -> Scales:
        """Scales that fit the budget, and what the budget could bring of each metric."""
        budget = problem.frame.budget or _money_in_play(problem)
        most: dict[str, Decimal] = {}
        for line in problem.lines.values():
            for effect in line.effects:
                most[effect.metric] = max(most.get(effect.metric, Decimal(0)), _most(effect, problem, budget))
        return cls(power_below(budget), {metric: power_below(amount) for metric, amount in most.items()})

    def of_term(self, term: Term) -> Decimal:
        """The scale of a term's measure."""
        if term.measure is Measure.OUTCOME:
            return self.outcomes.get(term.metric, Decimal(1))
        return self.money if term.measure in _MONEY else Decimal(1)


def _money_in_play(problem: Problem) -> Decimal:
    """About how much money a plan without a given budget moves: what prices, bounds and goals speak of."""
    amounts = [lever.cost for line in problem.lines.values() for lever in line.levers]
    amounts.append(problem.frame.spec.amount)
    for rule in problem.rules:
        amounts += (abs(row.bound) for row in rule.rows if rule.unit == "money")
    for target in problem.targets:
        effects = (e for line in problem.lines.values() for e in line.effects)
        rates = [_per_money(e, problem) for e in effects if e.metric == target.spec.metric]
        if best := max(rates, default=Decimal(0)):
            amounts.append(abs(target.spec.target) / best)
    return max((amount for amount in amounts if amount > 0), default=Decimal(1))


def _per_money(effect: Effect, problem: Problem) -> Decimal:
    slope = effect.curve.steepest
    if effect.base is not None:
        return slope * _per_money(problem.base_of(effect), problem)
    price = problem.lines[effect.item].levers[0].cost
    return slope if effect.input is Input.SPEND or not price else slope / price


def _most(effect: Effect, problem: Problem, budget: Decimal) -> Decimal:
    slope = effect.curve.steepest * effect.carry.total
    if effect.base is not None:
        return slope * _most(problem.base_of(effect), problem, budget)
    if effect.input is Input.SPEND:
        return slope * budget
    price = problem.lines[effect.item].levers[0].cost if effect.input is Input.UNITS else budget
    return slope * budget / price if price else slope
