"""The published JSON Schemas: what an editor and a program in another language check files with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allocator.reports.loosened import loosened
from allocator.reports.readable import readable

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_FILE_KEYS = {
    "extends": "The scenario that this file changes, in its folder or below. Mappings merge, null removes.",
    "items_csv": "A sheet with one row per item, in its folder or below.",
}
_NAME = {"type": "string", "minLength": 1}


def scenario_schema() -> dict[str, Any]:
    """The schema of scenario files, short forms and overlays included.

    A file that `extends` another one may leave anything out, and remove with null.
    """
    from allocator.scenario.schema import Scenario

    schema = readable(Scenario)
    parts = schema.pop("$defs")
    schema["properties"] |= {key: _NAME | {"description": text} for key, text in _FILE_KEYS.items()}
    complete = _complete(schema)
    overlay, overlay_parts = loosened(schema, parts)
    return {
        "$schema": DRAFT,
        "title": "Scenario",
        "description": schema["description"],
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Overlay"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": {"Scenario": complete, "Overlay": overlay} | parts | overlay_parts,
    }


def plan_schema() -> dict[str, Any]:
    """The schema of plan files."""
    from allocator.plan.format import PlanFile

    schema: dict[str, Any] = PlanFile.model_json_schema(by_alias=True)
    return {"$schema": DRAFT} | schema | {"title": "Plan"}


def no_plan_schema() -> dict[str, Any]:
    """The schema of what is told where no plan is possible."""
    from allocator.reports.no_plan import NoPlanFile

    return {"$schema": DRAFT} | NoPlanFile.model_json_schema() | {"title": "No plan"}


def answer_schema(study: str) -> dict[str, Any]:
    """The schema of a study's answer."""
    from allocator.reports.asked_kinds import KINDS

    return {"$schema": DRAFT} | KINDS[study]().schema() | {"title": f"Answer of allocator {study}"}


def schema_of(subject: str) -> dict[str, Any]:
    """The schema of `scenario`, `plan`, `no-plan`, or of the answer of the study of that name."""
    made: Mapping[str, Callable[[], dict[str, Any]]] = {
        "scenario": scenario_schema,
        "plan": plan_schema,
        "no-plan": no_plan_schema,
    }
    return made[subject]() if subject in made else answer_schema(subject)


def _complete(schema: dict[str, Any]) -> dict[str, Any]:
    """The items of a scenario may stand in a sheet alone; the budget may be left out where one minimises."""
    rest = [key for key in schema["required"] if key != "items"]
    items = {"anyOf": [{"required": ["items"]}, {"required": ["items_csv"]}]}
    minimising = {"required": ["policy"], "properties": {"policy": {"required": ["minimise"]}}}
    budget = {"anyOf": [{"required": ["budget"]}, minimising]}
    return schema | {"title": "Scenario", "required": rest, "allOf": [items, budget]}
