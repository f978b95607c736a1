"""From a file, standard input or Python data to a validated scenario."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from allocator.errors import InputError, Mistake
from allocator.money import NO_CURRENCY, digits_of
from allocator.scenario.checks import disagreements
from allocator.scenario.disagreement import as_mistake
from allocator.scenario.schema import Scenario
from allocator.scenario.source import Source, read_source, source_of
from allocator.scenario.textfiles import NamedFile


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario and where each of its values was written."""

    scenario: Scenario
    source: Source


def load(path: Path | str, *, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario from a YAML or JSON file; `-` is standard input.

    Args:
        path: the file; what it extends and its sheets are read too.
        settings: edits such as `budget.total=200000`, as `--set` takes them.

    Raises:
        InputError: with every mistake found, each with its file, line and column.
    """
    return load_with_source(path, settings=settings).scenario


def load_with_source(path: Path | str | NamedFile, *, settings: Sequence[str] = ()) -> Loaded:
    """Like `load`, and the place of every value besides."""
    return _validated(read_source(path, settings=settings))


def scenario_of(data: Mapping[str, Any], *, settings: Sequence[str] = ()) -> Scenario:
    """A scenario from Python data of the same form as a file.

    Money may be int, float, Decimal or text. Raises InputError with every mistake found.
    """
    return _validated(source_of(data, settings=settings)).scenario


def _validated(source: Source) -> Loaded:
    try:
        scenario = _modelled(source.data)
    except ValidationError as error:
        from allocator.scenario.complaints import mistakes_of  # a valid scenario need not wait for these
        from allocator.scenario.remainder import touched, without

        form = list(mistakes_of(error, source))
        rest = without(source.data, error)
        meaning = _disagreements(rest, source, touched(source.data, error)) if rest is not None else []
        raise InputError(sorted(form + meaning, key=_by_place)) from None
    if found := _disagreements(scenario, source):
        raise InputError(sorted(found, key=_by_place))
    return Loaded(scenario, source)


def _modelled(data: Mapping[str, Any]) -> Scenario:
    context = {"digits": digits_of(str(data.get("currency", NO_CURRENCY)))}
    return Scenario.model_validate(data, context=context)


def _disagreements(scenario: Scenario, source: Source, incomplete: Collection[str] = ()) -> list[Mistake]:
    return [as_mistake(found, source.mark(found.place)) for found in disagreements(scenario, incomplete)]


def _by_place(mistake: Mistake) -> tuple[str, int, int, str]:
    mark = mistake.mark
    return (mark.file, mark.line, mark.column, mistake.path) if mark else ("", 0, 0, mistake.path)
