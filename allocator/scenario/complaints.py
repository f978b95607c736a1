"""What pydantic finds wrong, in words a planner understands, at the place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from allocator.errors import Mark, Mistake, nearest
from allocator.limits import FAMILIES, family_of
from allocator.scenario.documentation import documentation_of
from allocator.scenario.metrics import BUILT_IN
from allocator.scenario.nodes import Place, dotted, kind_of
from allocator.scenario.returns import SHORTHANDS, MetricReturn, Returns
from allocator.scenario.schema import Scenario
from allocator.scenario.source import Source

_EXPECTED = {
    "bool": "true or false",
    "int": "a whole number",
    "string": "text",
    "dict": "a mapping",
    "mapping": "a mapping",
    "model": "a mapping",
    "tuple": "a list",
    "list": "a list",
}
_WORDS = {"greater_than_equal": "ge", "less_than_equal": "le", "greater_than": "gt", "less_than": "lt"}
_SIGNS = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}


def mistakes_of(error: ValidationError, source: Source) -> Iterator[Mistake]:
    """One mistake for each place that is wrong; alternatives of one place are told together."""
    by_place: dict[Place, list[Mapping[str, Any]]] = {}
    for found in error.errors(include_url=False):
        by_place.setdefault(place_of(found, source.data), []).append(found)
    told = set[Place]()
    for place, found_here in by_place.items():
        outer = _no_metric(place, source.data)
        if outer is not None:
            if outer not in told:
                told.add(outer)
                yield _without_metric(outer, source)
            continue
        if all(map(_is_of_form, found_here)) and any(_lies_inside(other, place) for other in by_place):
            continue  # the other form of a value, or a list without the entries that are wrong
        telling = next((f for f in found_here if f["type"] == "allocator"), found_here[0])
        yield _mistake(telling, found_here, place, source)


def _is_of_form(found: Mapping[str, Any]) -> bool:
    """Whether it complains of a whole value: that it is of another kind, or without entries."""
    return found["type"] == "too_short" or str(found["type"]).endswith("_type")


def _lies_inside(place: Place, outer: Place) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def place_of(found: Mapping[str, Any], data: Any) -> Place:
    """The error's place in the data; pydantic's names for alternatives are no keys of it, and left out."""
    place: list[str | int] = []
    steps = found["loc"]
    if steps[:1] == ("limits",):
        steps = steps[:2] + steps[3:]  # what pydantic calls the limit's family
    for step in steps:
        inside = isinstance(data, dict) and step in data
        if inside or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            data = data[step]
            place.append(step)
    if found["type"] == "missing":
        place.append(found["loc"][-1])
    return tuple(place)


def _no_metric(place: Place, data: Any) -> Place | None:
    """The entry of `returns` around a place that is no metric: another key misspelt, or what a metric has."""
    inside = next((k for k, step in enumerate(place[:-2]) if step == "returns"), None)
    if inside is None:
        return None
    outer = place[: inside + 2]
    known = known_keys(outer[:-1], data)
    is_slip = outer[-1] not in known and nearest(str(outer[-1]), known)
    return outer if is_slip or outer[-1] in MetricReturn.model_fields else None


def _without_metric(place: Place, source: Source) -> Mistake:
    name = str(place[-1])
    if name in MetricReturn.model_fields:
        expected = f"the metric that it is of, such as revenue: {{{name}: …}}"
        return Mistake(f"`{name}` without a metric", dotted(place), source.mark(place), expected, "none")
    return _unknown_key(place, source.mark(place), {}, source)


def _unknown_key(place: Place, mark: Mark | None, value: object, source: Source) -> Mistake:
    meant = nearest(str(place[-1]), known_keys(place[:-1], source.data))
    if value is None and not meant:  # {name: 2,500 leads} is two keys, the second without a value
        cure = "quotes around a text that holds a comma"
        return Mistake("unknown key", dotted(place), mark, cure, "no value")
    return Mistake("unknown key", dotted(place), mark, suggestion=meant)


def _mistake(
    found: Mapping[str, Any], alternatives: list[Mapping[str, Any]], place: Place, source: Source
) -> Mistake:
    mark, path, value = source.mark(place), dotted(place), found["input"]
    context = found.get("ctx", {})
    if found["type"] == "allocator":
        return Mistake(context["problem"], path, mark, context["expected"], context["found"])
    if found["type"] == "missing":
        return Mistake("missing", path, mark, expected=_purpose(place))
    if found["type"] == "extra_forbidden" or _is_unknown_metric(place, found["type"]):
        return _unknown_key(place, mark, value, source)
    if found["type"] in ("enum", "literal_error"):
        words = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return Mistake(
            "not one of the known words",
            path,
            mark,
            ", ".join(words),
            kind_of(value),
            nearest(str(value), words),
        )
    if found["type"] == "string_pattern_mismatch":
        return _bad_text(place, found["loc"], mark, value, path)
    if found["type"] in _WORDS:
        key = _WORDS[found["type"]]
        return Mistake("out of range", path, mark, f"{_SIGNS[key]} {context[key]}", kind_of(value))
    if found["type"] in ("too_short", "string_too_short"):
        return Mistake("empty", path, mark, "at least one entry", "none")
    if found["type"] == "too_long":
        count = f"{context['actual_length']} entries"
        return Mistake("too many entries", path, mark, f"at most {context['max_length']}", count)
    kinds = [_EXPECTED.get(f["type"].partition("_")[0], "") for f in alternatives]
    if any(kinds):
        expected = " or ".join(dict.fromkeys(kind for kind in kinds if kind))
        return Mistake("the wrong kind of value", path, mark, expected, kind_of(value))
    return Mistake(found["msg"], path, mark, found=kind_of(value))


def _is_unknown_metric(place: Place, kind: str) -> bool:
    return "returns" in place[-2:-1] and kind == "model_type" and place[-1] not in SHORTHANDS


def _bad_text(place: Place, loc: tuple[Any, ...], mark: Any, value: Any, path: str) -> Mistake:
    if place == ("currency",):
        return Mistake("not a currency code", path, mark, "three capital letters such as EUR", kind_of(value))
    if loc[-1] == "[key]" or "items" in place:
        expected = "letters, digits, _ and -; say anything else in `name`"
        return Mistake("not an id", path, mark, expected, kind_of(value))
    return Mistake("a label with control characters", path, mark, "one line of text", kind_of(value))


def _purpose(place: Place) -> str:
    """The documentation of the field that is missing."""
    for model in models_at(place[:-1], None):
        for name, field in model.model_fields.items():
            if (field.alias or name) == place[-1]:
                purpose = documentation_of(model).get(name, "").split("\n")[0].rstrip(".")
                return _words_of(field.annotation, purpose) or purpose[:1].lower() + purpose[1:]
    return ""


def _words_of(kind: Any, purpose: str) -> str:
    """The words that a field takes, where what is said of it does not name them."""
    words = list(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else []
    return "" if all(word in purpose for word in words) else ", ".join(words)


def known_keys(place: Place, data: Any) -> list[str]:
    """The keys that may stand at a place."""
    keys = [
        field.alias or name for model in models_at(place, data) for name, field in model.model_fields.items()
    ]
    if Returns in models_at(place, data):
        declared = data.get("metrics")
        keys += [*(declared if isinstance(declared, dict) else ()), *BUILT_IN]
    return keys


def models_at(place: Place, data: Any) -> list[type[BaseModel]]:
    """The models that describe a place of a scenario."""
    kinds: list[Any] = [Scenario]
    for depth, step in enumerate(place):
        models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        fields = [f for m in models for name, f in m.model_fields.items() if step in (name, f.alias)]
        if fields:
            kinds = [part for field in fields for part in _parts(field.annotation)]
        elif Returns in models:
            kinds = [MetricReturn]
        if isinstance(step, int) and place[:1] == ("limits",) and depth == 1 and data is not None:
            kinds = [FAMILIES[family_of(data["limits"][step])]]
    return [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]


def _parts(annotation: Any) -> list[Any]:
    inner = [part for argument in get_args(annotation) for part in _parts(argument)]
    return inner or [annotation]
