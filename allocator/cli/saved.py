"""A file that holds a scenario, or a saved plan: told apart by what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.scenario.textfiles import FileRecord


def plan_or_scenario(file: Path, settings: tuple[str, ...]) -> tuple[Plan, tuple[FileRecord, ...]]:
    """The plan in a file, verified, or the best plan of the scenario in it; and the files that were read.

    Raises:
        InputError: it is neither, or a saved plan is to be changed by settings.
        PlanCheckError: a saved plan does not hold.
        NoPlanError: the scenario has no plan.
    """
    from allocator.errors import InputError
    from allocator.plan.verifying import verify
    from allocator.scenario import load_with_source
    from allocator.scenario.textfiles import FileRecord
    from allocator.solving import solve

    data = _saved(file)
    if data is not None and settings:
        raise InputError.single(f"{file}: a saved plan cannot be changed", expected="a scenario, or no --set")
    if data is not None:
        return verify(data), (FileRecord(str(file), sha256(file.read_bytes()).hexdigest()),)
    loaded = load_with_source(file, settings=settings)
    return solve(loaded.scenario, source=loaded.source), loaded.source.files


def is_saved_plan(file: Path) -> bool:
    """Whether the file holds a plan, rather than a scenario."""
    return _saved(file) is not None


def _saved(file: Path) -> Mapping[str, Any] | None:
    """The data of a saved plan: a JSON file that has totals; None where it is a scenario."""
    from allocator.cli.plan_files import read_plan

    if file.suffix.lower() != ".json" or not file.is_file():
        return None
    data = read_plan(file)
    return data if "totals" in data and "scenario" in data else None
