"""The same input gives the same bytes: on every run, Python, PuLP and hash seed.

The recorded plans are compared on each interpreter that the suite runs on; `--update-docs` records
them anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from allocator.scenario import load
from allocator.solving import solve

ROOT = Path(__file__).parents[1]
RECORDED = ROOT / "tests" / "snapshots"
NAMES = ("starter", "cut_15", "low_season", "units_and_tiers", "buyers_journey")


def plan_text(name: str) -> str:
    plan = json.loads(solve(load(ROOT / "scenarios" / f"{name}.yaml")).to_json())
    # What the solver proved has last digits of its own; what the plan says has not.
    plan["solver"]["version"] = plan["gap"] = "any"
    for stage in plan["stages"]:
        stage["bound"] = stage["gap"] = "any"
    return json.dumps(plan, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_is_the_recorded_one(name, request):
    recorded, text = RECORDED / f"{name}.json", plan_text(name)
    if request.config.getoption("--update-docs"):
        recorded.write_text(text, encoding="utf-8")
    assert text == recorded.read_text(encoding="utf-8")


def test_hash_seeds_do_not_matter():
    scenario = "scenarios/units_and_tiers.yaml"
    command = [sys.executable, "-m", "allocator", "solve", scenario, "--format", "json"]
    runs = {
        subprocess.run(
            command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(runs) == 1
