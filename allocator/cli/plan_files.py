"""Saved plans: read with the same care as scenarios."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from allocator.errors import InputError, Mark
from allocator.scenario.decoding import decoded

LARGEST = 100 * 2**20
LINES = '{"format":1,"study":"sweep",'
"""How the lines of a sweep begin."""


def read_plan(path: Path) -> Mapping[str, Any]:
    """The JSON object in a file, or (`-`) on standard input; raises InputError."""
    return told(*read_file(path))


def read_file(path: Path) -> tuple[bytes, str]:
    """What is in a file, or (`-`) on standard input, and how errors name it; raises InputError."""
    name = "<stdin>" if str(path) == "-" else str(path)
    return _bytes_of(path, name), name


def told(found: bytes, name: str) -> Mapping[str, Any]:
    """The JSON object that a file holds, or the lines of a sweep as one; raises InputError."""
    text = decoded(found, name)
    return _lines(found, name) if text.startswith(LINES) else parsed(text, name)


def parsed(text: str, name: str) -> Mapping[str, Any]:
    """The JSON object that a text is; raises InputError."""
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_refused, parse_float=_finite)
    except json.JSONDecodeError as error:
        problem = f"not JSON: {error.msg.lower()}"
        raise InputError.single(problem, mark=Mark(name, error.lineno, error.colno)) from None
    except RecursionError:
        raise InputError.single("nested too deeply", mark=Mark(name, 1, 1)) from None
    except ValueError as error:
        raise InputError.single(str(error), mark=Mark(name, 1, 1)) from None
    if not isinstance(data, dict):
        raise InputError.single("no plan: expected a JSON object", mark=Mark(name, 1, 1))
    return data


def _lines(data: bytes, name: str) -> Mapping[str, Any]:
    """The lines of a sweep as one answer."""
    from allocator.reports.sweep import journal_data
    from allocator.studies.sweep.journal import complete

    return journal_data(complete(data, name))


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        if name == "<stdin>":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with path.open("rb") as stream:
                data = stream.read(LARGEST + 1)
    except OSError as error:
        raise InputError.single(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    if len(data) > LARGEST:
        raise InputError.single(f"{name}: the file is too large", expected=f"at most {LARGEST >> 20} MB")
    return data


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'the key "{twice}" is here twice')
    return found


def _refused(word: str) -> float:
    raise ValueError(f"{word} is no number that a plan can hold")


def _finite(word: str) -> float:
    value = float(word)
    return value if math.isfinite(value) else _refused(word)
