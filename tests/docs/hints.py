"""Types and defaults of fields, in words."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from allocator import fields
from allocator.fields import Amount, plain
from allocator.limits import Selector
from allocator.limits.prerequisite import Needs
from allocator.plan import format as plan_format
from allocator.scenario.budget import Budget, TimeFrames
from allocator.scenario.carry_over import Earlier
from allocator.scenario.cover import Cover
from allocator.scenario.goals import Order, PaybackLimits, Policy, RankName, Wish
from allocator.scenario.horizon import Horizon
from allocator.scenario.ranges import Range
from allocator.scenario.returns import PriceIndex, Season, Table

Link = Callable[[type[BaseModel]], str]
_ALIASES: list[tuple[Any, str]] = [
    (fields.MoneyOrShare, "money or percentage"),
    (fields.MoneyByPeriod, "money, or a list with one for each period"),
    (fields.RateByPeriod, "number, or a list with one for each period"),
    (fields.MoneyOrRate, "money or percentage"),
    (fields.MoneyOrUnlimited, "money or `unlimited`"),
    (fields.Money, "money"),
    (fields.Share, "share"),
    (fields.Rate, "number"),
    (fields.PositiveRate, "number above 0"),
    (fields.PositiveNumber, "number above 0"),
    (fields.Signed, "any number"),
    (fields.PeriodRef, "period"),
    (fields.PeriodRefs, "period or list of periods"),
    (fields.Id, "id"),
    (fields.Text, "text"),
    (fields.Words, "word or list of words"),
    (fields.SomeWords, "word or list of words"),
    (fields.Word, "word"),
    (Season, "list of numbers, or mapping from periods to numbers"),
    (PriceIndex, "list of numbers, or mapping from periods to numbers"),
    (Earlier, "list of money, or mapping from dates to money"),
    (Needs, "word, list of words or `{any_of: [...]}`"),
    (Order, "list of stages, or `together`"),
    (Wish, "word, or mapping from words to numbers"),
    (RankName, "`primary`, `secondary` or whole number"),
    (TimeFrames, "list of time frames, or `all`"),
    (Table, "list of numbers"),
    (Range, "share, or list of the least and the most"),
    (plan_format.MoneyText, "money"),
    (plan_format.Digest, "text"),
]
_SIMPLE = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    Any: "anything",
    Decimal: "number",
}
_MODELS: Mapping[type[BaseModel], str] = {
    Horizon: "one year, one period",
    Budget: "`unlimited`",
    Policy: "see there",
    Cover: "see there",
    PaybackLimits: "see there",
    Selector: "`all`",
}
_SIGNS = {"Ge": ("ge", "at least"), "Le": ("le", "at most")}


def field_hints(model: type[BaseModel]) -> Mapping[str, Any]:
    """The types of a model's fields, as they are written."""
    hints = get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


def type_words(hint: Any, link: Link) -> str:
    """A type in words; None is left out."""
    for alias, name in _ALIASES:
        if hint == alias:
            return name
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " or ".join(f"`{member.value}`" for member in hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return link(hint)
    return _made_of(hint, link)


def _made_of(hint: Any, link: Link) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        kinds = [type_words(part, link) for part in inner if part is not type(None)]
        return " or ".join(dict.fromkeys(kinds))
    if origin is Annotated:
        return type_words(inner[0], link) + _bounds(inner[1:])
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in inner)
    if origin in (tuple, list):
        return f"list of {type_words(inner[0], link)}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"mapping from {type_words(inner[0], link)} to {type_words(inner[1], link)}"
    raise TypeError(f"no words for {hint}")


def _bounds(metadata: tuple[Any, ...]) -> str:
    parts = [
        one for entry in metadata for one in (entry.metadata if isinstance(entry, FieldInfo) else [entry])
    ]
    found = []
    for part in parts:
        attribute, words = _SIGNS.get(type(part).__name__, ("", ""))
        if attribute:
            found.append(f"{words} {getattr(part, attribute)}")
    return "".join(f", {words}" for words in found)


def default_words(field: FieldInfo) -> str:
    """A field's default in words; empty where leaving it out means that nothing is said."""
    default = field.default
    if field.is_required() or default is PydanticUndefined:
        return "required"
    if default is None or default in ((), {}):
        return ""
    if isinstance(default, BaseModel):
        return _MODELS[type(default)]
    return _value(default)


def _value(value: Any) -> str:
    if isinstance(value, Enum):
        return f"`{value.value}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, Amount):
        return f"`{plain(value.value)}`"
    if isinstance(value, Decimal):
        return f"`{plain(value)}`"
    if isinstance(value, tuple):
        entries = [entry[0] if isinstance(entry, tuple) and len(entry) == 1 else entry for entry in value]
        return f"`[{', '.join(str(getattr(entry, 'value', entry)) for entry in entries)}]`"
    return f"`{value}`"
