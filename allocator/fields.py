"""The kinds of value a scenario file can hold, each read strictly and refused with its cure."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from inspect import signature
from typing import Annotated, Any, NamedTuple

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from allocator.money import LARGEST

_Described = dict[str, Any]

_SMALLEST = Decimal("1e-15")
_PLAIN = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,3})?|[+-]?\.\d+")
_NUMBER = {"type": "number", "minimum": 0}
_PERCENT = {"type": "string", "pattern": r"^\d+(\.\d+)?\s*%$"}
_AMOUNT = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
_PERIOD = {"type": ["string", "integer"]}
_WORD: _Described = {"type": "string"}
_LIST: _Described = {"type": "array", "items": _WORD}


class Fields(BaseModel):
    """The base of everything that a scenario file can say: frozen, and strict about unknown keys.

    Defaults are made with `model_construct`: what the code says itself needs no validation, whose schema
    would be built when the program starts. A model that nearly every scenario needs by itself too says
    `defer_build=False`: built first, it is taken over into the schema of the whole instead of built twice.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        defer_build=True,
        coerce_numbers_to_str=True,
    )


def wrong(problem: str, expected: str, found: Any) -> PydanticCustomError:
    """An error that the loader turns into a `Mistake` with the same three facts."""
    shown = f'"{found}"' if isinstance(found, str) else str(found)
    context = {"problem": problem, "expected": expected, "found": shown[:80]}
    return PydanticCustomError("allocator", "{problem} (expected {expected}, found {found})", context)


