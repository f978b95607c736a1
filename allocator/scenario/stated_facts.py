"""What a file says of an item that selections ask for, before time frames are derived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from allocator.scenario.items import Item


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """What a selection can ask of an item."""

    id: str
    kind: str
    channel: str | None
    time_frame: str
    tags: tuple[str, ...]

    @classmethod
    def of(cls, name: str, item: Item, derived: str = "") -> Self:
        """Those of an item; `derived` stands for a time frame that the file leaves open."""
        return cls(name, item.kind, item.channel, item.time_frame or derived, item.tags)
