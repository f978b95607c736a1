"""A saved plan in the place of its scenario: the plan that was approved, not another one that is as good."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from allocator import InputError, Plan, Scenario, solve
from allocator.money import exact
from allocator.nearby.split import ItemSplit, split_of
from allocator.nearby.timing import books_of
from allocator.plan.assemble import plan_from_books
from allocator.plan.verifying import verify
from allocator.problem import End, Solution, StageResult, settle
from allocator.scenario.edit import with_budget
from allocator.solving import best_books
from allocator.studies.base import Answer, Subject
from allocator.studies.compare import compare
from allocator.studies.evaluate import evaluate
from allocator.studies.explain import explain
from allocator.studies.moves.cut import cut
from allocator.studies.moves.next_money import next_money
from tests.cli.conftest import Run
from tests.studies.families import FAMILIES, FOLDER, family

Ask = Callable[[Subject], Answer]
BASE = str(FOLDER / "contracts_fixed.yaml")
D = Decimal


def _little(scenario: Scenario) -> Decimal:
    return round(scenario.budget.amount / 20, 0)


def _asks(scenario: Scenario, plan: Plan) -> dict[str, Ask]:
    split = split_of(plan, scenario)
    return {
        "next": lambda subject: next_money(subject, amount=_little(scenario)),
        "cut": lambda subject: cut(subject, percent=D(5)),
        "evaluate": lambda subject: evaluate(subject, spend=split),
        "compare": lambda subject: compare(subject, with_budget(scenario, _little(scenario) * 19)),
    }


@pytest.mark.parametrize("name", list(FAMILIES))
def test_the_best_plan_saved_gives_the_same_answers(name: str) -> None:
    scenario = family(name)
    saved = verify(json.loads(solve(scenario).to_json()))
    for word, ask in _asks(scenario, saved).items():
        assert ask(saved) == ask(scenario), word


def inferior(scenario: Scenario) -> Plan:
    """A plan that holds and is not the best: nine tenths of what the best one spends on each free amount."""
    problem = settle(scenario)
    best, solution = best_books(problem)
    split = {
        name: ItemSplit(by_period=tuple(round(amount * D("0.9"), 2) for amount in best.spend(name)))
        for name, line in problem.lines.items()
        if line.spec.spend is not None and not line.is_committed and not line.spec.spend.committed_total
    }
    rest = {
        name: ItemSplit(by_period=best.spend(name))
        for name in problem.lines
        if name not in split and best.total(name)
    }
    books, _ = books_of(problem, split | rest)
    stages = tuple(StageResult(s.name, s.aim, s.value, s.bound) for s in solution.stages)
    told = Solution(End.FEASIBLE, {}, stages, "somebody", "1")
    with exact():
        plan = plan_from_books(problem, books, told, (), None)
    return verify(replace(plan).to_data())


def test_a_gain_is_a_step_though_the_plan_that_was_approved_is_proven_badly() -> None:
    """500 more gain much less than a search stopped at 5 % leaves open, and are placed all the same."""
    scenario = family("response_curves")
    books, solution = best_books(settle(scenario))
    stages = tuple(StageResult(s.name, s.aim, s.value, s.bound * 1.05) for s in solution.stages)
    with exact():
        plan = plan_from_books(
            books.problem, books, Solution(End.FEASIBLE, {}, stages, "somebody", "1"), (), None
        )
    assert plan.gap > 0.04
    answer = next_money(plan, amount=D(500))
    assert answer.unproven is None
    assert sum(step.amount for step in answer.steps) == 500
    assert 0 < sum(step.gain for step in answer.steps) < plan.stages[0].bound - plan.stages[0].value


def test_a_study_of_a_plan_tells_with_what_it_was_solved(run: Run, tmp_path: Path) -> None:
    note = "note: plan.json was solved with gap 5%, no time limit; what is solved anew is solved without them"
    for options, told in (([], ""), (["--gap", "0.05"], f"{note}\n")):
        assert run("solve", BASE, *options, "-o", "plan.json", "--force").code == 0
        assert json.loads(Path("plan.json").read_text(encoding="utf-8"))["solver"]["options"] == {
            "gap": 0.05 if options else 0.0,
            "time_limit": None,
        }
        assert run("next", "plan.json", "--amount", 1000).err == told


def test_a_plan_that_is_not_the_best_is_left_as_it_is() -> None:
    scenario = family("contracts_fixed")
    plan, best = inferior(scenario), solve(scenario)
    assert plan.totals.spend < best.totals.spend
    more = next_money(plan, amount=D(2000))
    assert [item.before for item in more.items] == [item.by_period for item in plan.items]
    assert all(now >= had for item in more.items for had, now in zip(item.before, item.after, strict=True))
    less = cut(plan, amount=D(20000))
    assert [item.before for item in less.items] == [item.by_period for item in plan.items]
    assert all(now <= had for item in less.items for had, now in zip(item.before, item.after, strict=True))
    told = evaluate(plan, spend=split_of(best, scenario))
    assert told.best_spend == plan.totals.spend
    assert told.behind == plan.totals.net_return - best.totals.net_return
    assert told.behind < 0
    cases = compare(plan, scenario).cases
    assert [case.spend for case in cases] == [plan.totals.spend, best.totals.spend]
    assert [case.status for case in cases] == ["feasible", "optimal"]
    why = explain(plan, items=["paid_social"])
    assert why.spend == plan.totals.spend
    assert why.status == "feasible"
    assert {item.id: item.spend for item in why.items}["paid_social"] == plan.item("paid_social").spend


def test_nothing_is_solved_for_the_plan_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = family("contracts_fixed")
    plan = solve(scenario)

    def refused(*_: Any, **__: Any) -> Any:
        raise AssertionError("solved again")

    monkeypatch.setattr("allocator.solving.solve", refused)
    monkeypatch.setattr("allocator.solving.best_books", refused)
    assert evaluate(plan, spend=split_of(plan, scenario)).behind == 0
    assert compare(plan, plan).bridges[0].steps == ()


def test_a_plan_and_a_split_are_too_much() -> None:
    plan = solve(family("contracts_fixed"))
    split = {"paid_social": ItemSplit(total=D(1200))}
    with pytest.raises(InputError, match="two plans to begin with"):
        next_money(plan, amount=D(100), spend=split)
    with pytest.raises(InputError, match="two plans to begin with"):
        cut(plan, percent=D(10), spend=split)


@pytest.fixture
def saved(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "approved.json"
    assert run("solve", BASE, "--format", "json", "-o", path).code == 0
    return path


QUESTIONS = [
    ["next", "PLAN", "--amount", "2000"],
    ["cut", "PLAN", "--percent", "10"],
    ["evaluate", "PLAN", "--spend", "PLAN"],
    ["explain", "PLAN", "paid_social"],
    ["compare", "PLAN", BASE, "--set", "budget.total=70000"],
    ["compare", BASE, "PLAN"],
    ["compare", "PLAN", "--set", "budget.total=70000"],
]


@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: "-".join(words[:2]))
def test_the_answer_can_be_asked_again_from_itself(
    run: Run, saved: Path, tmp_path: Path, words: list[str]
) -> None:
    answer = tmp_path / "answer.json"
    told = [str(saved) if word == "PLAN" else word for word in words]
    assert run(*told, "--format", "json", "-o", answer).code == 0
    assert run("verify", answer).code == 0
    data = json.loads(answer.read_text(encoding="utf-8"))
    assert sum(plan is not None for plan in data["plans"]) == 1
    place = next(k for k, plan in enumerate(data["plans"]) if plan)
    data["scenarios"][place]["budget"]["total"] = "81000"
    answer.write_text(json.dumps(data), encoding="utf-8")
    ended = run("verify", answer)
    assert (ended.code, ended.out) == (2, "")
    assert f"plans.{place + 1}.scenario: the plan is one of another scenario" in ended.err
    data["plans"] = []
    answer.write_text(json.dumps(data), encoding="utf-8")
    assert "plans: not as many plans" in run("verify", answer).err


def test_a_plan_in_an_answer_must_hold(run: Run, saved: Path, tmp_path: Path) -> None:
    answer = tmp_path / "answer.json"
    assert run("cut", saved, "--percent", 10, "--format", "json", "-o", answer).code == 0
    data = json.loads(answer.read_text(encoding="utf-8"))
    data["plans"][0]["items"][0]["spend"] = "1.00"
    answer.write_text(json.dumps(data), encoding="utf-8")
    assert run("verify", answer).code == 4


@pytest.mark.parametrize("command", [["next", "--amount", "2000"], ["cut", "--percent", "10"], ["explain"]])
def test_what_is_wrong_with_a_saved_plan(run: Run, saved: Path, tmp_path: Path, command: list[str]) -> None:
    verb, *options = command
    ended = run(verb, saved, *options, "--set", "budget.total=1")
    assert (ended.code, ended.out) == (2, "")
    assert "a saved plan cannot be changed" in ended.err
    data = json.loads(saved.read_text(encoding="utf-8"))
    old = tmp_path / "old.json"
    old.write_text(json.dumps(data | {"format": 0}), encoding="utf-8")
    ended = run(verb, old, *options)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "error: format: a plan of another format (expected 1, found 0)\n"
    data["items"][0]["spend"] = "1.00"
    old.write_text(json.dumps(data), encoding="utf-8")
    assert run(verb, old, *options).code == 4


def test_a_plan_as_a_split_must_fit_the_scenario(run: Run, saved: Path) -> None:
    ended = run("evaluate", FOLDER / "low_season.yaml", "--spend", saved)
    assert (ended.code, ended.out) == (2, "")
    assert "crm: the plan is one for other items" in ended.err
    assert "horizon: the plan has other periods" in ended.err
    assert "the split beside" in run("evaluate", BASE, "--spend", saved).out.lower()
    both = run("next", saved, "--amount", 100, "--spend", saved)
    assert (both.code, both.out) == (2, "")


@pytest.mark.parametrize(
    "command",
    [["goal"], ["frontier"], ["stress"], ["alternatives"], ["sweep", "--vary", "budget.total=1"], ["solve"]],
)
def test_where_a_scenario_is_asked_about_a_plan_is_one_mistake(
    run: Run, saved: Path, command: list[str]
) -> None:
    verb, *options = command
    ended = run(verb, saved, *options)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(
        f"error: {saved}:1:1: a saved plan, where a scenario is asked about (expected"
    )
    assert ended.err.count("\n") == 1


def test_a_plan_on_standard_input(run: Run, saved: Path) -> None:
    text = saved.read_text(encoding="utf-8")
    piped = run("next", "-", "--amount", 2000, stdin=text)
    assert piped.code == 0
    assert piped.out == run("next", saved, "--amount", 2000).out
    scenario = Path(FOLDER / "starter.yaml").read_text(encoding="utf-8")
    assert run("next", "-", "--amount", 2000, stdin=scenario).code == 0


def test_a_contradiction_in_a_cut_names_the_lines(run: Run) -> None:
    ended = run("cut", BASE, "--percent", 55)
    assert ended.code == 3
    assert f"{BASE}:18:1" in ended.err
    assert "contracts_fixed.csv:2:5" in ended.err
