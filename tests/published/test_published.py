"""Problems from books: the command line finds the published optimum, and so do models written by hand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pulp
import pytest

from tests.cli.conftest import Run
from tests.oracle.test_second_solver import cbc
from tests.published.by_hand import Published
from tests.published.problems import PROBLEMS

FOLDER = Path(__file__).parent
every_problem = pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)


def near(problem: Published) -> Any:
    return pytest.approx(problem.optimum, rel=1e-6, abs=max(1e-6, problem.rounding))


def reached(plan: Any, compared: str) -> tuple[float, ...]:
    """The numbers of a plan, as its JSON has it, that the book tells."""
    if compared == "goals":
        return tuple(goal["shortfall"] for goal in plan["goals"])
    if compared.startswith("outcome "):
        metric = compared.removeprefix("outcome ")
        return (sum(item["outcomes"].get(metric, 0) for item in plan["items"]),)
    if compared == "closing_cash":
        return (next(stage["value"] for stage in plan["stages"] if stage["name"] == compared),)
    return (float(plan["totals"][compared]),)


def amount(item: Any, measure: str) -> Any:
    return item[measure] if measure in ("tier", "units") else float(item[measure])


@every_problem
def test_the_command_line_finds_the_published_optimum(problem: Published, run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    solved = run("solve", FOLDER / f"{problem.name}.yaml", *problem.options, "--format", "json", "-o", saved)
    assert solved.code == 0, solved.err
    checked = run("verify", saved, "--format", "json")
    assert checked.code == 0, checked.err
    plan = json.loads(saved.read_bytes())
    assert plan["status"] == "optimal"
    assert reached(plan, problem.compared) == near(problem)
    if problem.plan is not None:
        found = {item["id"]: amount(item, problem.measure) for item in plan["items"]}
        assert {name: found[name] for name in problem.plan} == pytest.approx(problem.plan, rel=1e-5, abs=0.01)


def check(problem: Published, solver: Any) -> None:
    answer = problem.direct(lambda book: book.solve(solver))
    assert answer.values == near(problem)
    if problem.plan is not None:
        found = {name: answer.plan[name] for name in problem.plan}
        assert found == pytest.approx(problem.plan, rel=1e-5, abs=1e-4)


@every_problem
def test_a_model_by_hand_has_the_published_optimum(problem: Published) -> None:
    check(problem, pulp.HiGHS(msg=False, gapRel=0.0))


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated")
@every_problem
def test_cbc_finds_the_same_optimum_of_the_model_by_hand(problem: Published) -> None:
    check(problem, cbc())


@every_problem
def test_a_file_opens_with_its_question_and_tells_source_and_optimum(problem: Published) -> None:
    text = (FOLDER / f"{problem.name}.yaml").read_text(encoding="utf-8")
    head = [line.removeprefix("#").strip() for line in text.split("\n\n")[0].splitlines()]
    assert head.index("") > 0
    assert head[head.index("") - 1].endswith("?")
    assert any(line.startswith("Source: ") for line in head)
    assert any("ptimum" in line for line in head)
    assert max(map(len, text.splitlines())) <= 120


def test_there_are_enough_problems_and_each_file_has_its_entry() -> None:
    names = Counter(problem.name for problem in PROBLEMS)
    assert len(names) >= 30
    assert set(names.values()) == {1}
    assert set(names) == {path.stem for path in FOLDER.glob("*.yaml")}


def test_the_problems_are_of_many_kinds() -> None:
    tags = Counter(tag for problem in PROBLEMS for tag in problem.tags)
    wanted = "media selection, survey, capital budgeting, portfolio, goal programming, fixed charge, tables"
    assert {*wanted.split(", "), "set covering", "ratios", "cash"} <= set(tags)
