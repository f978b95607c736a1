"""A model's JSON Schema as editors like it: documented, without noise, with the short forms people write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from allocator.scenario.documentation import documentation_of, models_within

Schema = dict[str, Any]

_MONEY: list[Schema] = [
    {"type": "number", "minimum": 0, "maximum": 1e15},
    {"type": "string", "pattern": r"^\d+(\.\d+)?$"},
]
_NAMES: list[Schema] = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
_NUMBERS: list[Schema] = [{"type": "number"}, {"type": "string", "pattern": r"^\d+(\.\d+)?%?$"}]
_SHORT_FORMS: Mapping[str, list[Schema]] = {
    "Budget": [*_MONEY, {"const": "unlimited"}],
    "Price": _MONEY,
    "Selector": _NAMES,
    "Use": _NUMBERS,
}
_FREE = {"type", "title", "description"}


def readable(model: type[BaseModel]) -> Schema:
    """The JSON Schema of a model of the scenario file, with `$defs` for the models inside."""
    schema: Schema = model.model_json_schema(by_alias=True)
    parts: Schema = schema["$defs"]
    for name, inner in models_within(model).items():
        _document(schema if inner is model else parts[name], inner)
    for name, forms in _SHORT_FORMS.items():
        full = parts[name]
        parts[name] = {"description": full.pop("description"), "anyOf": [full, *forms]}
    tidy: Schema = _changed(schema, _tidied)
    return tidy


def _document(part: Schema, model: type[BaseModel]) -> None:
    part["description"] = _in_lines(part.get("description", ""))
    sentences = documentation_of(model)
    for name, field in model.model_fields.items():
        prop = part["properties"][field.alias or name]
        prop.pop("title", None)
        if name in sentences:
            prop["description"] = _in_lines(sentences[name])


def _in_lines(text: str) -> str:
    """Paragraphs as one line each."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def _changed(node: Any, change: Callable[[Schema], Schema]) -> Any:
    """The schema with every part of it changed, the innermost first."""
    if isinstance(node, list):
        return [_changed(entry, change) for entry in node]
    if not isinstance(node, dict):
        return node
    return change({key: _changed(value, change) for key, value in node.items()})


def _tidied(part: Schema) -> Schema:
    if part.get("default", 0) is None or isinstance(part.get("default"), (list, dict)):
        part.pop("default")
    if "patternProperties" in part and "additionalProperties" not in part:
        (part["additionalProperties"],) = part.pop("patternProperties").values()
    if isinstance(part.get("oneOf"), list):
        part["anyOf"] = part.pop("oneOf")
    if part.get("type") == "string" and ("maxLength" in part or set(part) <= _FREE):
        part["type"] = ["string", "number"]  # `name: 2027` and `cost_centre: 4711` are texts as well
    return part
