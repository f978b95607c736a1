"""`allocator evaluate`: how good a given split is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, Settings, examples
from allocator.cli.saved import PlanOrScenario, given_in
from allocator.cli.splits import split_in

EXAMPLES = examples(
    "allocator evaluate scenario.yaml --spend my.csv",
    "allocator evaluate plan.json --spend my.csv",
    "allocator solve scenario.yaml --format csv | allocator evaluate scenario.yaml --spend -",
)

SplitFile = Annotated[
    Path,
    typer.Option(
        "--spend",
        metavar="SPLIT",
        help="The split: CSV with columns id and spend, or one for each period, or a saved plan; - reads "
        "standard input.",
    ),
]


def evaluate(
    file: PlanOrScenario,
    spend: SplitFile,
    settings: Settings = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Tell how good a split of the money is.

    Exit codes: 0 an answer, for a split that breaks rules too, 2 bad input, 3 no plan is possible,
    4 the saved plan does not hold, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.evaluate import EvaluateReport
    from allocator.studies.evaluate import evaluate as study

    destination = Destination.asked(format, output, force).ready()
    given = given_in(file, settings)
    question: dict[str, Any] = {"spend": split_in(spend, given.scenario)}
    answer = asked("moves", given.source, lambda tell: study(given.subject, **question, progress=tell))
    destination.emit(EvaluateReport((given.subject,), question, answer))
