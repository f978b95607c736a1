"""Which items a rule speaks of, and the groups that they fall into."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from pydantic import ConfigDict, model_validator

from allocator.fields import Fields, Words, wrong


class ItemFacts(Protocol):
    """What a selector can ask of an item."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def time_frame(self) -> str: ...
    @property
    def tags(self) -> tuple[str, ...]: ...


class Selector(Fields):
    """Which items a rule speaks of: all conditions given must hold; none given means every item."""

    model_config = ConfigDict(defer_build=False)

    items: Words = ()
    """Ids of items."""
    kind: Words = ()
    """Kinds: tool, service, ad."""
    channel: Words = ()
    """Channels."""
    time_frame: Words = ()
    """Time frames: fast, medium, long."""
    tag: Words = ()
    """Tags; an item with any of them is meant."""

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: object) -> object:
        if value == "all":
            return {}
        given = {"items": value} if isinstance(value, (str, list, tuple)) else value
        if isinstance(given, dict) and any(words in ([], ()) for words in given.values()):
            raise wrong("a selection of nothing", "at least one name, or `all`", "an empty list")
        return given

    def matches(self, item: ItemFacts) -> bool:
        """Whether the item meets every condition given."""
        return (
            (not self.items or item.id in self.items)
            and (not self.kind or item.kind in self.kind)
            and (not self.channel or item.channel in self.channel)
            and (not self.time_frame or item.time_frame in self.time_frame)
            and (not self.tag or not set(self.tag).isdisjoint(item.tags))
        )

    def words(self) -> str:
        """The selection in words."""
        conditions = {name: getattr(self, name) for name in type(self).model_fields if getattr(self, name)}
        if not conditions:
            return "all items"
        return " and ".join(
            ", ".join(values) if name == "items" else f"{name.replace('_', ' ')} {' or '.join(values)}"
            for name, values in conditions.items()
        )

    def merge(self, other: Selector) -> Selector:
        """This selection narrowed by one more condition."""
        return self.model_validate(
            self.model_dump(exclude_defaults=True) | other.model_dump(exclude_defaults=True)
        )


class Grouping(StrEnum):
    """A property by which items fall into groups."""

    ITEM = "item"
    CHANNEL = "channel"
    KIND = "kind"
    TIME_FRAME = "time_frame"
    TAG = "tag"

    def keys(self, item: ItemFacts) -> tuple[str, ...]:
        """The groups an item belongs to."""
        if self is Grouping.TAG:
            return item.tags
        value = item.id if self is Grouping.ITEM else getattr(item, self.value)
        return () if value is None else (str(value),)
