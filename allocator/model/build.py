"""From a problem to a PuLP model: levers, rules and goals as columns and rows, stages as objectives."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from allocator.limits import Measure, Row, Term
from allocator.model.columns import Columns, Expression, plus
from allocator.model.levels import Flag, Levels
from allocator.model.outcomes import Outcomes
from allocator.model.pulp_bridge import INFINITY
from allocator.model.scales import Scales
from allocator.model.smooth.bends import AT_FIRST, Curved, Room
from allocator.model.smooth.pressed.corridors import Corridors, Cuts
from allocator.problem import Aim, Lever, Problem, Stage, Target

STAGE_SCALE = 1e4
"""What a goal missed altogether counts in the model; about what the whole budget counts there."""


@dataclass(frozen=True)
class Objective:
    """A stage in the model's columns; `unit` is what the number 1 of the objective stands for."""

    stage: Stage
    costs: Expression
    unit: float

    @property
    def is_last_wish(self) -> bool:
        """Whether it asks for least spend, or for the least money drawn."""
        return {term.measure for term in self.stage.terms} <= {Measure.SPEND, Measure.DRAWN}

    @property
    def sign(self) -> float:
        """+1 where costs are minimised as they are, −1 where the stage maximises."""
        return 1.0 if self.stage.aim is Aim.MINIMISE else -1.0


@dataclass(frozen=True)
class Model:
    """A PuLP problem, its variables in the order of the columns, and what is needed to read it.

    `rule_rows[k]` are the rows that rule k became; empty for rules that became bounds of columns
    (unless built to stay rows). `feasible_bounds` is False where bounds alone exclude each other. Straight
    pieces of smooth curves are put on the live solver, so `pulp` holds only the rows that they stand in.
    """

    problem: Problem
    pulp: Any
    variables: Sequence[Any]
    levers: Mapping[Lever, int]
    sizes: Mapping[Lever, float]
    integers: tuple[int, ...]
    objectives: tuple[Objective, ...]
    rule_rows: tuple[tuple[int, ...], ...]
    feasible_bounds: bool
    scales: Scales
    curved: Curved | None = None
    corridors: Corridors | None = None
    flags: tuple[Flag, ...] = ()

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.variables)

    @property
    def wishes(self) -> tuple[Objective, ...]:
        """The objectives that the scenario asks for, without those that only make its plan unique."""
        return tuple(o for o in self.objectives if o.stage.is_asked) or self.objectives


