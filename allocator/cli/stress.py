"""`allocator stress`: which inputs the answer hangs on."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, ScenarioFile, Settings, examples
from allocator.cli.shares import share_of

EXAMPLES = examples("allocator stress scenario.yaml", "allocator stress scenario.yaml --by 10%")

By = Annotated[
    str,
    typer.Option(
        "--by", metavar="SHARE", help="How far each input is moved where it does not say its own range."
    ),
]
Periods = Annotated[
    int,
    typer.Option("--periods", metavar="N", min=1, help="By how many periods delays and the like are moved."),
]
Solves = Annotated[
    int,
    typer.Option(
        "--solves",
        metavar="N",
        min=4,
        help="Look for at most so many best plans; the inputs of what brings most come first.",
    ),
]


def stress(
    file: ScenarioFile,
    by: By = "20%",
    periods: Periods = 1,
    solves: Solves = 500,
    settings: Settings = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Find which errors of inputs would change the plan.

    Exit codes: 0 an answer, 2 bad input, 3 no plan is possible, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.stress import StressReport
    from allocator.scenario import load_with_source
    from allocator.studies.stress import stress as study

    destination = Destination.asked(format, output, force).ready()
    question: dict[str, Any] = {"by": share_of(by), "periods": periods, "solves": solves}
    loaded = load_with_source(file, settings=settings or ())
    answer = asked("solves", loaded.source, lambda tell: study(loaded.scenario, **question, progress=tell))
    destination.emit(StressReport((loaded.scenario,), question, answer))
