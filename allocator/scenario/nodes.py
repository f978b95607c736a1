"""The tree that every reader grows: plain values, each with the place where it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from allocator.errors import Mark

Place: TypeAlias = tuple[str | int, ...]
"""Where a value stands inside a scenario, as in `("items", "crm", "price")`; list positions count from 0."""
Scalar: TypeAlias = str | int | bool | Decimal | None
DEEPEST = 50
"""How many mappings and lists may stand inside each other."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its mark: its key's place in a mapping, its own place in a list.

    Nodes may be shared, because an alias stands for the same node; nobody changes one once it is built.
    """

    value: Scalar | dict[str, Node] | list[Node]
    mark: Mark

    @property
    def entries(self) -> dict[str, Node]:
        """The mapping's entries; none where this is no mapping."""
        return self.value if isinstance(self.value, dict) else {}


def dotted(place: Place) -> str:
    """The place as people write it; list positions count from 1: `goals.1.at_least`."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in place)


def kind_of(value: object) -> str:
    """What a value is, in the words of an error message."""
    if value is None:
        return "nothing"
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def flattened(tree: Node) -> tuple[dict[str, Any], Mapping[Place, Mark]]:
    """The tree's plain data, and the mark of every place in it."""
    marks: dict[Place, Mark] = {}
    return _plain(tree, (), marks), marks


def _plain(node: Node, place: Place, marks: dict[Place, Mark]) -> Any:
    marks[place] = node.mark
    if isinstance(node.value, dict):
        return {key: _plain(child, (*place, key), marks) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(child, (*place, index), marks) for index, child in enumerate(node.value)]
    return node.value
