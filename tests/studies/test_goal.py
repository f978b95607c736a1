"""Smallest budgets: just enough reaches the goal, one unit of money less does not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from allocator import InputError, NoPlanError, Scenario, scenario_of, solve
from allocator.reports.document import Note
from allocator.reports.goal import GoalReport
from allocator.scenario.edit import edited, with_budget
from allocator.studies.frontier import frontier
from allocator.studies.goal import goal
from tests.cli.conftest import Run
from tests.studies.families import FAMILIES, FOLDER, family

LESS = Decimal("0.01")
ROUNDING = Decimal("0.05")
"""By how much a target in money may be missed because a plan is in whole cents."""
UNPROVEN = Decimal("1e-3")
SLOW = ("starter", "cut_15", "low_season")
"""Families with strict order, reinvestment and whole things, of which `ranked_goals` is a smaller one."""
CURVED = ("response_curves", "carry_over")
TWO = {
    "currency": "EUR",
    "budget": 5000,
    "metrics": {"lead": {}, "fan": {}},
    "goals": [
        {"name": "leads", "metric": "lead", "at_least": 100},
        {"name": "fans", "metric": "fan", "at_least": 300},
    ],
    "items": {
        "crm": {"kind": "tool", "price": 400, "status": "committed"},
        "search": {"kind": "ad", "spend": {"max_total": 9000}, "returns": {"cpl": 20}},
        "social": {
            "kind": "ad",
            "spend": {"max_total": 9000},
            "returns": {"cpl": 40, "fan": {"cost_per": 5}},
        },
    },
}
"""300 fans cost 1,500 and bring 37.5 leads on the way; the other 62.5 leads cost 1,250."""

NEVER = """\
budget: 9
items:
  a: {kind: ad, spend: {min_total: 5}, returns: {cpl: 1}}
limits:
  - {on: a, max_total: 2}
