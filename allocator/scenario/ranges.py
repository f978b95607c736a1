"""How far numbers of a scenario may be off: by a share of the number, or from the least to the most."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, ConfigDict, PlainSerializer, TypeAdapter, WithJsonSchema

from allocator.fields import Share, Signed, plain, wrong

_LATER = ConfigDict(defer_build=True)
_SHARE: TypeAdapter[Decimal] = TypeAdapter(Share, config=_LATER)
_NUMBER: TypeAdapter[Decimal] = TypeAdapter(Signed, config=_LATER)


class Between(NamedTuple):
    """The least and the most that a number may be."""

    low: Decimal
    high: Decimal


def _range(value: Any) -> Between | Decimal:
    if not isinstance(value, (list, tuple)):
        return _SHARE.validate_python(value)
    if len(value) != 2:
        raise wrong("not a range", "a share, or two numbers [least, most]", f"{len(value)} numbers")
    low, high = (_NUMBER.validate_python(one) for one in value)
    if low > high:
        raise wrong("a range that ends before it begins", f"[{plain(high)}, {plain(low)}]", "the reverse")
    return Between(low, high)


def _written(value: Between | Decimal) -> Any:
    return [float(one) for one in value] if isinstance(value, Between) else float(value)


_NUMBERS = {"type": ["number", "string"]}
Range = Annotated[
    Between | Decimal,
    BeforeValidator(_range),
    PlainSerializer(_written),
    WithJsonSchema({"anyOf": [_NUMBERS, {"type": "array", "minItems": 2, "maxItems": 2, "items": _NUMBERS}]}),
]
"""A share such as `20%`, or the least and the most: `[15000, 30000]`."""
