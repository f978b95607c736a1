"""The published schema says yes to every valid file, short forms and overlays included, and no to typos."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from allocator.reports.asked_kinds import KINDS
from allocator.reports.schemas import no_plan_schema, plan_schema, scenario_schema, schema_of
from tests.cli.conftest import IMPOSSIBLE, MISTAKEN, SCENARIO, Run

SCENARIOS = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.yaml"))
WHOLE = "budget: {total: 5, release: [2, 3], reserve: 1}\n"
ITEM = "items: {a: {kind: ad, channel: 7, info: {cost_centre: 4711}, spend: {}}}\n"


def read(text: str) -> Any:
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(scenario_schema())


@pytest.mark.parametrize("subject", ["scenario", "plan", "no-plan", *KINDS])
def test_a_schema_is_a_schema_with_a_description_for_every_field(subject: str) -> None:
    made = schema_of(subject)
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    parts = {name: part for name, part in made["$defs"].items() if "properties" in part}
    silent = [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, p in part["properties"].items()
        if "description" not in p
    ]
    assert silent == []


@pytest.mark.parametrize("path", SCENARIOS, ids=[path.stem for path in SCENARIOS])
def test_the_example_scenarios_are_valid(validator: Draft202012Validator, path: Path) -> None:
    validator.validate(read(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        SCENARIO,
        IMPOSSIBLE,
        WHOLE + ITEM,
        "budget: '12.50'\nitems: {a: {kind: tool, price: 3}}",
        "budget: 1e3\nitems: {a: {kind: ad, tiers: {s: {price: 1}, l: {price: {amount: 2}}}}}",
        "budget: 5\nitems_csv: items.csv",
        f"{WHOLE}{ITEM}name: 2027\nlimits: [{{max_total: 40%, on: [a], of: spend}}]",
        f"{WHOLE}{ITEM}limits: [{{choose: all, at_most: 1}}, {{requires: {{a: b, b: [c]}}}}]",
        f"{WHOLE}{ITEM}limits: [{{when: a, then: [b]}}, {{requires: {{a: {{any_of: b}}}}}}]",
        f"{WHOLE}{ITEM}limits: [{{max_total: 3, during: 2}}, {{max_total: 3, during: [2027-01, 3]}}]",
        f"{WHOLE}{ITEM}limits: [{{hurdle: -10%}}, {{ratio: a, to: all, at_least: 200%}}]",
        f"{WHOLE}{ITEM}limits: [{{cover: {{w: a, m: [b]}}}}, {{change: a, max_rise_per_period: 150%}}]",
        f"{WHOLE}{ITEM}policy: {{order: [primary, [fast, medium, long], secondary], hurdle: 10%}}",
        f"{WHOLE}{ITEM}goals: [{{metric: lead, at_least: 5, by: 2027}}]\nhorizon: {{start: 2027}}",
        "extends: base.yaml\nbudget: 212500",
        "extends: base.yaml\nitems: {video: {status: optional}, crm: null}\ngoals: [{name: x, drop: true}]",
        "extends: base.yaml\nlimits: [{name: x, at_most: 3}, {name: y, max_total: 50%}]",
        "extends: base.yaml\nlimits: [{name: z, drop: true}]",
        "extends: base.yaml\nbudget: {reinvest: null}\npolicy: {hurdle: null}",
    ],
)
def test_valid_files_are_not_underlined(validator: Draft202012Validator, text: str) -> None:
    validator.validate(read(text))


@pytest.mark.parametrize(
    "text",
    [
        MISTAKEN,
        ITEM,
        WHOLE,
        f"{WHOLE}{ITEM}polcy: {{}}",
        f"{WHOLE}items: {{a: {{kind: ad, spent: {{}}}}}}",
        f"{WHOLE}items: {{a: {{kind: ad, spend: {{}}, returns: {{rois: 2}}}}}}",
        f"{WHOLE}items: {{a: {{spend: {{}}}}}}",
        f"{WHOLE}{ITEM}limits: [{{max_totl: 3}}]",
        "budget: -5\nitems: {a: {kind: ad, spend: {}}}",
        "budget: {total: 5, relase: even}\nitems: {a: {kind: ad, spend: {}}}",
        "extends: base.yaml\nbudgt: 5",
        "extends: base.yaml\nitems: {video: {statu: optional}}",
    ],
)
def test_typos_are_underlined(validator: Draft202012Validator, text: str) -> None:
    assert not validator.is_valid(read(text))


@pytest.mark.parametrize(
    ("subject", "made"), [("scenario", scenario_schema), ("plan", plan_schema), ("no-plan", no_plan_schema)]
)
def test_the_command_writes_the_schema(run: Run, subject: str, made: Any, tmp_path: Path) -> None:
    ended = run("schema", subject)
    assert ended.data == made()
    assert run("schema", subject, "--format", "json", "-o", "schema.json").code == 0
    assert (tmp_path / "schema.json").read_bytes().decode() == ended.out
    assert run("schema", subject, "--format", "csv").code == 2
