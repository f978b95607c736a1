"""The whole of reading: files, standard input or Python data -> plain data with the place of every value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

from allocator.errors import InputError, Mark
from allocator.scenario.layers import EXTENDS, ITEMS_CSV, read_layers
from allocator.scenario.nodes import Node, Place, dotted, flattened
from allocator.scenario.overlay import merged
from allocator.scenario.python_data import nodes_of
from allocator.scenario.settings import with_settings
from allocator.scenario.textfiles import FileRecord, NamedFile, named

_IN_PLANS = "scenario_sha256"
"""A key that every saved plan has, and no scenario."""


@dataclass(frozen=True, slots=True)
class Source:
    """A scenario as read, before any field is checked.

    `data` holds only dicts, lists, str, int, bool, None and Decimal. `marks` has the place of every
    value in it; `()` is the start of the file. `files` lists every file read, the base first.
    """

    data: dict[str, Any]
    marks: Mapping[Place, Mark]
    files: tuple[FileRecord, ...]

    def mark(self, place: Place) -> Mark | None:
        """The mark of `place`, or of the nearest that encloses it."""
        enclosing = (place[:length] for length in range(len(place), -1, -1))
        return next((self.marks[part] for part in enclosing if part in self.marks), None)

    def mark_of(self, path: str) -> Mark | None:
        """The same of a place as people write it; None for what is no part of a scenario."""
        known = {dotted(place): mark for place, mark in self.marks.items() if place}
        while path and path not in known:
            path = path.rpartition(".")[0]
        return known.get(path)

    def located(self, error: InputError) -> InputError:
        """The same mistakes, those without a place in a file at that of their path."""
        return type(error)(
            mistake if mistake.mark else replace(mistake, mark=self.mark_of(mistake.path))
            for mistake in error.mistakes
        )


def read_source(path: Path | str | NamedFile, *, settings: Sequence[str] = ()) -> Source:
    """Read a scenario file (`-` is standard input) with what it extends, its sheets and the edits.

    Raises `InputError` with every mistake found.
    """
    layers = read_layers(named(path))
    tree = reduce(merged, (layer.tree for layer in layers))
    return _source(tree, settings, tuple(record for layer in layers for record in layer.files))


def source_of(data: Mapping[str, Any], *, name: str = "<data>", settings: Sequence[str] = ()) -> Source:
    """Take a scenario from Python data, with the edits; raises `InputError` with every mistake found."""
    tree = nodes_of(data, name)
    for key in (EXTENDS, ITEMS_CSV):
        if key in tree.entries:
            raise InputError.single("can only be said in a file", path=key, mark=tree.mark)
    return _source(tree, settings, ())


def _source(tree: Node, settings: Sequence[str], files: tuple[FileRecord, ...]) -> Source:
    if _IN_PLANS in tree.entries:
        raise InputError.single(
            "a saved plan, where a scenario is asked about",
            mark=tree.mark,
            expected="its file; next, cut, evaluate, explain, compare, curve and report take plans",
        )
    data, marks = flattened(with_settings(tree, settings))
    return Source(data, marks, files)
