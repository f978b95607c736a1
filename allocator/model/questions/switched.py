"""One problem on one live solver, asked again and again with some of its rules switched off."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from allocator.model.build import Builder
from allocator.model.running import Settings
from allocator.model.session import Session
from allocator.model.stages import demanded, signed
from allocator.problem import Problem


class Switched:
    """A problem loaded once; `rules` are the numbers of those that can be switched off.

    Smooth curves must have been made straight before.
    """

    def __init__(self, problem: Problem, rules: Collection[int]) -> None:
        self._model = Builder(problem, moving=rules).build()
        self._session = Session(self._model, Settings(thorough=False))
        self._first = self._session.demands()

    def stages(self, off: Collection[int]) -> Iterator[float]:
        """What the stages reach one after the other, in natural units, each solved only when it is asked for.

        Raises InfeasibleError where no plan keeps the other rules, and UnlimitedError where a stage can grow
        without end.
        """
        model, session = self._model, self._session
        session.demand(self._first)
        for number in off:
            for row in model.rule_rows[number]:
                session.free_row(row)
        values = None
        for objective in model.objectives:
            costs = signed(objective)
            result = demanded(session.minimise_keeping(costs, values))
            yield result.value * objective.sign * objective.unit
            if model.integers:
                values = session.values
                session.keep(costs, result.value)
            else:
                session.keep_face()
