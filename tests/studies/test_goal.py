"""Smallest budgets: just enough reaches the goal, one unit of money less does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from allocator import InputError, Scenario, scenario_of, solve
from allocator.scenario.edit import edited
from allocator.studies.goal import goal
from tests.cli.conftest import Run
from tests.studies.families import FOLDER, family

LESS = Decimal("0.01")
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
    answer = goal(family("starter"))
    assert answer.budget > max(one.alone for one in answer.goals) > answer.without_goals
    assert all(one.shortfall < 1e-3 for one in answer.goals[:3])


@pytest.mark.parametrize("name", ["starter", "cut_15", "low_season", "units_and_tiers"])
def test_a_hundredth_less_than_the_smallest_budget_misses_the_target(name: str) -> None:
    scenario, target = family(name), Decimal(20000)
    answer = goal(scenario, targets={"return": target})
    assert answer.budget > answer.without_goals
    wanted = scenario_of(scenario.to_data() | {"goals": [{"metric": "return", "at_least": target}]})
    assert missed(wanted, answer.budget) < 1
    assert missed(wanted, (answer.budget * Decimal("0.99")).quantize(LESS)) > 1


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
        (("--target", "leads=5"), "leads"),
        (("--by", "2027-02"), "a target such as lead=5000"),
        (("--target", "lead=5", "--by", "2031-02"), "2031-02"),
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
