"""`allocator verify`: does a saved plan hold?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
            metavar="PLAN.json", help="A plan from `solve --format json`; - reads standard input."
        ),
    ],
    format: FormatOption = Format.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Compute a saved plan anew and compare.

    Starts from the scenario inside the plan, asks no solver, and names every difference.

    Exit codes: 0 the plan holds, 4 it does not, 2 it is no plan.
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
            found = verified(read_plan(plan))
    except PlanCheckError as error:
        if format is Format.JSON:
            write_out(json_text(failure_data(error)))
        raise
    destination.emit(Verification(found), found.warnings)
