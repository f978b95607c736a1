"""Plans under concave curves with a few yes-or-no questions: branch and bound by linear solves.

Once the questions are answered nothing is a whole number, and pieces that follow the answer prove the rest.
Where some are open, the same model with their binaries let go bounds what any answer can reach. Pieces stay
where they are from one node to the next, so that most nodes are a few steps of the simplex away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from allocator.errors import SolverError
from allocator.model.build import Model
from allocator.model.running import Settings
from allocator.model.smooth.bounding import Bound, factor_of
from allocator.model.smooth.laying import Laid
from allocator.model.smooth.refining import Refining
from allocator.model.stages import InfeasibleError
from allocator.problem import Aim, End, Solution

FEW = 8
"""So many questions at most: with more, a search by the solver is quicker than all their answers."""
_TRIES = 4
_FINER = 1 / 8
_SAME = 0.2
"""The part of the gap by which the values of two nodes differ for nothing."""
_WHOLE = 1e-6

Answers = Mapping[int, float]
"""Binaries that are settled, with their values."""


def suits(model: Model) -> bool:
    """Whether the model's only whole numbers are a few binaries that are no part of a curve."""
    if model.curved is None or any(bend.convex for bend in model.curved.bends):
        return False
    asked = [model.variables[column] for column in model.integers]
    bounds = [(variable.lowBound, variable.upBound) for variable in asked]
    return len(bounds) <= FEW and all(low >= 0 and high in (0, 1) for low, high in bounds)


@dataclass(frozen=True)
class Node:
    """What is known of all plans with some answers: bounds, values under the pieces, and open questions."""

    answers: Answers
    bounds: Mapping[str, Bound]
    values: Mapping[str, float]
    open: Mapping[int, float]


class Choosing:
    """Plans of one model, the later ones proven to smaller gaps."""

    def __init__(self, laid: Laid, settings: Settings) -> None:
        self._laid, self._model, self._session = laid, laid.model, laid.session
        self._settings, self._gap = settings, settings.gap
        self._session.relax(self._model.integers)
        self._start = self._session.demands()
        self._proofs: list[Node] = []
        self._best: Node | None = None

    def plans(self) -> Iterator[Solution]:
        """Plans, each proven to a smaller gap than the one before, for as long as there is time."""
        for _ in range(_TRIES):
            self._search()
            if self._best is None:
                raise InfeasibleError
            _, below = self._served(self._best.answers)
            yield below.plan(End.FEASIBLE if self._session.is_late else End.OPTIMAL)
            if self._session.is_late:
                return
            self._gap *= _FINER

    def bounds(self, reached: Mapping[str, float]) -> dict[str, float]:
        """Each stage's bound in natural units, by its name, for a plan that reaches these values."""
        found, nodes = {}, self._proofs
        for objective in self._model.objectives:
            name, pick = objective.stage.name, max if objective.stage.aim is Aim.MAXIMISE else min
            told = [(node, node.bounds[name].of(reached)) for node in nodes]
            found[name] = pick(bound for _, bound in told)
            # Plans of a node that cannot reach what this one does are no plans for the later stages.
            sign = objective.sign
            nodes = [node for node, bound in told if sign * bound <= sign * reached[name]] or nodes
        return found

    def _search(self) -> None:
        """Answer the questions, the likelier way first, until no other answers can be better."""
        self._forget()
        waiting: list[tuple[Answers, Node | None]] = [(self._certain(), None)]
        while waiting:
            answers, parent = waiting.pop()
            if parent is not None and (self._session.is_late or self._is_no_better(parent)):
                self._proofs.append(parent)
                continue
            try:
                node, _ = self._served(answers)
            except InfeasibleError:
                continue
            if all(abs(value - round(value)) <= _WHOLE for value in node.open.values()):
                self._consider(node)
            if not node.open or self._is_no_better(node):
                self._proofs.append(node)
                continue
            column, value = max(node.open.items(), key=lambda found: (min(found[1], 1 - found[1]), -found[0]))
            first = float(round(value))
            waiting += [({**answers, column: 1 - first}, node), ({**answers, column: first}, node)]
        if self._best is None and self._session.is_late:
            raise SolverError("the time limit was reached before any plan was found")

    def _certain(self) -> Answers:
        """The questions to which bounds leave one answer: they are never asked."""
        asked = ((column, self._model.variables[column]) for column in self._model.integers)
        return {column: float(one.lowBound) for column, one in asked if one.lowBound == one.upBound}

    def _forget(self) -> None:
        self._proofs, self._best = [], None

    def _consider(self, node: Node) -> None:
        """Take the node's plan for the best one, if it is; where questions are open, it answers them."""
        if node.open:
            answered = {column: float(round(value)) for column, value in node.open.items()}
            try:
                node, _ = self._served({**node.answers, **answered})
            except InfeasibleError:
                return  # it is only nearly an answer
        if self._best is None or self._order(node.values, self._best.values) < 0:
            self._best = node

    def _served(self, answers: Answers) -> tuple[Node, Refining]:
        """Serve all stages with these answers; raises InfeasibleError where no plan has them."""
        self._session.demand(self._start)
        self._session.fix(answers)
        below = Refining(self._laid, replace(self._settings, gap=self._gap))
        below.find_any()
        below.approach(self._gap)
        below.bound_the_rest()
        values = self._session.values
        left = {column: float(values[column]) for column in self._model.integers if column not in answers}
        return Node(answers, below.proven, below.reached, left), below

    def _is_no_better(self, node: Node) -> bool:
        """Whether no plan of a node beats the best one by more than does not matter."""
        if self._best is None:
            return False
        best = self._best.values
        natural = {o.stage.name: best[o.stage.name] * factor_of(o) for o in self._model.wishes}
        could = {
            o.stage.name: node.bounds[o.stage.name].of(natural) / factor_of(o) for o in self._model.wishes
        }
        return self._order(could, best) >= 0

    def _order(self, one: Mapping[str, float], other: Mapping[str, float]) -> int:
        """-1 where values are better than others in the first stage in which they differ, 1 where worse."""
        largest = 0.0
        for objective in self._model.wishes:
            name = objective.stage.name
            size = max(abs(one[name]), abs(other[name])) * objective.unit
            if objective.stage.aim is Aim.MAXIMISE:
                size = largest = max(size, largest)
            apart = (one[name] - other[name]) * objective.unit
            if abs(apart) > _SAME * self._settings.gap * size:
                return 1 if apart > 0 else -1
        return 0
