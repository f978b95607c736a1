"""`allocator verify`: does a saved plan hold?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, examples
from allocator.render import Format

EXAMPLES = examples(
    "allocator verify plan.json",
    "allocator solve scenario.yaml --format json | allocator verify -",
)


def verify(
    plan: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.json",
            help="A plan, or a study's answer, written with `--format json`, or a sweep's lines; - reads "
            "standard input.",
        ),
    ],
    format: FormatOption = Format.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Compute a saved plan, or a study's answer, anew and compare.

    Starts from the scenario inside and names every difference. A plan is recomputed without any solver,
    a study's question is asked again.

    Exit codes: 0 it holds, 4 it does not, 2 it is no plan and no answer.
    """
    from allocator.cli.interrupting import interruptible
    from allocator.cli.plan_files import read_plan
    from allocator.errors import PlanCheckError
    from allocator.plan.verifying import verify as verified
    from allocator.render.json_text import json_text
    from allocator.render.writing import write_out
    from allocator.reports.verification import Verification, failure_data

    destination = Destination(format, output, force).ready()
    try:
        with interruptible():
            data = read_plan(plan)
        if "study" in data:
            _ask_again(data, destination)
            return
        with interruptible():
            found = verified(data)
    except PlanCheckError as error:
        if format is Format.JSON:
            write_out(json_text(failure_data(error)))
        raise
    destination.emit(Verification(found), found.warnings)


def _ask_again(data: Mapping[str, Any], destination: Destination) -> None:
    from allocator.cli.interrupting import interruptible
    from allocator.reports.asked import asked_again
    from allocator.reports.asked_kinds import KINDS
    from allocator.reports.verification import Reasked

    with interruptible():
        found = asked_again(data, KINDS)
    destination.emit(Reasked(found))
