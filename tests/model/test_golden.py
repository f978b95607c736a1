"""The model of each family, as PuLP writes it; `--update-docs` records it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.limits import FAMILIES
from allocator.model import Builder
from allocator.money import exact
from allocator.problem import settle
from allocator.scenario import scenario_of
from tests.model.cases import CASES

GOLDEN = Path(__file__).parent / "golden"


def written(name: str, folder: Path) -> str:
    with exact():
        problem = settle(scenario_of(CASES[name]))
        model = Builder(problem).build()
    target = folder / f"{name}.lp"
    model.pulp.writeLP(str(target))
    return target.read_text()


@pytest.mark.parametrize("name", CASES)
def test_the_model_is_the_recorded_one(name, tmp_path, request):
    text, recorded = written(name, tmp_path), GOLDEN / f"{name}.lp"
    if request.config.getoption("--update-docs"):
        recorded.write_text(text)
    assert text == recorded.read_text()


def test_no_family_of_limits_is_missing():
    assert {f"limit_{family}" for family in FAMILIES} <= set(CASES)


def test_nothing_is_recorded_that_is_not_made():
    assert {path.stem for path in GOLDEN.iterdir()} == set(CASES)


@pytest.mark.parametrize(
    "name", ["buy_spend", "budget_even", "budget_reinvest", "returns_falling", "limit_amount"]
)
def test_plain_scenarios_are_pure_linear_programs(name, tmp_path):
    text = written(name, tmp_path)
    assert "Binaries" not in text
    assert "Generals" not in text


def test_a_committed_price_needs_no_binary(tmp_path):
    scenario = scenario_of({"budget": 1000, "items": {"b": CASES["buy_price"]["items"]["b"]}})
    with exact():
        assert not Builder(settle(scenario)).build().integers


def test_a_rising_table_needs_binaries(tmp_path):
    assert "Binaries" in written("returns_rising", tmp_path)
