"""Where two pieces of JSON data differ, by the place of each leaf."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_NEAR = 1e-9


def differences(right: Any, told: Any, place: str) -> Iterator[str]:
    """Every leaf at which the told data is not what it should be, numbers to 1e-9 of themselves."""
    if isinstance(right, dict) and isinstance(told, Mapping):
        for key in right:
            yield from differences(right[key], told.get(key), f"{place}.{key}" if place else key)
        yield from (
            f"{place}.{key}: it says {told[key]!r}, recomputed there is none"
            for key in sorted(told.keys() - right.keys())
        )
    elif isinstance(right, list) and isinstance(told, list) and len(right) == len(told):
        for number, (one, other) in enumerate(zip(right, told, strict=True)):
            name = one["id"] if isinstance(one, dict) and "id" in one else number + 1
            yield from differences(one, other, f"{place}.{name}")
    elif not _same(right, told):
        yield f"{place}: it says {told!r}, recomputed it is {right!r}"


def _same(right: Any, told: Any) -> bool:
    if isinstance(right, float) and isinstance(told, (int, float)):
        return abs(right - told) <= _NEAR * max(1.0, abs(right))
    return bool(right == told)
