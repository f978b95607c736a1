"""What a dotted path with `*` names in a scenario: each place that is there, as `--set` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allocator.errors import Mark
from allocator.scenario.nodes import Node, Place
from allocator.scenario.overlay import name_of, written_out
from allocator.scenario.python_data import nodes_of
from allocator.scenario.settings import step_into

ANY = "*"


@dataclass(frozen=True, slots=True)
class Match:
    """A place that is there: its path, and what stands there (None for a mapping or a list)."""

    path: str
    value: Any


def has_wildcard(path: str) -> bool:
    """Whether a path names several places."""
    return ANY in path.split(".")


def matching(data: Mapping[str, Any], path: str) -> tuple[Match, ...]:
    """Each place of the scenario's data that `path` names, where `*` stands for any name."""
    return tuple(_matches(nodes_of(data, "<data>"), path, (), ""))


def _matches(node: Node, rest: str, place: Place, path: str) -> Iterator[Match]:
    if not rest:
        yield _match(node, place, path)
        return
    for name, child, step, after in _children(written_out(node, place), rest):
        yield from _matches(child, after, (*place, step), f"{path}.{name}" if path else name)


def _match(node: Node, place: Place, path: str) -> Match:
    """A plain value; that of a short form where it is written out."""
    for key in written_out(Node(0, Mark("", 1, 1)), place).entries:
        if key in node.entries:
            return Match(f"{path}.{key}", node.entries[key].value)
    return Match(path, None if isinstance(node.value, (dict, list)) else node.value)


def _children(node: Node, rest: str) -> Iterator[tuple[str, Node, str | int, str]]:
    """The entries that the first step of `rest` names: name, node, step of the place, and what follows."""
    named: dict[str, tuple[Node, str | int]] = {}
    if isinstance(node.value, dict):
        named = {key: (child, key) for key, child in node.value.items()}
    elif isinstance(node.value, list):
        named = {str(k + 1): (child, k) for k, child in enumerate(node.value)}
    first, _, after = rest.partition(".")
    if first == ANY:
        yield from ((name, child, step, after) for name, (child, step) in named.items())
        return
    if isinstance(node.value, list):
        named |= {name: (child, k) for k, child in enumerate(node.value) if (name := name_of(child))}
    if found := step_into(rest, named):
        child, step = named[found[0]]
        yield found[0], child, step, found[1]
