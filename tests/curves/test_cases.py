"""Published budget problems with curves: the command line finds their answers, or better ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run
from tests.curves.cases import CASES, ROBYN, Case, in_cents

__all__ = ["run"]
NEARLY = 1e-9
"""What cents and floating point may cost, as a part of the objective."""
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@every_case
def test_the_source_measures_what_we_measure(case: Case):
    if case.told is not None:
        assert case.objective(case.published) == pytest.approx(case.told, rel=case.near)


@pytest.mark.parametrize("name", ROBYN)
def test_slopes_that_robyn_prints_follow_from_its_responses(name: str):
    """Nothing was fitted to them; it prints what the next unit of money brings."""
    for spend, response, slope in ROBYN[name].told:
        assert ROBYN[name](spend) == pytest.approx(response, rel=1e-9)
        assert ROBYN[name](spend + 1) - ROBYN[name](spend) == pytest.approx(slope, rel=1e-3)


@every_case
def test_our_plan_is_as_good_as_the_published_one_or_better(case: Case, run: Run, tmp_path: Path):
    scenario, saved = tmp_path / "scenario.json", tmp_path / "plan.json"
    scenario.write_text(json.dumps(case.scenario), encoding="utf-8")
    solved = run("solve", scenario, "--gap", 1e-6, "--format", "json", "-o", saved)
    assert solved.code == 0, solved.err
    assert run("verify", saved).code == 0
    plan = json.loads(saved.read_bytes())
    ours = case.objective({item["id"]: float(item["spend"]) for item in plan["items"]})
    published = case.objective({name: in_cents(spend) for name, spend in case.published.items()})
    room = max(NEARLY * abs(published), plan["gap"] * plan["stages"][0]["bound"])
    assert ours >= published + case.better_by - room
    assert plan["status"] == "optimal"
    assert plan["gap"] <= 1e-6
