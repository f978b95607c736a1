"""The comparison itself: its exact peer against another one, its processes, its phases."""

from __future__ import annotations

import numpy as np
import pytest

from tests.bench.curves.crew import Answer, Refusal, Worker
from tests.bench.curves.peers import EXACT, OURS, bisection, peer_of
from tests.bench.curves.phases import BUILDING, SOLVER, phases
from tests.bench.curves.problems import Asked


@pytest.mark.parametrize("asked", [Asked(20), Asked(12, weeks=26)], ids=["groups", "weeks"])
def test_bisection_on_all_prices_finds_what_a_convex_solver_finds(asked: Asked):
    pytest.importorskip("cvxpy", reason="the direct convex solver is an extra for tests")
    convex = peer_of("cvxpy, Clarabel")
    problem = asked.problem
    one, other = bisection.solved(problem)[0], convex(problem)[0]
    assert problem.net(one) == pytest.approx(problem.net(other), rel=1e-6)
    assert problem.net(one) >= problem.net(other)
    spent = [one.sum() / problem.budget, *(one.sum(axis=0) / problem.week_most)]
    spent += list(np.bincount(problem.group, one.sum(axis=1)) / problem.group_most)
    assert max(spent) == pytest.approx(1)
    if problem.weeks > 1:
        assert np.sum(one.sum(axis=0) > 0.999 * problem.week_most) in range(1, problem.weeks)


def test_a_worker_answers_refuses_and_can_be_stopped():
    with Worker(EXACT) as worker:
        answer = worker.ask(Asked(10))
        assert isinstance(answer, Answer)
        exact = Asked(10).problem
        assert answer.net == pytest.approx(exact.net(bisection.solved(exact)[0]))
        assert worker.ask(Asked(3, is_rising=True)) == Refusal("needs falling returns")
        worker.stop()
        assert worker.megabytes > 10
        assert worker.ask(Asked(10)) == Refusal("stopped")


def test_phases_are_parts_of_the_time_of_a_solve():
    problem = Asked(10).problem
    with phases() as found:
        peer_of(OURS)(problem)
    assert found[BUILDING] > 0
    assert found[SOLVER] > 0