class Builder:
    """Writes one problem into one PuLP model.

    `as_rows` keeps every rule a row that can be switched off; `room` is for more pieces of smooth curves, or
    cuts for corridors around them;
    `moving` are the numbers of rules whose bounds will be moved, so that they stay rows as well.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        as_rows: bool = False,
        room: Room | Cuts = AT_FIRST,
        moving: Collection[int] = (),
    ) -> None:
        self._problem = problem
        self._as_rows = set(range(len(problem.rules))) if as_rows else set(moving)
        self._columns = Columns()
        self._scales = Scales.of(problem)
        self._levels = Levels(problem, self._columns, self._scales, roomy=as_rows)
        self._outcomes = Outcomes(problem, self._columns, self._scales, self._levels, room)
        self._reinvested: dict[int, int] = {}
        self._deviations: dict[Term, int] = {}

    def build(self) -> Model:
        """The model of the whole problem, its first stage as PuLP's objective."""
        rule_rows = tuple(
            tuple(self._rule_rows(rule.rows, n in self._as_rows))
            for n, rule in enumerate(self._problem.rules)
        )
        for target in self._problem.targets:
            self._target_row(target)
        objectives = tuple(self._objective(stage) for stage in self._problem.stages)
        first = objectives[0]
        fits = self._columns.finish({c: first.sign * v for c, v in first.costs.items()})
        return Model(
            problem=self._problem,
            pulp=self._columns.problem,
            variables=tuple(self._columns.variables),
            levers=self._levels.of,
            sizes={lever: self._levels.size(lever) for lever in self._levels.of},
            integers=tuple(self._columns.integers),
            objectives=objectives,
            rule_rows=rule_rows,
            feasible_bounds=fits,
            scales=self._scales,
            curved=self._outcomes.curved,
            corridors=self._outcomes.corridors,
            flags=tuple(self._levels.flags),
        )

    def _rule_rows(self, rows: tuple[Row, ...], stay: bool) -> list[int]:
        numbers = []
        for row in rows:
            scale = row_scale(row, self._scales)
            left = {c: v / scale for c, v in self._express(row.terms).items() if v}
            right = float(row.bound) / scale
            if not stay and len(left) == 1:
                self._bound(left, row.sense, right)
            else:
                numbers.append(self._columns.row(left, row.sense, right))
        return numbers

    def _bound(self, left: Expression, sense: str, right: float) -> None:
        ((column, coefficient),) = left.items()
        turned = {"<=": ">=", ">=": "<="}.get(sense, sense) if coefficient < 0 else sense
        self._columns.bound(column, turned, right / coefficient)

    def _target_row(self, target: Target) -> None:
        """reached + missed − exceeded (sense) target, without the deviation that does not count."""
        sides = {target.missed: Decimal(1), target.exceeded: Decimal(-1)}
        terms = {**target.reached, **{term: sides[term] for term in target.deviations}}
        scale = self._target_scale(target)
        left = {column: c / scale for column, c in self._express(terms).items()}
        self._columns.row(left, target.spec.sense, float(target.spec.target) / scale)

    def _target_scale(self, target: Target) -> float:
        """What the number 1 of a goal's row and deviations stands for."""
        first = next(iter(target.reached), None)
        usual = self._scales.of_term(first) if first else Decimal(1)
        return float(abs(target.spec.target) or usual)

    def _objective(self, stage: Stage) -> Objective:
        first = next(iter(stage.terms))
        costs = self._express(stage.terms)
        if first.measure in (Measure.MISSED, Measure.EXCEEDED, Measure.LARGEST):
            unit = max((abs(c) for c in costs.values()), default=1.0) / STAGE_SCALE
        else:
            unit = float(self._scales.of_term(first))
        costs = {column: c / unit for column, c in costs.items() if c}
        return Objective(stage, costs, unit)

    def _express(self, terms: Mapping[Term, Decimal]) -> dict[int, float]:
        return plus(*((float(c), self._term(term)) for term, c in terms.items()))

    def _term(self, term: Term) -> Expression:
        if term.measure is Measure.REINVESTED:
            least = -INFINITY if self._problem.pays_later else 0.0
            return self._own_column(self._reinvested, term.period, float(self._scales.money), least)
        if term.measure in (Measure.MISSED, Measure.EXCEEDED):
            return self._own_column(
                self._deviations, term, self._target_scale(self._problem.targets[int(term.metric)])
            )
        if term.measure is Measure.ALWAYS:
            return self._levels.always
        if term.measure is Measure.LARGEST:
            return self._largest(term)
        sums = {
            Measure.SPEND: self._levels.spend,
            Measure.PUT: self._levels.put,
            Measure.UNITS: self._levels.units,
            Measure.USED: self._levels.used,
            Measure.DRAWN: self._levels.drawn,
            Measure.FUNDED: self._levels.funded,
            Measure.OWED: self._levels.owed,
        }
        if term.measure in sums:
            return sums[term.measure](term.items, term.period) if term.items else {}
        return self._outcomes.express(term)

    def _largest(self, term: Term) -> Expression:
        """A column that is at least every weighted miss of the goals."""
        largest = self._columns.column()
        misses = [self._express(self._problem.targets[int(number)].deviations) for number in term.items]
        unit = max((abs(c) for miss in misses for c in miss.values()), default=1.0)
        for miss in misses:
            self._columns.row({**{c: v / unit for c, v in miss.items()}, largest: -1.0}, "<=", 0.0)
        return {largest: unit}

    def _own_column(self, known: dict[Any, int], key: Any, scale: float, least: float = 0.0) -> Expression:
        if key not in known:
            known[key] = self._columns.column(least)
        return {known[key]: scale}


def row_scale(row: Row, scales: Scales) -> float:
    """What the number 1 of a row's sides stands for."""
    return float(max((scales.of_term(term) for term in row.terms), default=Decimal(1)))
