"""From a caller's Python data to nodes: mappings, lists, texts, numbers, dates; nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from allocator.errors import InputError, Mark, Mistake
from allocator.scenario.gathering import Gathering
from allocator.scenario.nodes import DEEPEST, Node, Place, Scalar, dotted
from allocator.scenario.scalars import ScalarError, checked


def nodes_of(data: Mapping[str, Any], name: str) -> Node:
    """The tree of Python data; a float becomes the decimal number that Python prints for it."""
    if not isinstance(data, Mapping):
        found = type(data).__name__
        raise InputError.single("not a scenario", mark=Mark(name, 1, 1), expected="a mapping", found=found)
    gathering = Gathering()
    tree = _node(data, (), Mark(name, 1, 1), gathering)
    gathering.settle()
    return tree


def _node(value: Any, place: Place, mark: Mark, gathering: Gathering) -> Node:
    if len(place) > DEEPEST:
        gathering.stop(Mistake("nested too deeply", mark=mark, expected=f"at most {DEEPEST} levels"))
    if isinstance(value, Mapping):
        for key in value:
            if isinstance(key, bool) or not isinstance(key, (str, int)):
                gathering.add(Mistake("a key must be text", dotted(place), mark, found=repr(key)))
        children = {str(key): child for key, child in value.items()}
        return Node({k: _node(c, (*place, k), mark, gathering) for k, c in children.items()}, mark)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray)):
        return Node([_node(c, (*place, i), mark, gathering) for i, c in enumerate(value)], mark)
    try:
        return Node(_scalar(value), mark)
    except ScalarError as fault:
        gathering.add(Mistake(str(fault), dotted(place), mark, found=repr(value)[:40]))
        return Node(None, mark)


def _scalar(value: Any) -> Scalar:
    if value is None or isinstance(value, (bool, str)):
        # Subclasses such as numpy's str_ and enums become plain texts.
        return str.__str__(value) if isinstance(value, str) else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Integral):
        return int(value)
    return checked(value if isinstance(value, Decimal) else _decimal(value))


def _decimal(value: Any) -> Decimal:
    if not isinstance(value, Real):
        raise ScalarError("neither a mapping, a list, a text, a number nor a date")
    return Decimal(repr(float(value)))
