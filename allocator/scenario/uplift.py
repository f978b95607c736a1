"""What an item adds to the outcomes of others when it is used: a CRM, a landing page, a brand video."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from allocator.fields import Fields, Signed, Words, wrong
from allocator.limits import Selector


class Lasting(StrEnum):
    """How long an uplift can last, besides a number of periods."""

    TO_END = "to_end"


class Uplift(Fields):
    """So many per cent more of what other items bring, while this one is used.

    Added to the return of the item that gives it: `by` × what the items of `on` bring of themselves.
    """

    on: Selector = Selector.model_construct()
    """Which items it lifts, as limits name them: an id, a list of ids, or conditions such as
    `{channel: search}`; all but the item itself where left out."""
    metric: Words = ()
    """Which of their metrics, with those that follow from them by `per`; all that they bring where left
    out."""
    by: Signed
    """The part that is added, such as `8%`; negative for what takes from others."""
    delay: Annotated[int, Field(ge=0, le=520)] = 0
    """Periods between a use and the first period whose outcomes it lifts."""
    lasts: Annotated[int, Field(ge=1, le=520)] | Lasting = 1
    """For how many periods each period of use lifts; `to_end` from the first use on to the horizon's end.
    What others' `carry_over` brings after the horizon is lifted where a number of periods reaches so far."""

    @model_validator(mode="after")
    def _leaves_something(self) -> Self:
        if not self.by:
            raise wrong("an uplift by nothing", "a share such as 8%", "0")
        if self.by < -1:
            raise wrong("an uplift that takes more than there is", "-100% or more", f"{self.by * 100:f}%")
        return self

    def periods(self, count: int) -> int:
        """For how many periods each use lifts, on a horizon of so many."""
        return count if isinstance(self.lasts, Lasting) else self.lasts


def _listed(value: Any) -> Any:
    """The short form, shares by item, and a single uplift, as a list of them."""
    if not isinstance(value, (Mapping, list, tuple)):
        raise wrong(
            "an uplift without its items", "shares by item, such as {paid_search: 8%}, or a list", value
        )
    if not isinstance(value, Mapping):
        return value
    if "by" in value:
        return (value,)
    return tuple(_short(name, by) for name, by in value.items())


def _short(name: str, by: Any) -> Any:
    return {"on": name, **by} if isinstance(by, Mapping) else {"on": name, "by": by}


class _ShortForm:
    """Tells the JSON Schema that shares by item are a list as well."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        full = handler(core)
        share = {"type": ["number", "string", "object"]}
        return {"anyOf": [full, full["items"], {"type": "object", "additionalProperties": share}]}


Uplifts = Annotated[tuple[Uplift, ...], BeforeValidator(_listed), _ShortForm()]
"""Shares by item, `{paid_search: 8%}`, one uplift, or a list of them."""
