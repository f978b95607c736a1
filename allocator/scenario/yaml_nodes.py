"""From YAML (or JSON, which is YAML) to nodes, straight from the parser's events.

Read are: mappings with text keys, lists, scalars by YAML 1.2 core rules, anchors and aliases.
Refused are: duplicate keys, other keys, merge keys, tags, more than one document, and whatever
unfolds to more than `MOST_NODES` nodes or `DEEPEST` levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from allocator.errors import InputError, Mark, Mistake, nearest
from allocator.scenario.gathering import Gathering
from allocator.scenario.nodes import DEEPEST, Node, Place, Scalar, dotted, kind_of
from allocator.scenario.scalars import ScalarError, scalar, unescaped
from allocator.scenario.yaml_syntax import syntax_mistake

MOST_NODES = 1_000_000


def compose(text: str, file: str) -> Node:
    """The one document in `text`, of any kind; raises `InputError` with every mistake found."""
    return _Composer(text, file).document()


def compose_scenario(text: str, file: str) -> Node:
    """The document of a scenario file, which must be a mapping."""
    node = compose(text, file)
    if not isinstance(node.value, dict):
        raise InputError.single(
            "not a scenario",
            mark=node.mark,
            expected='a mapping, with lines such as "budget: 250000"',
            found=kind_of(node.value),
        )
    return node


@dataclass(frozen=True, slots=True)
class _Part:
    """A node with its measures once all aliases are unfolded."""

    node: Node
    size: int = 1
    height: int = 1


class _Composer:
    """One pass over the events of one text, gathering mistakes on the way."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
        self._anchors: dict[str, _Part | None] = {}  # None while what it names is still open
        self._nodes = 0
        self._last = Mark(file, 1, 1)
        self._gathering = Gathering()

    def document(self) -> Node:
        try:
            node = self._only_document()
        except MarkedYAMLError as error:
            self._gathering.stop(syntax_mistake(error, self._file))
        except (ValueError, OverflowError):  # the parser's own chr() on an escape such as "\Uffffffff"
            self._gathering.stop(Mistake("not valid YAML: no such character", mark=self._last))
        self._gathering.settle()
        return node

    def _only_document(self) -> Node:
        next(self._events)
        if not isinstance(next(self._events), DocumentStartEvent):
            self._gathering.stop(Mistake("the file is empty", mark=self._last))
        first = next(self._events)
        node = self._part(first, (), self._mark(first)).node
        if node.value is None:
            self._gathering.stop(Mistake("the file is empty", mark=self._last))
        next(self._events)
        if isinstance(more := next(self._events), DocumentStartEvent):
            self._mistake("a second document begins here; a file holds one scenario", (), self._mark(more))
        return Node(node.value, Mark(self._file, 1, 1))

    def _part(self, event: Any, place: Place, mark: Mark) -> _Part:
        if isinstance(event, AliasEvent):
            return self._alias(event.anchor, place, mark)
        if event.tag:
            self._mistake(f'tags such as "{_short(event.tag)}" are not read; remove it', place, mark)
        if event.anchor:
            self._anchors[event.anchor] = None
        part = self._anchored(event, place, mark)
        if event.anchor:
            self._anchors[event.anchor] = part
        return part

    def _anchored(self, event: Any, place: Place, mark: Mark) -> _Part:
        self._count(1, mark)
        if isinstance(event, ScalarEvent):
            return _Part(Node(self._scalar(event, place, mark), mark))
        self._refuse_depth(len(place) + 1, mark)
        before = self._nodes
        inside = self._mapping if isinstance(event, MappingStartEvent) else self._sequence
        value, height = inside(place)
        return _Part(Node(value, mark), 1 + self._nodes - before, 1 + height)

    def _mapping(self, place: Place) -> tuple[dict[str, Node], int]:
        entries: dict[str, Node] = {}
        height = 0
        while not isinstance(event := next(self._events), MappingEndEvent):
            mark = self._mark(event)
            key = self._key(event, place, mark)
            part = self._part(next(self._events), (*place, key), mark)
            height = max(height, part.height)
            if key in entries:
                first = entries[key].mark.line
                self._mistake(f'"{key}" is here twice; the first is on line {first}', (*place, key), mark)
            entries.setdefault(key, part.node)
        return entries, height

    def _sequence(self, place: Place) -> tuple[list[Node], int]:
        entries: list[Node] = []
        height = 0
        while not isinstance(event := next(self._events), SequenceEndEvent):
            part = self._part(event, (*place, len(entries)), self._mark(event))
            height = max(height, part.height)
            entries.append(part.node)
        return entries, height

    def _key(self, event: Any, place: Place, mark: Mark) -> str:
        value = self._part(event, place, mark).node.value
        if value == "<<":
            self._mistake('merge keys ("<<") are not read; use "extends", or write it out', place, mark)
        if type(value) not in (str, int):
            self._mistake("a key must be text", place, mark, found=kind_of(value))
        return str(getattr(event, "value", value))

    def _scalar(self, event: ScalarEvent, place: Place, mark: Mark) -> Scalar:
        text = str(event.value)
        try:
            if not event.style:
                return scalar(text)
            return unescaped(text) if event.style == '"' else text
        except ScalarError as fault:
            self._mistake(str(fault), place, mark, found=f'"{ascii(text[:40])[1:-1]}"')
            return text

    def _alias(self, name: str, place: Place, mark: Mark) -> _Part:
        if name not in self._anchors:
            known = nearest(name, self._anchors)
            self._mistake(f'nothing is named "&{name}" above', place, mark, suggestion=known)
            return _Part(Node(None, mark))
        part = self._anchors[name]
        if part is None:
            self._mistake(f'"*{name}" stands inside what it stands for', place, mark)
            return _Part(Node(None, mark))
        self._refuse_depth(len(place) + part.height, mark)
        self._count(part.size, mark)
        return replace(part, node=Node(part.node.value, mark))

    def _count(self, size: int, mark: Mark) -> None:
        self._nodes += size
        if self._nodes > MOST_NODES:
            problem = "the file unfolds to too many values"
            self._gathering.stop(Mistake(problem, mark=mark, expected=f"at most {MOST_NODES:,}"))

    def _refuse_depth(self, depth: int, mark: Mark) -> None:
        if depth > DEEPEST:
            self._gathering.stop(
                Mistake("nested too deeply", mark=mark, expected=f"at most {DEEPEST} levels")
            )

    def _mark(self, event: Any) -> Mark:
        self._last = Mark(self._file, event.start_mark.line + 1, event.start_mark.column + 1)
        return self._last

    def _mistake(self, problem: str, place: Place, mark: Mark, **facts: str) -> None:
        self._gathering.add(Mistake(problem, dotted(place), mark, **facts))


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
