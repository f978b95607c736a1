"""A file that holds a scenario, or a saved plan: told apart by what is in it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.scenario import Scenario
    from allocator.scenario.source import Source
    from allocator.scenario.textfiles import FileRecord, NamedFile

PlanOrScenario = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="The scenario, YAML or JSON, or a plan from `solve --format json`, which is taken as it is; "
        "- reads standard input.",
    ),
]
_TOTALS = b'"totals"'
"""In every plan, and hardly in a scenario."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a file holds: a scenario and where its values were written, or a plan, verified (no source)."""

    subject: Scenario | Plan
    source: Source | None
    files: tuple[FileRecord, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario, also that of a plan."""
        from allocator.studies.base import scenario_in

        return scenario_in(self.subject)

    @property
    def title(self) -> str:
        """What it is called: the scenario's name, of a plan with the name of its file."""
        name = self.scenario.name
        return name if self.source is not None else f"{name}, {Path(self.files[0].name).name}"

    def plan(self, *, gap: float = 0.0, time_limit: float | None = None) -> Plan:
        """The plan, or the scenario's best one within these limits; raises what `solve` raises."""
        from allocator.scenario import Scenario
        from allocator.solving import solve

        if isinstance(self.subject, Scenario):
            return solve(self.subject, gap=gap, time_limit=time_limit, source=self.source)
        return self.subject


def given_in(file: Path, settings: Sequence[str] | None = None) -> Given:
    """The scenario or the plan in a file, or (`-`) on standard input.

    Raises:
        InputError: it is neither, or a saved plan is to be changed by settings.
        PlanCheckError: a saved plan does not hold.
    """
    from allocator.errors import InputError
    from allocator.plan.verifying import verify
    from allocator.scenario import load_with_source
    from allocator.scenario.textfiles import FileRecord

    found = looked_into(file)
    if found.told is None:
        loaded = load_with_source(found.file, settings=settings or ())
        return Given(loaded.scenario, loaded.source, loaded.source.files)
    if settings:
        problem = f"{file}: a saved plan cannot be changed"
        raise InputError.single(problem, expected="a scenario, or no --set")
    record = FileRecord(found.file.name, sha256(found.file.data or b"").hexdigest())
    plan = verify(found.told)
    _tell_options(plan, found.file.name)
    return Given(plan, None, (record,))


def _tell_options(plan: Plan, name: str) -> None:
    """Say with what a plan was solved where that was less than a search for the best one."""
    if plan.options is None or (not plan.options.gap and plan.options.time_limit is None):
        return
    from allocator.reports.proof import options_in_words

    asked = options_in_words(plan)
    sys.stderr.write(f"note: {name} was solved with {asked}; what is solved anew is solved without them\n")


@dataclass(frozen=True, slots=True)
class LookedInto:
    """A file and the data of the plan in it; None where it holds something else, still to be read."""

    file: NamedFile
    told: Mapping[str, Any] | None


def looked_into(file: Path) -> LookedInto:
    """A JSON file, or (`-`) standard input, as a saved plan, not verified yet; any other file as it is."""
    from allocator.cli.plan_files import read_file, told
    from allocator.scenario.textfiles import named

    place = named(file)
    is_json = file.suffix.lower() == ".json" and file.is_file()
    if not is_json and place.path is not None:
        return LookedInto(place, None)
    read = replace(place, data=read_file(file)[0])
    if not read.data or _TOTALS not in read.data or not read.data.lstrip().startswith(b"{"):
        return LookedInto(read, None)
    data = told(read.data, read.name)
    return LookedInto(read, data if "totals" in data and "scenario" in data else None)
