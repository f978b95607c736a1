"""Laying an overlay over the scenario that it extends.

- Mappings merge deeply; scalars and lists replace what was there.
- `null` removes a key, which must be there.
- The entries of `limits` and `goals` merge by `name`: an entry whose name the base has is merged
  into that entry, `{name: X, drop: true}` removes it, and other entries are appended.
- Short forms are written out first, where only one side uses them: `budget: 250000` is
  `budget: {total: 250000}`, and `price: 1200` of an item or a tier is `price: {amount: 1200}`.

The base's order stays, new keys come last, and every value keeps the mark of its own file.
"""

from __future__ import annotations

from allocator.errors import Mistake, nearest
from allocator.scenario.gathering import Gathering
from allocator.scenario.nodes import Node, Place, dotted

NAMED_LISTS: tuple[Place, ...] = (("limits",), ("goals",))
_SHORT_FORMS = (
    (("budget",), "total"),
    (("items", "*", "price"), "amount"),
    (("items", "*", "tiers", "*", "price"), "amount"),
)


def merged(base: Node, over: Node, place: Place = ()) -> Node:
    """The base with the overlay's changes at `place`; raises `InputError` with every mistake found."""
    gathering = Gathering()
    result = _merged(base, over, place, gathering)
    gathering.settle()
    return result


def written_out(node: Node, place: Place) -> Node:
    """A short form at a place that has one, as the mapping it stands for; any other node as it is."""
    key = _short_form(place)
    if not key or node.value is None or isinstance(node.value, (dict, list)):
        return node
    return Node({key: node}, node.mark)


def name_of(entry: Node) -> str:
    """The name that a list's entry gives itself, or an empty string."""
    name = entry.entries.get("name")
    return str(name.value) if name and name.value is not None else ""


def _short_form(place: Place) -> str:
    """The key that a plain value stands for at this place, or an empty string."""
    return next((key for pattern, key in _SHORT_FORMS if _fits(place, pattern)), "")


def _fits(place: Place, pattern: tuple[str, ...]) -> bool:
    return len(place) == len(pattern) and all(
        name in ("*", step) for step, name in zip(place, pattern, strict=True)
    )


def _merged(base: Node, over: Node, place: Place, gathering: Gathering) -> Node:
    if isinstance(over.value, dict):
        base = written_out(base, place)
    elif isinstance(base.value, dict):
        over = written_out(over, place)
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        return Node(_entries(base.value, over.value, place, gathering), base.mark)
    if place in NAMED_LISTS and isinstance(base.value, list) and isinstance(over.value, list):
        return Node(_by_name(base.value, over.value, place, gathering), base.mark)
    return over


def _entries(
    base: dict[str, Node], over: dict[str, Node], place: Place, gathering: Gathering
) -> dict[str, Node]:
    result = dict(base)
    for key, node in over.items():
        inside = (*place, key)
        if node.value is not None:
            result[key] = _merged(result.get(key, _nothing(node, inside)), node, inside, gathering)
        elif key in base:
            del result[key]
        else:
            problem = "nothing to remove here"
            gathering.add(Mistake(problem, dotted(inside), node.mark, suggestion=nearest(key, base)))
    return result


def _nothing(node: Node, place: Place) -> Node:
    # A list that is all new still must not drop an entry that nobody has.
    return Node([] if place in NAMED_LISTS else None, node.mark)


def _by_name(base: list[Node], over: list[Node], place: Place, gathering: Gathering) -> list[Node]:
    known = {name_of(entry): index for index, entry in reversed(list(enumerate(base))) if name_of(entry)}
    changed: dict[int, Node | None] = {}  # None where the entry is dropped
    added: dict[str | int, Node] = {}
    for number, entry in enumerate(over):
        name = name_of(entry)
        index = known.get(name)
        if index in changed or (name and name in added):
            gathering.add(Mistake(f'"{name}" is here twice', dotted(place), entry.mark))
        if index is not None:
            dropped = _is_dropped(entry)
            changed[index] = None if dropped else _merged(base[index], entry, (*place, index), gathering)
        elif _is_dropped(entry):
            problem = f'no entry named "{name}" to drop'
            gathering.add(Mistake(problem, dotted(place), entry.mark, suggestion=nearest(name, known)))
        else:
            added[name or number] = entry
    kept = [changed.get(index, entry) for index, entry in enumerate(base)]
    return [entry for entry in kept if entry] + list(added.values())


def _is_dropped(entry: Node) -> bool:
    drop = entry.entries.get("drop")
    return drop is not None and drop.value is True