def _number(value: Any, what: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise wrong(f"not {what}", "a number", _kind_of(value))
    if isinstance(value, str) and not _PLAIN.fullmatch(value.strip()):
        raise wrong(
            f"not {what}", "a plain number such as 12500.50, without spaces, commas or symbols", value
        )
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise wrong(f"not {what}", "a finite number", value)
    return number


def _kind_of(value: Any) -> str:
    names = {
        dict: "a mapping",
        list: "a list",
        tuple: "a list",
        bool: str(value).lower(),
        type(None): "nothing",
    }
    return names.get(type(value), str(value))


def _money(value: Any, info: ValidationInfo) -> Decimal:
    amount = _number(value, "an amount of money")
    if amount < 0:
        raise wrong("a negative amount", "0 or more", value)
    if amount > LARGEST:
        raise wrong("an amount too large", "at most 1e15", value)
    digits = (info.context or {}).get("digits")
    if digits is not None and -int(amount.as_tuple().exponent) > digits:
        expected = f"at most {digits} decimals, and a dot for the decimals only"
        raise wrong("an amount with more decimals than the currency has", expected, value)
    return amount


class Unlimited(StrEnum):
    """The word for money without a bound."""

    UNLIMITED = "unlimited"


def _money_by_period(value: Any, info: ValidationInfo) -> tuple[Decimal, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(_money(one, info) for one in value)
    return (_money(value, info),)


def _rate_by_period(value: Any) -> tuple[Decimal, ...]:
    return tuple(map(_rate, value)) if isinstance(value, (list, tuple)) else (_rate(value),)


def in_period(amounts: tuple[Decimal, ...], t: int) -> Decimal:
    """The amount of a period: one for all, or the one listed for it."""
    return amounts[t] if len(amounts) > 1 else amounts[0]


def _money_or_unlimited(value: Any, info: ValidationInfo) -> Decimal | Unlimited:
    return Unlimited.UNLIMITED if value == Unlimited.UNLIMITED else _money(value, info)


def _ratio(value: Any, what: str) -> Decimal:
    if isinstance(value, str) and value.strip().endswith("%"):
        return _ratio(_number(value.strip()[:-1].strip(), what) / 100, what)
    # A ratio is a JSON number on its way out, so it keeps no more than a float can carry.
    number = Decimal(repr(float(_number(value, what))))
    if abs(number) > LARGEST:
        raise wrong(f"not {what}", "at most 1e15", value)
    return number


def _share(value: Any) -> Decimal:
    share = _ratio(value, "a share")
    if not 0 <= share <= 1:
        raise wrong("not a share", 'from 0% to 100%, or 0 to 1: write 40 per cent as "40%"', value)
    return share


def _rate(value: Any) -> Decimal:
    rate = _ratio(value, "a rate")
    if rate < 0:
        raise wrong("a negative rate", "0 or more", value)
    return rate


def _positive(value: Any) -> Decimal:
    rate = _rate(value)
    if rate < _SMALLEST:
        raise wrong("zero, or next to it", "1e-15 or more", value)
    return rate


def _positive_number(value: Any) -> Decimal:
    if isinstance(value, str) and value.strip().endswith("%"):
        raise wrong("a percentage of nothing", "a number above 0, without a percent sign", value)
    return _positive(value)


def _signed(value: Any) -> Decimal:
    return _ratio(value, "a number")


class Amount(NamedTuple):
    """Money, or a share of something that the place says."""

    value: Decimal
    is_share: bool


def _amount(value: Any, info: ValidationInfo) -> Amount:
    if isinstance(value, Amount):
        return value
    if isinstance(value, str) and value.strip().endswith("%"):
        return Amount(_share(value), True)
    return Amount(_money(value, info), False)


def _money_or_rate(value: Any, info: ValidationInfo) -> Amount:
    if isinstance(value, str) and value.strip().endswith("%"):
        return Amount(_rate(value), True)
    return _amount(value, info)


def quantity(value: Any) -> Amount:
    """A number of units, in parts as fine as anybody likes, or a share."""
    if isinstance(value, Amount):
        return value
    if isinstance(value, str) and value.strip().endswith("%"):
        return Amount(_share(value), True)
    return Amount(_rate(value), False)


def _amount_text(amount: Amount) -> str:
    return f"{percent(amount.value)}%" if amount.is_share else plain(amount.value)


def plain(number: Decimal) -> str:
    """The number without exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Decimal) -> str:
    """The share as a percentage without its sign: 0.4 gives `40`."""
    return plain(share.scaleb(2))


def _period(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not str(value).strip():
        raise wrong("not a period", "a date such as 2027-09, or a period's number", _kind_of(value))
    return str(value)


def _periods(value: Any) -> Any:
    if not isinstance(value, (list, tuple)):
        return (value,)
    if not value:
        raise wrong("no period at all", "a period, or a list of them", "an empty list")
    return tuple(value)


def _names(value: Any) -> Any:
    if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        return list(dict.fromkeys(value))
    return [value] if isinstance(value, str) else value


def _as_number(number: Decimal) -> float | int:
    return int(number) if number == number.to_integral_value() and abs(number) < 10**15 else float(number)


class Codec:
    """How one kind of value is read from a file, written again, and described in the JSON Schema.

    One plain function each way: a schema of validators around validators, for each of the hundreds of fields
    that hold one, is what takes long when a program starts.
    """

    def __init__(self, read: Callable[..., Any], write: Callable[[Any], Any], described: _Described) -> None:
        self._read, self._write, self._described = read, write, described
        self._asks = "info" in signature(read).parameters

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(self._write)
        if self._asks:
            return core_schema.with_info_plain_validator_function(self._read, serialization=written)
        return core_schema.no_info_plain_validator_function(self._read, serialization=written)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: Any) -> _Described:
        return dict(self._described)


_RATIO = {"anyOf": [_NUMBER, _PERCENT]}
_SUM = {"anyOf": [_NUMBER | {"maximum": 1e15}, _AMOUNT]}


def _or_listed(described: _Described) -> _Described:
    one = described["anyOf"]
    return {"anyOf": [*one, {"type": "array", "minItems": 1, "items": {"anyOf": one}}]}


def _one_or_all(write: Callable[[Decimal], Any]) -> Callable[[tuple[Decimal, ...]], Any]:
    return lambda numbers: write(numbers[0]) if len(numbers) == 1 else [write(number) for number in numbers]


Money = Annotated[Decimal, Codec(_money, plain, _SUM)]
"""An amount in the scenario's currency, 0 to 1e15, no finer than its smallest unit."""
MoneyOrUnlimited = Annotated[
    Decimal | Unlimited,
    Codec(
        _money_or_unlimited,
        lambda value: value if isinstance(value, Unlimited) else plain(value),
        {"anyOf": [*_SUM["anyOf"], {"const": "unlimited"}]},
    ),
]
"""An amount of money, or `unlimited`."""
MoneyByPeriod = Annotated[tuple[Decimal, ...], Codec(_money_by_period, _one_or_all(plain), _or_listed(_SUM))]
"""An amount of money for all periods, or a list with one for each."""
Share = Annotated[Decimal, Codec(_share, _as_number, _RATIO)]
"""A share from 0 to 1, or a percentage such as `40%`."""
Rate = Annotated[Decimal, Codec(_rate, _as_number, _RATIO)]
"""A number of 0 or more, or a percentage."""
RateByPeriod = Annotated[
    tuple[Decimal, ...], Codec(_rate_by_period, _one_or_all(_as_number), _or_listed(_RATIO))
]
"""A number of 0 or more, or a percentage, for all periods, or a list with one for each."""
PositiveRate = Annotated[Decimal, Codec(_positive, _as_number, _RATIO)]
"""A number above 0, or a percentage."""
PositiveNumber = Annotated[Decimal, Codec(_positive_number, _as_number, _NUMBER)]
"""A number above 0; a percentage would be one of nothing."""
Signed = Annotated[Decimal, Codec(_signed, _as_number, {"type": ["number", "string"]})]
"""A number that may be negative, or a percentage."""
MoneyOrShare = Annotated[Amount, Codec(_amount, _amount_text, {"anyOf": [_NUMBER, _PERCENT, _AMOUNT]})]
"""Money, or a percentage of what the place says."""
MoneyOrRate = Annotated[Amount, Codec(_money_or_rate, _amount_text, {"anyOf": [_NUMBER, _PERCENT, _AMOUNT]})]
"""Money, or a percentage that may be above 100 %."""
PeriodRef = Annotated[str, Codec(_period, str, _PERIOD)]
"""A period: its number from 1, its label, or a date such as `2027`, `2027-Q3`, `2027-09`, `2027-09-14`."""
PeriodRefs = Annotated[
    tuple[PeriodRef, ...],
    BeforeValidator(_periods),
    WithJsonSchema({"anyOf": [_PERIOD, {"type": "array", "items": _PERIOD, "minItems": 1}]}),
]
"""One period, or a list of them."""
Id = Annotated[str, StringConstraints(pattern=r"^\w[\w-]*$", max_length=80)]
"""A short name: letters, digits, `_` and `-`."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""Free text."""
Word = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A label of one line, such as a channel or a tag."""
Words = Annotated[tuple[Word, ...], BeforeValidator(_names), WithJsonSchema({"anyOf": [_WORD, _LIST]})]
"""One word, or a list of them."""
SomeWords = Annotated[
    tuple[Word, ...],
    Field(min_length=1),
    BeforeValidator(_names),
    WithJsonSchema({"anyOf": [_WORD, _LIST | {"minItems": 1}]}),
]
"""One word, or a list of one or more."""
