"""Sweeps: every case is a single solve with the same edits, and what cannot be asked is told before any."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from allocator import InputError, Scenario, SolverError, load, scenario_of, solve
from allocator.plan import Plan
from allocator.studies.sweep import CaseAnswer, sweep
from tests.cli.conftest import Run
from tests.studies.families import FAMILIES, FOLDER

ADS: dict[str, Any] = {
    "currency": "EUR",
    "budget": 1000,
    "goals": [{"name": "orders", "metric": "order", "at_least": 20}],
    "items": {
        "search": {"kind": "ad", "spend": {"max_total": 600}, "returns": {"roas": 2, "cpo": 50}},
        "social": {"kind": "ad", "spend": {"max_total": 700}, "returns": {"roas": 1.5}},
        "flyers": {"kind": "ad", "spend": {"min_total": 99.99, "max_total": 300}},
    },
}
VARIED = {
    "cash_plan": "items.*.spend.max_per_period=-10%,+10%",
    "buyers_journey": "items.*.spend.max_total=-10%,+10%",
    "response_curves": "budget.total=-10%",
}
GAPS = {"response_curves": 0.1}
UNITS = FOLDER / "units_and_tiers.yaml"
GRID = ("--vary", "budget.total=20000,30000", "--vary", "items.paid_search.returns.cpl=-20%,0%")


def base() -> Scenario:
    return scenario_of(ADS)


def settings(*vary: str, **more: Any) -> list[dict[str, str]]:
    return [dict(one.settings) for one in sweep(base(), vary=vary, **more).cases]


def edits(*vary: str, data: dict[str, Any] | None = None) -> list[tuple[str, ...]]:
    return [one.edits for one in sweep(scenario_of(data or ADS), vary=vary).cases]


def mistakes(*vary: str, **more: Any) -> str:
    with pytest.raises(InputError) as raised:
        sweep(base(), vary=vary, **more)
    return str(raised.value)


def same(one: CaseAnswer, plan: Plan) -> bool:
    assert one.totals is not None
    told = plan.to_data()
    outcomes: dict[str, float] = {}
    for item in plan.items:
        for metric, count in item.outcomes.items():
            outcomes[metric] = outcomes.get(metric, 0.0) + count
    goals = [(goal.name, goal.target, goal.reached, goal.shortfall) for goal in plan.goals]
    return (
        (one.status, one.gap, one.outcomes) == (plan.status, plan.gap, outcomes)
        and {k: f"{v}" for k, v in (one.spend or {}).items()} == {i["id"]: i["spend"] for i in told["items"]}
        and f"{one.totals.returned} {one.totals.net_return}"
        == f"{told['totals']['return']} {told['totals']['net_return']}"
        and [(g.name, g.target, g.reached, g.shortfall) for g in one.goals or ()] == goals
    )


@pytest.mark.parametrize("name", FAMILIES)
def test_every_case_is_the_plan_of_a_solve_with_its_edits(name: str) -> None:
    path, gap = FOLDER / f"{name}.yaml", GAPS.get(name, 0.0)
    answer = sweep(load(path), vary=[VARIED.get(name, "budget.total=-10%,+10%")], gap=gap)
    assert answer.cases
    for one in answer.cases:
        assert one.edits
        assert same(one, solve(load(path, settings=one.edits), gap=gap))


def test_cases_in_processes_are_those_of_one_process() -> None:
    scenario, vary = load(UNITS), ["budget.total=20000..40000..10000", "items.videos.units.max_total=2,8"]
    assert sweep(scenario, vary=vary, jobs=2) == sweep(scenario, vary=vary)


def test_a_grid_has_every_combination_and_the_last_changes_fastest() -> None:
    found = settings("budget.total=500,800", "items.search.returns.roas=1.5,2")
    assert [tuple(one.values()) for one in found] == [
        ("500", "1.5"),
        ("500", "2"),
        ("800", "1.5"),
        ("800", "2"),
    ]


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("600..800..100", ["600", "700", "800"]),
        ("600..850..100", ["600", "700", "800"]),
        ("0.5..1..0.25", ["0.5", "0.75", "1"]),
        ("-20%..20%..20%", ["-20%", "0%", "+20%"]),
        ("500, 600..700..100", ["500", "600", "700"]),
    ],
)
def test_a_range_has_both_ends_where_the_steps_meet_them(written: str, values: list[str]) -> None:
    found = settings(f"budget.total={written}")
    assert [one["budget.total"] for one in found] == values


def test_percentages_with_a_sign_change_what_the_scenario_says() -> None:
    assert edits("budget.total=-20%,0%,+20%") == [
        ("budget.total=800",),
        ("budget.total=1000",),
        ("budget.total=1200",),
    ]
    assert edits("items.*.returns.roas=-10%") == [
        ("items.search.returns.roas=1.8", "items.social.returns.roas=1.35")
    ]


def test_a_changed_amount_is_whole_cents_and_a_changed_rate_is_exact() -> None:
    assert edits("items.flyers.spend.min_total=+5%") == [("items.flyers.spend.min_total=104.99",)]
    assert edits("items.social.returns.roas=+1.25%") == [("items.social.returns.roas=1.51875",)]


def test_short_forms_change_like_long_ones() -> None:
    data = ADS | {"items": {"crm": {"kind": "tool", "price": 100}}}
    assert edits("items.*.price=-20%", data=data) == [("items.crm.price.amount=80",)]
    assert edits("budget=-20%", data=data) == [("budget.total=800",)]


def test_shares_without_a_sign_are_shares() -> None:
    data = ADS | {"limits": [{"name": "cap", "on": "search", "max_total": "40%"}]}
    assert edits("limits.cap.max_total=30%,50%", data=data) == [
        ("limits.cap.max_total=30%",),
        ("limits.cap.max_total=50%",),
    ]
    assert edits("limits.cap.max_total=+10%", data=data) == [("limits.cap.max_total=44%",)]


def test_a_list_in_brackets_is_one_value() -> None:
    found = settings("items.search.tags=[a,b],[c]", 'items.search.name="x,y",z')
    assert found[0] == {"items.search.tags": "[a,b]", "items.search.name": '"x,y"'}
    assert len(found) == 4


def test_a_table_has_names_and_leaves_what_is_empty() -> None:
    answer = sweep(base(), table=[{"case": "low", "budget.total": "500"}, {"items.search.returns.roas": "1"}])
    assert [(one.label, one.edits) for one in answer.cases] == [
        ("low", ("budget.total=500",)),
        (None, ("items.search.returns.roas=1",)),
    ]


def test_a_case_without_a_plan_is_an_answer() -> None:
    data = ADS | {"limits": [{"name": "floor", "on": "search", "min_total": 400}]}
    low, high = sweep(scenario_of(data), vary=["budget.total=300,700"]).cases
    assert (low.status, low.totals, low.gap, low.problem) == ("no_plan", None, None, None)
    assert "floor" in [rule.name for rule in low.conflict or ()]
    assert low.cures
    assert (high.status, high.conflict) == ("optimal", None)


def test_a_case_that_nothing_bounds_is_an_answer() -> None:
    data = {"budget": 5, "items": {"a": {"kind": "ad", "spend": {}, "returns": {"roas": 2}}}}
    answer = sweep(scenario_of(data), vary=["budget.total=5,unlimited"])
    assert [one.status for one in answer.cases] == ["optimal", "unbounded"]
    assert "nothing bounds the plan" in str(answer.cases[1].problem)


def test_a_case_that_the_solver_fails_is_told_and_the_others_are_answered(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(scenario: Scenario, *, gap: float) -> Plan:
        if scenario.budget.total == 20000:
            raise SolverError("the solver ended with status Unknown")
        return solve(scenario, gap=gap)

    monkeypatch.setattr("allocator.studies.sweep.asking.solve", failing)
    ended = run("sweep", UNITS, "--vary", "budget.total=20000,30000", "--jobs", 1, "--format", "json")
    assert (ended.code, ended.err) == (1, "error: 1 of 2 cases ended without an answer\n")
    first, second = ended.data["answer"]["cases"]
    assert (first["status"], first["problem"]) == ("error", "the solver ended with status Unknown")
    assert second["status"] == "optimal"


def test_the_best_case_misses_the_fewest_goals_and_then_has_most_of_the_aim() -> None:
    # cpo 50: the goal of 20 orders needs 1,000 for search. It may have 1,000 only in the third case.
    table = [
        {"items.social.returns.roas": "3"},
        {"items.search.spend.max_total": "500"},
        {"items.search.spend.max_total": "1000", "items.flyers.spend.min_total": "0"},
    ]
    answer = sweep(base(), table=table)
    net = [one.totals.net_return for one in answer.cases if one.totals]
    assert net[0] > net[2]
    assert (answer.best, answer.best_by) == (3, "net_return")
    without = {key: value for key, value in ADS.items() if key != "goals"}
    assert sweep(scenario_of(without), table=table).best == 1
    least = without | {"policy": {"minimise": "spend"}}
    found = sweep(scenario_of(least), vary=["items.flyers.spend.min_total=200,100,150"])
    assert (found.best, found.best_by) == (2, "spend")


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        (["budget.total"], "expected PATH=values"),
        (["=3"], "expected PATH=values"),
        (["budget.total=1,,2"], "--vary budget.total=1,,2:1:16: budget.total: no value"),
        (["budget.total=1..5"], "expected FROM..TO..STEP"),
        (["budget.total=1%..5..1"], "expected FROM..TO..STEP"),
        (["budget.total=5..1..1"], "a range that goes nowhere"),
        (["budget.total=1..5..0"], "a range that goes nowhere"),
        (["budget.total=1..9000000..1"], "too many values"),
        (["budget.total=1..900..1", "budget.reserve=1..900..1"], "too many cases"),
        (["budget.total=5", "budget.total=6"], "varied twice"),
        (["items.*.units.price=5"], "nothing of this name"),
        (["items.nobody.returns.roas=+5%"], "nothing of this name"),
        (["items.search=+5%"], "a mapping or a list"),
        (["items.search.kind=+5%"], 'found "ad"'),
        (["items.search.returns.roas=1.5,abc"], "1:31: items.search.returns.roas: not a rate"),
        (["items.nobody.returns.roas=5"], 'no item "nobody"'),
        (["items.search.spend.min_total=5,900"], "[case 2: items.search.spend.min_total=900]"),
    ],
)
def test_mistakes_are_told_with_their_place(vary: list[str], words: str) -> None:
    assert words in mistakes(*vary).replace("(found", "found")


def test_all_mistakes_of_all_cases_are_told_once() -> None:
    told = mistakes(
        "budget.total=1,x,y", "items.search.returns.roas=2,z", "items.nobody.kind=ad"
    ).splitlines()
    assert len(told) == 4
    assert all(any(f'found "{word}"' in line for line in told) for word in "xyz")


def test_a_sweep_of_nothing_is_a_mistake() -> None:
    assert "--vary PATH=values, or --cases FILE" in mistakes()


def test_the_command_shows_the_best_and_writes_every_form(run: Run) -> None:
    ended = run("sweep", UNITS, *GRID, "--jobs", 1)
    assert ended.code == 0
    assert "best: case 3, which has the most net return" in ended.out
    sheet = run("sweep", UNITS, *GRID, "--jobs", 1, "--format", "csv").out.splitlines()
    assert sheet[0].startswith("case,budget.total,items.paid_search.returns.cpl,spend,return,net return,")
    assert len(sheet) == 5
    assert "| case | budget.total | paid_search cpl | spend |" in " ".join(
        run("sweep", UNITS, *GRID, "--jobs", 1, "--format", "md").out.split()
    )
    assert "| best" in run("sweep", UNITS, *GRID, "--jobs", 1, "--format", "md").out


def test_the_json_can_be_asked_again(run: Run) -> None:
    told = run("sweep", UNITS, *GRID, "--jobs", 1, "--format", "json")
    assert (told.data["study"], told.data["answer"]["best"]) == ("sweep", 3)
    again = run("verify", "-", stdin=told.out)
    assert (again.code, again.err) == (0, "")
    net = told.data["answer"]["cases"][1]["totals"]["net_return"]
    again = run("verify", "-", stdin=told.out.replace(net, "1.00"))
    assert again.code == 4
    assert "answer.cases.2.totals.net_return: it says '1.00'" in again.err


def test_lines_come_on_standard_output_or_in_a_file_with_the_summary_beside(run: Run) -> None:
    lines = run("sweep", UNITS, *GRID, "--jobs", 1, "--format", "jsonl").out
    header, *cases = map(json.loads, lines.splitlines())
    assert (header["study"], header["cases"], len(cases)) == ("sweep", 4, 4)
    assert [one["case"] for one in cases] == [1, 2, 3, 4]
    ended = run("sweep", UNITS, *GRID, "--jobs", 1, "-o", "r.jsonl")
    assert (ended.code, Path("r.jsonl").read_text()) == (0, lines)
    assert "best: case 3" in ended.out
    again = run("verify", "r.jsonl")
    assert (again.code, again.err) == (0, "")
    Path("r.jsonl").write_text(lines.replace('"20000.00"', '"20000.01"'))
    assert run("verify", "r.jsonl").code == 4
    Path("r.jsonl").write_text(lines.replace('"budget":{"total":"40000"}', '"budget":{"total":"40001"}'))
    assert "scenario_sha256" in run("verify", "r.jsonl").err


@pytest.mark.parametrize("kept", [0.0, 0.05, 0.5, 0.8, 1.0])
def test_a_sweep_goes_on_from_any_byte_at_which_it_was_cut(run: Run, kept: float) -> None:
    command = ("sweep", UNITS, *GRID, "--jobs", 1, "-o", "r.jsonl")
    whole = run(*command)
    data = Path("r.jsonl").read_bytes()
    Path("r.jsonl").write_bytes(data[: int(len(data) * kept)])
    ended = run(*command, "--resume")
    assert (ended.code, ended.out) == (0, whole.out)
    assert Path("r.jsonl").read_bytes() == data


def test_only_the_same_sweep_goes_on_and_files_are_kept(run: Run) -> None:
    command = ("sweep", UNITS, *GRID, "--jobs", 1, "-o", "r.jsonl")
    assert run(*command).code == 0
    data = Path("r.jsonl").read_bytes()

    def refused(words: str, *arguments: object) -> None:
        ended = run(*arguments)
        assert (ended.code, ended.out) == (2, "")
        assert words in ended.err
        assert Path("r.jsonl").read_bytes() == data

    refused("--resume goes on with it, --force replaces it", *command)
    refused("cases of another scenario", *command, "--resume", "--set", "name=Other")
    refused("cases of another question", *command, "--resume", "--vary", "budget.reserve=0,1")
    refused("either --resume or --force", *command, "--resume", "--force")
    first, second, *rest = data.splitlines(keepends=True)
    data = first + second + second + b"".join(rest)
    Path("r.jsonl").write_bytes(data)
    refused("r.jsonl:3:1: case 1 is here twice", *command, "--resume")
    data = first + b'{"case":1}\n'
    Path("r.jsonl").write_bytes(data)
    refused("r.jsonl:2:1: label: no line of a sweep", *command, "--resume")
    data = first + second.replace(b'"20000"', b'"20001"').replace(b"=20000", b"=20001")
    Path("r.jsonl").write_bytes(data)
    refused("case 1 is another one", *command, "--resume")
    data = b"my notes, without a line's end"
    Path("r.jsonl").write_bytes(data)
    refused("these are no lines of a sweep", *command, "--resume")
    data = first + second
    Path("r.jsonl").write_bytes(data)
    refused("an unfinished sweep (expected 4 cases", "verify", "r.jsonl")
    assert run(*command, "--force").code == 0


@pytest.mark.parametrize("extra", [("--resume",), ("--resume", "-o", "r.csv"), ("-o", "nowhere/r.jsonl")])
def test_what_cannot_be_gone_on_with_is_told(run: Run, extra: tuple[str, ...]) -> None:
    ended = run("sweep", UNITS, *GRID, *extra)
    assert (ended.code, ended.out) == (2, "")


@pytest.mark.parametrize(
    ("sheet", "places"),
    [
        ('budget.total,items.paid_search.returns.cpl\n1 000,x\n,"3,5"\n', ["2:1", "2:2", "3:2"]),
        ("case,budget.total\nlow,5,6\n", ["2:3"]),
        ("case\nlow\n", ["1:1"]),
        ("budget.total\n", ["1:1"]),
        ("", ["1:1"]),
        ("budget.total,budget.total\n5,6\n", ["1:2"]),
        ("items.nobody.kind\nad\n", ["2:1"]),
        ("items.*.units.pric\n5\n", ["2:1"]),
    ],
)
def test_mistakes_in_a_table_are_told_with_line_and_column(run: Run, sheet: str, places: list[str]) -> None:
    Path("cases.csv").write_text(sheet)
    ended = run("sweep", UNITS, "--cases", "cases.csv", "-o", "r.jsonl", "--jobs", 1)
    assert (ended.code, ended.out) == (2, "")
    assert [place for place in places if f"cases.csv:{place}: " not in ended.err] == []
    assert not Path("r.jsonl").exists()


def test_a_table_and_a_grid_are_combined(run: Run) -> None:
    Path("cases.csv").write_text("case;budget.total\nlow;20000\nhigh;-10%\n")
    ended = run("sweep", UNITS, "--cases", "cases.csv", *GRID[2:], "--jobs", 1, "--format", "json")
    cases = ended.data["answer"]["cases"]
    assert [one["label"] for one in cases] == ["low", "low", "high", "high"]
    assert cases[3]["edits"] == ["budget.total=36000", "items.paid_search.returns.cpl=60"]
    assert Decimal(cases[3]["totals"]["budget"]) == 36000
