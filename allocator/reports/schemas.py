"""The published JSON Schemas: what an editor and a program in another language check files with."""

from __future__ import annotations

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


def curve_schema() -> dict[str, Any]:
    """The schema of response curves read off."""
    from allocator.reports.curve_data import CurvesFile

    schema: dict[str, Any] = CurvesFile.model_json_schema(by_alias=True)
    return {"$schema": DRAFT} | schema | {"title": "Curves"}


def _complete(schema: dict[str, Any]) -> dict[str, Any]:
    """The items of a scenario may stand in a sheet alone; the budget may be left out where one minimises."""
    rest = [key for key in schema["required"] if key != "items"]
    items = {"anyOf": [{"required": ["items"]}, {"required": ["items_csv"]}]}
    minimising = {"required": ["policy"], "properties": {"policy": {"required": ["minimise"]}}}
    budget = {"anyOf": [{"required": ["budget"]}, minimising]}
    return schema | {"title": "Scenario", "required": rest, "allOf": [items, budget]}
