"""Edits of the form `path=value`, each laid over the scenario like an overlay of one value.

The path is dotted. A list's entry is addressed by its number, from 1, or by its name; names may hold
points and spaces, and the longest that fits is taken. The value is a plain word, a quoted text, or a
list or mapping in brackets; `null` removes. Places that may be absent are created, but an item that
nobody has is a mistake, unless the value is the whole item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allocator.errors import InputError, Mark, nearest
from allocator.scenario.gathering import Gathering
from allocator.scenario.nodes import Node, Place, dotted, kind_of
from allocator.scenario.overlay import NAMED_LISTS, merged, name_of, written_out
from allocator.scenario.scalars import ScalarError, scalar

_FILE_KEYS = ("extends", "items_csv")


@dataclass(frozen=True, slots=True)
class _Setting:
    path: str
    value: Node

    @property
    def mark(self) -> Mark:
        return self.value.mark

    def fault(self, problem: str, place: Place = (), suggestion: str = "") -> InputError:
        path = dotted(place) or self.path
        return InputError.single(problem, path=path, mark=self.mark, suggestion=suggestion)


def with_settings(tree: Node, settings: Sequence[str]) -> Node:
    """The scenario with all edits made, in their order; raises `InputError` with every mistake found."""
    gathering = Gathering()
    for text in settings:
        with gathering.catching():
            setting = _parsed(text)
            tree = _put(tree, setting.path, (), setting)
    gathering.settle()
    return tree


def _parsed(text: str) -> _Setting:
    mark = Mark(f"--set {text}", 1, 1)
    path, _, word = (part.strip() for part in text.partition("="))
    if "=" not in text or not path:
        raise InputError.single("not an edit", mark=mark, expected="path=value, as in budget.total=250000")
    if not word:
        raise InputError.single("no value; null would remove what is there", path=path, mark=mark)
    if path in _FILE_KEYS:
        raise InputError.single("can only be said in a file", path=path, mark=mark)
    return _Setting(path, _value(word, path, mark))


def _value(word: str, path: str, mark: Mark) -> Node:
    if word[0] in "[{\"'":
        from allocator.scenario.yaml_nodes import compose

        return Node(compose(word, mark.file).value, mark)
    try:
        return Node(scalar(word), mark)
    except ScalarError as fault:
        raise InputError.single(str(fault), path=path, mark=mark) from None


def _put(node: Node, rest: str, place: Place, setting: _Setting) -> Node:
    """The node with the value laid over what `rest` names inside it."""
    if not rest:
        return merged(node, setting.value, place)
    node = written_out(node, place)
    if isinstance(node.value, list):
        return Node(_in_list(node.value, rest, place, setting), node.mark)
    if node.value is None or isinstance(node.value, dict):
        return _in_mapping(node, rest, place, setting)
    problem = f"{kind_of(node.value)} has nothing inside it that could be set"
    raise setting.fault(problem, place)


def _in_mapping(node: Node, rest: str, place: Place, setting: _Setting) -> Node:
    key, inside = step_into(rest, node.entries) or _first(rest)
    if not key:
        raise setting.fault("an empty name in the path", place)
    adds_item = not inside and isinstance(setting.value.value, dict)
    if place == ("items",) and key not in node.entries and not adds_item:
        raise setting.fault(f'no item "{key}"', (*place, key), nearest(key, node.entries))
    base = Node(node.entries, node.mark)
    if not inside:
        return merged(base, Node({key: setting.value}, setting.mark), place)
    child = node.entries.get(key) or Node([] if (*place, key) in NAMED_LISTS else {}, setting.mark)
    return Node(base.entries | {key: _put(child, inside, (*place, key), setting)}, node.mark)


def _in_list(entries: list[Node], rest: str, place: Place, setting: _Setting) -> list[Node]:
    by_name = {str(index + 1): index for index in range(len(entries))}
    by_name |= {name: index for index, entry in enumerate(entries) if (name := name_of(entry))}
    step = step_into(rest, by_name)
    if step is None:
        problem = f"no entry of this name or number; there are {len(entries)}"
        raise setting.fault(problem, (), nearest(rest.rpartition(".")[0] or rest, by_name))
    index = by_name[step[0]]
    if not step[1] and setting.value.value is None:
        return entries[:index] + entries[index + 1 :]
    changed = _put(entries[index], step[1], (*place, index), setting)
    return [*entries[:index], changed, *entries[index + 1 :]]


def step_into(rest: str, names: Iterable[str]) -> tuple[str, str] | None:
    """The longest name with which `rest` begins, and what follows it."""
    fitting = [name for name in names if name and f"{rest}.".startswith(f"{name}.")]
    longest = max(fitting, key=len, default=None)
    return None if longest is None else (longest, rest[len(longest) + 1 :])


def _first(rest: str) -> tuple[str, str]:
    first, _, following = rest.partition(".")
    return first, following
