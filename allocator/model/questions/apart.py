"""Plans that are nearly as good as the best one and lie as far from it, and from each other, as possible.

With s_i the money of an item and p_i that of an earlier plan, s_i − p_i = u_i − v_i where a binary lets only
one of u_i and v_i be above 0, so that u_i + v_i = |s_i − p_i| exactly. The search makes the smallest of the
distances Σ_i |s_i − p_i| to the earlier plans largest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from allocator.errors import SolverError, UnboundedError
from allocator.limits import Measure, Term, added
from allocator.model.build import Builder, Model, Objective
from allocator.model.columns import Expression, plus
from allocator.model.live import Vector
from allocator.model.pulp_bridge import INFINITY
from allocator.model.running import Settings
from allocator.model.session import Session
from allocator.model.stages import begun, break_ties, levels_of, settle_the_rest, signed
from allocator.problem import Aim, End, Lever, Line, Problem, Stage
from allocator.problem.stages import LEAST_SPEND
from allocator.scenario.goals import NET_RETURN
from allocator.scenario.words import TimeFrame

_GAP = 0.01
_NODES = 2000
_EFFORT = 1_000_000
"""Nodes times whole numbers of a search; S-shaped curves in pieces have thousands of these."""
_FEWEST = 60
_SPARE = 1e-4
_UNITS = 5
"""What is left, of what may be lost, for rounding: a part of it, and of money so many smallest units."""
_ROOM = 1e-6
"""What a kept stage or goal may give away: more than the tolerance of a search over whole numbers."""
_LEAST = 0.01


_Reached = tuple[dict[str, float], Vector]
"""What each stage reaches, by its name, to be minimised; and the columns' values."""


@dataclass(frozen=True, slots=True)
class Distant:
    """Another plan's levels, how far it is from the nearest earlier plan, and what is proven of the farthest.

    Distances are sums over items of the money by which two plans differ.
    """

    levels: Mapping[Lever, float]
    apart: float
    bound: float


