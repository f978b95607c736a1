"""`allocator evaluate`: how good a given split is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, ScenarioFile, Settings, examples
from allocator.cli.splits import split_in
from allocator.render import Format

EXAMPLES = examples(
    "allocator evaluate scenario.yaml --spend my.csv",
    "allocator solve scenario.yaml --format csv | allocator evaluate scenario.yaml --spend -",
)

SplitFile = Annotated[
    Path,
    typer.Option(
        "--spend",
        metavar="CSV",
        help="The split: columns id and spend, or one for each period; - reads standard input.",
    ),
]


def evaluate(
    file: ScenarioFile,
    spend: SplitFile,
    settings: Settings = None,
    format: FormatOption = Format.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Tell how good a split of the money is.

    Exit codes: 0 an answer, for a split that breaks rules too, 2 bad input, 3 no plan is possible, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.evaluate import EvaluateReport
    from allocator.scenario import load_with_source
    from allocator.studies.evaluate import evaluate as study

    destination = Destination(format, output, force).ready()
    loaded = load_with_source(file, settings=settings or ())
    question: dict[str, Any] = {"spend": split_in(spend, loaded.scenario)}
    answer = asked("moves", loaded, lambda tell: study(loaded.scenario, **question, progress=tell))
    destination.emit(EvaluateReport((loaded.scenario,), question, answer))