"""


def missed(scenario: Scenario, budget: Decimal) -> float:
    return sum(one.shortfall for one in solve(edited(scenario, [f"budget.total={budget}"])).goals)


def test_what_is_not_proven_is_not_told_as_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    data = {**TWO, "limits": [{"on": "search", "max_total": 100}, {"on": "social", "max_total": 100}]}
    sure = GoalReport((scenario_of(data),), {}, goal(scenario_of(data)))
    assert sure.answer.proven
    assert "No budget reaches all goals" in words(sure)
    monkeypatch.setattr(
        "allocator.studies.goal.solve", lambda asked: replace(solve(asked), status="feasible", gap=0.12)
    )
    unsure = GoalReport((scenario_of(data),), {}, goal(scenario_of(data)))
    assert not unsure.answer.proven
    assert "No budget was found that reaches all goals" in words(unsure)
    assert "ended with a gap of 12%" in words(unsure)


def words(report: GoalReport) -> str:
    return " ".join(block.text for block in report.document().blocks if isinstance(block, Note))


def test_budgets_alone_and_together_are_those_of_the_closed_form() -> None:
    answer = goal(scenario_of(TWO))
    assert [answer.budget, answer.without_goals, answer.given] == [3150, 400, 5000]
    assert [[g.alone, g.adds, g.shortfall] for g in answer.goals] == [[2400, 1250, 0], [1900, 750, 0]]
    assert {item.id: item.spend for item in answer.items} == {"crm": 400, "search": 1250, "social": 1500}


def test_the_smallest_budget_is_enough_and_a_cent_less_is_not() -> None:
    scenario = scenario_of(TWO)
    least = goal(scenario).budget
    assert missed(scenario, least) == 0
    assert missed(scenario, least - LESS) > 0


def test_a_twelfth_of_the_budget_has_no_exact_decimals_and_is_no_broken_rule() -> None:
    data = family("starter").to_data()
    answer = goal(scenario_of(data | {"goals": data["goals"][:2]}))
    assert answer.budget > max(one.alone for one in answer.goals) > answer.without_goals
    assert all(one.shortfall < 1e-3 for one in answer.goals)


def falls_short(scenario: Scenario, budget: Decimal, room: Decimal) -> bool:
    """Whether the best plan of a budget misses the goals by more than so much, or there is none."""
    if budget < 0:
        return True
    try:
        return missed(scenario, budget) > room
    except NoPlanError:
        return True


def half_of_the_return(scenario: Scenario) -> Decimal:
    return (solve(scenario).totals.returned / 2).quantize(Decimal(1))


@pytest.mark.parametrize("name", FAMILIES)
def test_the_smallest_budget_reaches_the_target_and_a_little_less_does_not(name: str) -> None:
    """Half of what the best plan returns, asked of every family; only cash_plan borrows all that it needs."""
    scenario = family(name)
    target = half_of_the_return(scenario)
    answer = goal(scenario, targets={"return": target})
    wanted = scenario_of(scenario.to_data() | {"goals": [{"metric": "return", "at_least": target}]})
    assert not falls_short(wanted, answer.budget, ROUNDING)
    little = max(Decimal(1), answer.budget * UNPROVEN if name in CURVED else LESS)
    assert falls_short(wanted, round(answer.budget - little, 2), ROUNDING)
    assert (answer.budget == 0) is (name == "cash_plan")
    assert not falls_short(scenario_of(scenario.to_data() | {"goals": []}), answer.without_goals, LESS)


def test_what_a_goal_costs_alone_and_adds_is_what_single_solves_say() -> None:
    scenario = family("ranked_goals")
    data = scenario.to_data()
    answer = goal(scenario)
    for k, one in enumerate(answer.goals):
        only = scenario_of(data | {"goals": [data["goals"][k]]})
        least = missed(only, one.alone + 100_000)
        assert missed(only, one.alone) <= least + 1e-3 * one.target
        assert falls_short(only, one.alone - 1, Decimal(repr(least + 1e-5 * one.target)))
        others = [goal for j, goal in enumerate(data["goals"]) if j != k]
        fewer = goal(scenario_of(data | {"goals": others}))
        assert one.adds == answer.budget - fewer.budget


@pytest.mark.parametrize("name", [name for name in FAMILIES if name not in SLOW])
def test_what_a_goal_costs_alone_and_adds_is_what_the_scenario_without_the_others_needs(name: str) -> None:
    scenario = family(name)
    target = half_of_the_return(scenario)
    both = [
        {"name": "half", "metric": "return", "at_least": target},
        {"name": "third", "metric": "return", "at_least": (target * 2 / 3).quantize(Decimal(1))},
    ]
    data = scenario.to_data()
    answer = goal(scenario_of(data | {"goals": both}))
    half, third = (goal(scenario_of(data | {"goals": [one]})) for one in both)
    little = answer.budget * UNPROVEN if name in CURVED else LESS
    assert [one.alone for one in answer.goals] == [half.budget, third.budget]
    assert [one.adds for one in answer.goals] == [answer.budget - third.budget, answer.budget - half.budget]
    assert abs(answer.budget - half.budget) <= little
    assert third.budget <= half.budget + little


def test_the_smallest_budget_has_a_plan_though_the_best_one_ends_in_half_a_cent() -> None:
    scenario = family("buyers_journey")
    answer = goal(scenario, targets={"return": Decimal(1)})
    assert answer.budget == frontier(scenario, start=Decimal(10), stop=Decimal(61000), points=2).smallest
    assert solve(with_budget(scenario, answer.budget)).totals.spend <= answer.budget
    with pytest.raises(NoPlanError):
        solve(with_budget(scenario, answer.budget - LESS))


def test_goals_that_no_budget_reaches_are_told_before_anything_else(run: Run) -> None:
    path = FOLDER / "contracts_fixed.yaml"
    told = run("goal", path, "--target", "return=90000000").out
    assert "nearest budget" in told
    assert "No budget reaches all goals" in told
    assert "Missed then: return." in told
    assert "smallest budget  " not in told
    reached = run("goal", path, "--target", "return=40000").out
    assert "smallest budget  " in reached
    assert "No budget" not in reached


def test_targets_stand_in_for_the_goals() -> None:
    answer = goal(scenario_of(TWO), targets={"lead": Decimal(10)})
    assert [[g.metric, g.target, g.alone] for g in answer.goals] == [["lead", 10, 600]]
    assert answer.budget == 600


def test_what_no_budget_reaches_is_told_with_what_is_missing() -> None:
    answer = goal(scenario_of(TWO), targets={"lead": Decimal(1000)})
    assert answer.goals[0].shortfall == 1000 - 9000 / 20 - 9000 / 40


def test_a_scenario_without_goals_is_a_mistake() -> None:
    with pytest.raises(InputError, match="no goal to reach"):
        goal(scenario_of({key: value for key, value in TWO.items() if key != "goals"}))


def test_the_command_answers_in_words_and_in_data_that_can_be_verified(run: Run) -> None:
    path = FOLDER / "ranked_goals.yaml"
    assert "enquiries for the courses" in run("goal", path).out
    told = run("goal", path, "--format", "json")
    assert told.data["study"] == "goal"
    again = run("verify", "-", stdin=told.out)
    assert (again.code, again.err) == (0, "")
    changed = told.out.replace(told.data["answer"]["budget"], "1.00", 1)
    again = run("verify", "-", stdin=changed)
    assert again.code == 4
    assert "answer.budget: it says '1.00'" in again.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--target", "leads"), "expected METRIC=AMOUNT"),
        (("--target", "=5"), "expected METRIC=AMOUNT"),
        (("--target", "lead=nan"), "--target: lead=nan: expected METRIC=AMOUNT"),
        (("--target", "leads=5"), "error: targets.leads: unknown metric"),
        (("--target", "leads=5"), 'did you mean "lead"?'),
        (("--by", "2027-02"), "a target such as lead=5000"),
        (("--target", "lead=5", "--by", "2031-02"), "error: by: outside the horizon"),
        (("--target", "lead=5", "--target", "fan=5", "--by", "soon"), "error: by: outside the horizon"),
    ],
)
def test_mistakes_end_with_code_2(run: Run, options: tuple[str, ...], words: str) -> None:
    ended = run("goal", FOLDER / "starter.yaml", *options)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_limits_that_contradict_each_other_are_told_with_their_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "never.yaml"
    path.write_text(NEVER)
    ended = run("goal", path, "--target", "lead=5")
    assert (ended.code, ended.out) == (3, "")
    assert f"{path}:3" in ended.err
