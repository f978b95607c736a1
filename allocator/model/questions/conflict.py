"""Why no plan is possible: a minimal set of rules that contradict each other, and what would free it.

The set is found by QuickXplain (U. Junker, AAAI 2004): divide and conquer over the rules, each
question being one feasibility solve on the live solver, so it is right for whole numbers too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import TypeVar

from allocator.errors import SolverError
from allocator.limits import Measure, Rule, Sense, Term
from allocator.model.build import Builder, Model, row_scale
from allocator.model.questions.loosening import enough
from allocator.model.running import Settings
from allocator.model.session import Session
from allocator.problem import Ceiling, End, Problem, pools_of, roughly_straight, touched, with_more_budget

_Item = TypeVar("_Item")
_WAYS = {Sense.AT_MOST: (-1.0,), Sense.AT_LEAST: (1.0,), Sense.EXACTLY: (1.0, -1.0)}
_COUNTED = Decimal("1e-6")
_CASH_FLOORS = (("budget", "min_cash_per_period"), ("budget", "min_cash_at_end"))
_ALWAYS = Term(Measure.ALWAYS, ())
_A_FEW = (0, 1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Loosening:
    """How far one rule must give way, all others kept, in its own unit; `up` says in which direction.

    `to` is the value of a share, a ratio or a hurdle that would do, where it is known.
    """

    rule: Rule
    amount: Decimal
    up: bool
    to: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A minimal contradiction, and the least change of each of its rules that makes a plan possible.

    `further` are minimal contradictions among the other rules, each found with all earlier ones dropped.
    """

    rules: tuple[Rule, ...]
    loosenings: tuple[Loosening, ...]
    further: tuple[tuple[Rule, ...], ...]


def minimal_conflict(rules: Sequence[_Item], possible: Callable[[Sequence[_Item]], bool]) -> list[_Item]:
    """A smallest-by-inclusion subset of `rules` that is not possible; the earlier rules are kept first.

    `possible` says whether a subset can hold. Raises ValueError where all of `rules` together can.
    """
    if possible(rules):
        raise ValueError("the rules do not contradict each other")
    if not possible([]):
        return []
    return _explain([], False, list(rules), possible)


def _explain(
    background: list[_Item], grown: bool, rules: list[_Item], possible: Callable[[Sequence[_Item]], bool]
) -> list[_Item]:
    if grown and not possible(background):
        return []
    if len(rules) == 1:
        return rules
    half = len(rules) // 2
    first, second = rules[:half], rules[half:]
    late = _explain(background + first, bool(first), second, possible)
    early = _explain(background + late, bool(late), first, possible)
    return early + late


class _Switchboard:
    """Rules that can be switched on and off on one live solver."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.session = Session(model, Settings())
        self.rules = [
            k for k, rule in enumerate(model.problem.rules) if not rule.structural and model.rule_rows[k]
        ]
        rules = model.problem.rules
        self._budget = next((n for n in self.rules if _is_budget(rules[n])), None)
        self._floors = (
            {n for n in self.rules if rules[n].path in _CASH_FLOORS} if self._budget is not None else set()
        )
        self._bounds = self.session.bounds_of_rows()

    def possible(self, wanted: Sequence[int]) -> bool:
        """Whether a plan keeps just these rules.

        A floor under the cash asks something of money that is bounded, so without the budget it asks nothing.
        """
        on = set(wanted)
        if self._budget not in on:
            on -= self._floors
        for rule in self.rules:
            for row in self.model.rule_rows[rule]:
                if rule in on:
                    self.session.set_row(row, self._bounds[row])
                else:
                    self.session.free_row(row)
        return self.session.is_feasible()

    def least_loosening(self, rule: int) -> tuple[float, bool] | None:
        """How far a rule's rows must give way, in their natural unit, and whether upwards; all others on."""
        rules = self.model.problem.rules
        # A limit on each of several groups has one bound, so that all its rows give way together.
        same = [n for n in self.rules if rules[n].path == rules[rule].path]
        rows = [pair for n in same for pair in zip(self.model.rule_rows[n], rules[n].rows, strict=True)]
        ways = sorted({sign for _, row in rows for sign in _WAYS[row.sense]})
        slacks = [{number: sign for number, row in rows if sign in _WAYS[row.sense]} for sign in ways]
        given = self._least(slacks, row_scale(rows[0][1], self.model.scales))
        return None if given is None else (sum(given), ways[given.index(max(given))] < 0)

    def least_budget(self) -> tuple[float, bool] | None:
        """How much more own money is needed, with whatever moves as the budget moves moving along."""
        problem, scales = self.model.problem, self.model.scales
        extra = max(problem.frame.budget, Decimal(1000))
        larger = with_more_budget(problem, extra)
        slack = {}
        for rule, grown, numbers in zip(problem.rules, larger.rules, self.model.rule_rows, strict=True):
            for row, other, number in zip(rule.rows, grown.rows, numbers, strict=True):
                there = other.terms.get(_ALWAYS, Decimal(0)) - row.terms.get(_ALWAYS, Decimal(0))
                if moved := float((other.bound - row.bound - there) / extra):
                    slack[number] = -moved * float(scales.money) / row_scale(row, scales)
        given = self._least([slack], float(scales.money)) if slack else None
        return None if given is None else (given[0], True)

    def _least(self, slacks: list[dict[int, float]], unit: float) -> list[float] | None:
        """How much of each slack is needed, if their sum shall be least; None where none is enough."""
        columns = [self.session.add_column(slack) for slack in slacks]
        result = self.session.minimise(dict.fromkeys(columns, 1.0))
        given = [float(self.session.values[column]) * unit for column in columns]
        for column in columns:
            self.session.bound_column(column, 0.0, 0.0)
        return given if result.end is End.OPTIMAL else None


