"""From the schema of a whole scenario to that of an overlay: nothing is required, and null removes."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
_SUFFIX = "Overlay"
_REF = "#/$defs/"
_NULL = {"type": "null"}
_DROP = {"type": "boolean", "description": "`true` removes the entry of this name."}
_ENTRIES = ("Goal", "PrerequisiteLimit", "ChoiceLimit", "OutcomeLimit", "AmountLimit")


def loosened(schema: Schema, parts: dict[str, Schema]) -> tuple[Schema, dict[str, Schema]]:
    """The overlay's schema, and the parts it refers to under names of their own."""
    names = {_REF + name for name, part in parts.items() if "enum" not in part}
    changed = {name + _SUFFIX: _loose(part, names) for name, part in parts.items() if _REF + name in names}
    for name in _ENTRIES:
        changed[name + _SUFFIX]["properties"]["drop"] = _DROP
    overlay: Schema = _loose(schema, names)
    return overlay | {
        "title": _SUFFIX,
        "description": "Changes to the scenario that `extends` names.",
    }, changed


def _loose(node: Any, names: set[str]) -> Any:
    """The node with nothing required, null for any value of a mapping, and references to loose parts."""
    if isinstance(node, list):
        return [_loose(entry, names) for entry in node]
    if not isinstance(node, dict):
        return node + _SUFFIX if isinstance(node, str) and node in names else node
    result = {key: _loose(value, names) for key, value in node.items() if key != "required"}
    if isinstance(result.get("properties"), dict):
        result["properties"] = {key: _or_null(value) for key, value in result["properties"].items()}
    if isinstance(result.get("additionalProperties"), dict):
        result["additionalProperties"] = _or_null(result["additionalProperties"])
    return result


def _or_null(value: Schema) -> Schema:
    if _NULL in value.get("anyOf", []):
        return value
    text = {"description": value["description"]} if "description" in value else {}
    return text | {"anyOf": [{k: v for k, v in value.items() if k != "description"}, _NULL]}
