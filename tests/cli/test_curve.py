from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from allocator.reports.schemas import schema_of
from tests.cli.conftest import IMPOSSIBLE, Run

CURVED = """\
name: Curved
currency: EUR
horizon: {start: 2027-01, periods: 2, every: month}
budget: {total: 30000, release: even}
items:
  search:
    kind: ad
    spend: {max_per_period: 20000}
    returns: {margin: 60%, revenue: {curve: {shape: hill, limit: 60000, half_at_per_period: 11000}}}
  video:
    kind: ad
    spend: {max_per_period: 20000}
    returns: {revenue: {curve: {shape: hill, limit: 50000, half_at_per_period: 9000, steepness: 3}}}
  leads: {kind: ad, time_frame: fast, spend: {max_total: 4000}, returns: {cpl: 40}}
  crm: {kind: tool, price: 100}
"""


@pytest.fixture
def curved(tmp_path: Path) -> Path:
    path = tmp_path / "curved.yaml"
    path.write_text(CURVED, encoding="utf-8")
    return path


def test_a_table_and_a_chart_for_every_item_with_a_curve(run: Run, curved: Path) -> None:
    ended = run("curve", curved)
    assert (ended.code, ended.err) == (0, "")
    assert "\nsearch: revenue per month, EUR\n" in ended.out
    assert "\nvideo: revenue per month, EUR\n" in ended.out
    assert "\nleads: lead over 2 months, EUR\n" in ended.out
    assert "crm" not in ended.out
    assert "the plan, each month" in ended.out
    assert "spend per month, EUR" in ended.out
    assert "\x1b" not in ended.out
    assert run("curve", curved).out == ended.out


def test_the_data_keeps_to_its_schema_and_agrees_with_the_plan(run: Run, curved: Path) -> None:
    data = run("curve", curved, "--format", "json").data
    Draft202012Validator(schema_of("curve")).validate(data)
    plan = run("solve", curved, "--format", "json").data
    marginal = {item["id"]: item["marginal_return"] for item in plan["items"]}
    curves = data["answer"]["curves"]
    assert [part["item"] for part in curves] == ["search", "video", "leads"]
    for part in curves[:2]:
        spends = {s["point"]["spend"] for s in part["plan"]}
        item = next(item for item in plan["items"] if item["id"] == part["item"])
        assert spends == set(item["by_period"])
        best = max(s["point"]["marginal_return"] for s in part["plan"])
        assert best == pytest.approx(marginal[part["item"]], rel=1e-9)