class Apart:
    """Looks for one plan after the other; of `best`, the best aim, the share `within` may be lost.

    Goals stay where the best plan brings them, and no time frame loses more than that share of the whole.
    Where the problem is one with pieces below curves, `levels` are those of the best plan under the curves.
    It stands for the best one under the pieces, which need not be searched then.
    """

    def __init__(
        self, problem: Problem, within: float, best: float, levels: Mapping[Lever, float] | None = None
    ) -> None:
        self._count = len(problem.stages)
        self._model = Builder(_measured(problem)).build()
        base = replace(self._model, objectives=self._model.objectives[: self._count])
        reached, values = _standing_at(base, levels) or _best_of(base)
        self._aim = _value(self._extras[0], values)
        self._reached = reached
        self._slack = self._may_be_lost(within, best / self._extras[0].unit)
        self._missed = [_value(one, values) for one in self._misses]
        self._plans = [self._totals(values)]
        self._caps = self._most(problem)

    @property
    def _extras(self) -> tuple[Objective, ...]:
        """What is measured beside the stages: the aim, the miss of each goal, then the money of each item."""
        return self._model.objectives[self._count :]

    @property
    def _misses(self) -> tuple[Objective, ...]:
        return self._extras[1 : 1 + len(self._model.problem.targets)]

    @property
    def _spends(self) -> tuple[Objective, ...]:
        return self._extras[1 + len(self._model.problem.targets) :]

    def _totals(self, values: Vector) -> list[float]:
        return [_value(one, values) for one in self._spends]

    def _most(self, problem: Problem) -> list[float]:
        """A bound on the money of each item among plans that are nearly as good, whole numbers left aside."""
        session = self._session()
        session.relax(self._model.integers)
        everything = plus(*((1.0, self._money(one)) for one in self._spends))
        result = session.minimise_keeping({column: -cost for column, cost in everything.items()}, None)
        if result.end not in (End.OPTIMAL, End.FEASIBLE):
            raise SolverError("no bound was found on the money of plans that are nearly as good")
        total, scale = -result.bound, float(self._model.scales.money)
        own = [_own_bound(problem, line) / scale for line in problem.lines.values()]
        return [min(total, one) for one in own]

    def _money(self, one: Objective) -> Expression:
        """An item's money in the model's unit of money."""
        factor = one.unit / float(self._model.scales.money)
        return {column: cost * factor for column, cost in one.costs.items()}

    def _session(self) -> Session:
        """A live solver in which only plans that are nearly as good are left."""
        session = Session(self._model, Settings(gap=_GAP))
        session.search_less(min(_NODES, max(_FEWEST, _EFFORT // max(1, len(self._model.integers)))))
        aim = self._extras[0]
        session.add_row(signed(aim), -INFINITY, aim.sign * self._aim + self._slack)
        for objective in self._model.objectives[: self._count]:
            if objective.is_last_wish:
                continue
            value = self._reached[objective.stage.name]
            room = _ROOM * max(1.0, abs(value))
            if not set(TimeFrame).isdisjoint(objective.stage.name.split(" + ")):
                room += self._slack * aim.unit / objective.unit
            elif objective.stage.terms == aim.stage.terms:
                continue
            session.add_row(signed(objective), -INFINITY, value + room)
        for goal, missed in zip(self._misses, self._missed, strict=True):
            session.add_row(signed(goal), -INFINITY, missed + _ROOM * max(1.0, abs(missed)))
        return session

    def _may_be_lost(self, within: float, best: float) -> float:
        """How much worse than here the aim may be; where pieces stand below curves, it is worse already."""
        aim = self._extras[0]
        units = _UNITS * float(self._model.problem.unit) / aim.unit if _is_money(aim.stage) else 0.0
        return max(0.0, within * abs(best) * (1 - _SPARE) - units - abs(best - self._aim))

    def next(self) -> Distant | None:
        """The next plan; None where none is found that differs by a hundredth of the money."""
        session = self._session()
        nearest = session.add_column()
        whole = [binary for plan in self._plans for binary in self._distance(session, plan, nearest)]
        result = session.minimise_keeping({nearest: -1.0}, None)
        if result.end not in (End.OPTIMAL, End.FEASIBLE):
            return None
        values = session.values
        if values[nearest] < _LEAST * sum(self._plans[0]):
            return None
        integers = [*self._model.integers, *whole]
        session.relax(integers)
        session.fix({column: float(np.rint(values[column])) for column in integers})
        settled = values
        # With whole numbers fixed the tolerances are narrower: where that leaves nothing, it stays as found.
        if session.minimise({nearest: -1.0}).end is End.OPTIMAL:
            session.keep_face()
            settled = break_ties(self._model, session)
        self._plans.append(self._totals(settled))
        scale = float(self._model.scales.money)
        return Distant(
            levels_of(self._model, settled), float(settled[nearest]) * scale, -result.bound * scale
        )

    def _distance(self, session: Session, plan: list[float], nearest: int) -> list[int]:
        """Rows that hold `nearest` at or below the distance to a plan; returns the binaries."""
        parts, binaries = [], []
        for one, before, most in zip(self._spends, plan, self._caps, strict=True):
            spend, room = self._money(one), max(most - before, 0.0)
            if not spend:
                continue
            more, less = session.add_column(upper=room), session.add_column(upper=before)
            is_more = session.add_column(upper=1.0, integer=True)
            session.add_row(plus((1.0, spend), (1.0, {more: -1.0, less: 1.0})), before, before)
            session.add_row({more: 1.0, is_more: -room}, -INFINITY, 0.0)
            session.add_row({less: 1.0, is_more: before}, -INFINITY, before)
            parts += [more, less]
            binaries.append(is_more)
        session.add_row({**dict.fromkeys(parts, 1.0), nearest: -1.0}, 0.0, INFINITY)
        return binaries


def _standing_at(model: Model, levels: Mapping[Lever, float] | None) -> _Reached | None:
    """What a plan reaches in the model; None where pieces below curves leave it too little for some rule."""
    if levels is None:
        return None
    session = Session(model, Settings())
    at = {column: levels.get(lever, 0.0) / model.sizes[lever] for lever, column in model.levers.items()}
    session.fix(at)
    if session.minimise(signed(model.objectives[0])).end is not End.OPTIMAL:
        return None
    values = session.values
    return {one.stage.name: one.sign * _value(one, values) for one in model.objectives}, values


def _best_of(model: Model) -> _Reached:
    session, *_ = begun(model, Settings())
    return settle_the_rest(model, session), break_ties(model, session)


def _measured(problem: Problem) -> Problem:
    """The problem with stages behind its own that only name what is measured: aim, goals, items' money."""
    spends = (
        Stage(f"money of {name}", Aim.MINIMISE, {Term(Measure.SPEND, (name,)): Decimal(1)})
        for name in problem.lines
    )
    misses = (Stage(f"misses of {one.name}", Aim.MINIMISE, one.deviations) for one in problem.targets)
    return replace(problem, stages=(*problem.stages, _aim(problem), *misses, *spends))


def _aim(problem: Problem) -> Stage:
    """What the policy asks for of the plan as a whole."""
    policy, everything = problem.scenario.policy, tuple(problem.lines)
    if policy.objective == NET_RETURN:
        cost = {Term(Measure.DRAWN, (s.id,)): -s.cost for s in problem.sources.values() if s.cost}
        net = {Term(Measure.RETURN, everything): Decimal(1), Term(Measure.SPEND, everything): Decimal(-1)}
        return Stage("aim", Aim.MAXIMISE, {**net, **cost})
    frames = [s for s in problem.stages if not set(TimeFrame).isdisjoint(s.name.split(" + "))]
    if frames:
        counted = frames[-1:] if problem.ceilings else frames
        return Stage("aim", Aim.MAXIMISE, added(*(stage.terms for stage in counted)))
    own = [s for s in problem.stages if s.name.startswith(("least budget", policy.objective))]
    last = next(stage for stage in problem.stages if stage.name == LEAST_SPEND)
    return replace((own or [last])[0], name="aim")


def _is_money(stage: Stage) -> bool:
    return all(term.measure not in (Measure.OUTCOME, Measure.UNITS, Measure.USED) for term in stage.terms)


def _own_bound(problem: Problem, line: Line) -> float:
    try:
        if line.spec.spend is not None:
            return float(problem.most_spend(line) + sum(line.fees) * len(line.active))
        if line.spec.units is not None:
            return float(
                problem.most_units(line) * max(v.cost for v in line.levers)
                + sum(line.fees) * len(line.active)
            )
    except UnboundedError:
        return INFINITY
    return float(sum((lever.cost for lever in line.levers), Decimal(0)))


def _value(objective: Objective, values: Vector) -> float:
    return float(sum(cost * values[column] for column, cost in objective.costs.items()))