def explain_conflict(problem: Problem) -> Conflict:
    """The contradiction in a problem that has no plan; empty where only structural rules are at fault.

    Raises SolverError where the rules can hold after all.
    """
    problem = roughly_straight(problem)
    model = Builder(problem, as_rows=True).build()
    board = _Switchboard(model)
    if board.possible(board.rules):
        raise SolverError("the solver found no plan, and then none of the rules at fault")
    found = sorted(minimal_conflict(_budget_last(board, board.rules), board.possible))
    further = tuple(tuple(_named(problem, numbers)) for numbers in _further(board, found))
    board.possible(board.rules)
    loosenings = [one for number in found if (one := _loosening(problem, board, number))]
    by_amount = tuple(sorted(loosenings, key=lambda one: one.amount))
    return Conflict(tuple(_named(problem, found)), by_amount, further)


def _named(problem: Problem, numbers: Sequence[int]) -> Iterator[Rule]:
    """The rules, and the ceilings without which they could hold together."""
    rules = [problem.rules[n] for n in numbers]
    yield from rules
    terms = [term for rule in rules for row in rule.rows for term in row.terms]
    for ceiling in problem.ceilings:
        if any(any(touched(pools_of([ceiling]), term)) for term in terms):
            others = tuple(other for other in problem.ceilings if other is not ceiling)
            board = _Switchboard(Builder(replace(problem, ceilings=others), as_rows=True).build())
            if board.possible(numbers):
                yield _ceiling_rule(ceiling)


def _ceiling_rule(ceiling: Ceiling) -> Rule:
    return Rule(ceiling.title, ceiling.sentence, ceiling.path, (), unit="count", adjustable=False)


def _further(board: _Switchboard, found: list[int]) -> Iterator[list[int]]:
    """What contradicts itself still, contradiction by contradiction, until the rest can hold.

    The budget stays while other rules of a contradiction can go: without it most things are possible.
    """
    left = board.rules
    while found:
        dropped = [n for n in found if not _is_budget(board.model.problem.rules[n])] or found
        left = [number for number in left if number not in dropped]
        if board.possible(left):
            return
        found = sorted(minimal_conflict(_budget_last(board, left), board.possible))
        if found:
            yield found


def _budget_last(board: _Switchboard, rules: list[int]) -> list[int]:
    """The rules with the budget at the end, so that it is named only where the others can hold without it."""
    return sorted(rules, key=lambda number: _is_budget(board.model.problem.rules[number]))


def _is_budget(rule: Rule) -> bool:
    return rule.path == ("budget", "total")


def _loosening(problem: Problem, board: _Switchboard, number: int) -> Loosening | None:
    rule = problem.rules[number]
    if not rule.adjustable:
        return None
    is_budget = _is_budget(rule)
    given = board.least_budget() if is_budget else board.least_loosening(number)
    if given is None:
        return None
    if rule.relative:
        to = enough(problem, rule, up=given[1], width=board.model.width)
        return Loosening(rule, _rounded_up(given[0], rule.unit, problem), given[1], to)
    amount: Decimal | None = _rounded_up(given[0], rule.unit, problem)
    if is_budget and amount is not None:
        amount = _enough(problem, amount)
    return None if amount is None else Loosening(rule, amount, given[1])


def _enough(problem: Problem, extra: Decimal) -> Decimal | None:
    """The extra budget, or the few smallest units more that shares rounded to whole units ask for."""
    for more in _A_FEW:
        wanted = extra + more * problem.unit
        model = Builder(roughly_straight(with_more_budget(problem, wanted))).build()
        if model.feasible_bounds and Session(model, Settings()).is_feasible():
            return wanted
    return None


def _rounded_up(amount: float, unit: str, problem: Problem) -> Decimal:
    if unit == "money":
        return Decimal(repr(amount - 1e-6 * float(problem.unit))).quantize(problem.unit, ROUND_CEILING)
    return Decimal(repr(amount - 1e-9)).quantize(_COUNTED, ROUND_CEILING).normalize() + 0