def test_a_saved_plan_in_place_of_a_new_one(run: Run, curved: Path, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    assert run("solve", curved, "--format", "json", "-o", saved).code == 0
    assert run("curve", saved).out == run("curve", curved).out
    assert run("curve", curved, "--spend", saved).out == run("curve", curved).out
    changed = ("--spend", saved, "--set", "items.search.returns.margin=80%", "--format", "json")
    other = run("curve", curved, *changed)
    before = run("curve", curved, "--format", "json").data["answer"]["curves"][0]
    after = other.data["answer"]["curves"][0]
    assert [s["point"]["spend"] for s in after["plan"]] == [s["point"]["spend"] for s in before["plan"]]
    assert after["worth"] == pytest.approx(0.8)


def test_a_split_on_the_curves(run: Run, curved: Path, tmp_path: Path) -> None:
    split = tmp_path / "my.csv"
    split.write_text("id,2027-01,2027-02\nsearch,1000,3000\n", encoding="utf-8")
    data = run("curve", curved, "search", "--spend", split, "--format", "json").data
    (part,) = data["answer"]["curves"]
    assert [s["point"]["spend"] for s in part["plan"]] == ["1000.00", "3000.00"]
    for standing in part["plan"]:
        x = float(standing["point"]["spend"])
        assert standing["point"]["outcome"] == pytest.approx(60000 * x / (11000 + x), rel=1e-9)


@pytest.mark.parametrize("options", [[], ["--no-plan"], ["--gap", "0.01"], ["--time-limit", "60"]])
def test_the_answer_can_be_asked_again(run: Run, curved: Path, tmp_path: Path, options: list[str]) -> None:
    answer = tmp_path / "curves.json"
    assert run("curve", curved, "--steps", 3, *options, "--format", "json", "-o", answer).code == 0
    told = json.loads(answer.read_text(encoding="utf-8"))
    assert ("plans" in told) == (options[:1] in (["--gap"], ["--time-limit"]))
    assert run("verify", answer).code == 0
    told["answer"]["curves"][0]["ladder"][1]["outcome"] += 1
    answer.write_text(json.dumps(told), encoding="utf-8")
    assert run("verify", answer).code == 4


def test_a_plan_that_does_not_hold_is_refused(run: Run, curved: Path, tmp_path: Path) -> None:
    data = run("solve", curved, "--format", "json").data
    data["items"][0]["spend"] = "0.01"
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    ended = run("curve", path)
    assert (ended.code, ended.out) == (4, "")


def test_without_a_plan_nothing_is_solved(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "impossible.yaml"
    path.write_text(IMPOSSIBLE.replace("min_total: 200}", "min_total: 200}, returns: {roas: 2}"), "utf-8")
    refused = run("curve", path, "--format", "json", "-o", "curves.json")
    assert (refused.code, refused.data["status"]) == (3, "infeasible")
    assert not (tmp_path / "curves.json").exists()
    monkeypatch.setattr("allocator.solving.solve", None)
    ended = run("curve", path, "--no-plan", "--format", "json")
    assert ended.code == 0
    assert ended.data["answer"]["curves"][0]["plan"] is None


def test_the_ladder_is_as_asked_for(run: Run, curved: Path) -> None:
    options = ("--no-plan", "--from", 2000, "--to", "8000", "--steps", 3, "--format", "json")
    (part,) = run("curve", curved, "search", *options).data["answer"]["curves"]
    assert [point["spend"] for point in part["ladder"]] == ["2000.00", "4000.00", "6000.00", "8000.00"]
    assert part["ladder"][2]["outcome"] == pytest.approx(60000 * 6000 / 17000, rel=1e-9)


def test_a_sheet_has_a_row_for_each_place(run: Run, curved: Path) -> None:
    out = run("curve", curved, "search", "--steps", 2, "--format", "csv").out
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(out)))
    assert [row["place"] for row in rows] == [
        "ladder",
        "ladder",
        "ladder",
        "plan",
        "worthwhile",
        "nearly_all",
    ]
    assert {row["item"] for row in rows} == {"search"}
    assert float(rows[1]["average_return"]) == pytest.approx(
        0.6 * float(rows[1]["average_outcome"]), rel=1e-9
    )


def test_markdown_has_its_chart_in_a_block_of_code(run: Run, curved: Path) -> None:
    out = run("curve", curved, "video", "--format", "md").out
    assert "## video: revenue per month, EUR" in out
    assert "\n      return per month" not in out  # no margin, so the revenue is the return
    assert "\n      revenue per month, EUR\n" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serch"], 'no item "serch"; did you mean "search"?'),
        (["crm"], "items.crm: it has no curve"),
        (["--from", "-5"], "0 to 1e15"),
        (["--to", "much"], "expected an amount"),
        (["--to", "nan"], "0 to 1e15"),
        (["--from", "5", "--to", "5"], "ends before it begins"),
        (["--steps", "0"], "--steps"),
        (["--no-plan", "--spend", "plan.json"], "--no-plan"),
        (["--no-plan", "--gap", "0.1"], "--no-plan"),
        (["--spend", "missing.csv"], "no such file"),
    ],
)
def test_mistakes_are_told_before_anything_is_solved(
    run: Run, curved: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setattr("allocator.solving.solve", None)
    ended = run("curve", curved, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in " ".join(ended.err.replace("│", " ").split())
