"""`allocator alternatives`: different plans that are nearly as good."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, ScenarioFile, Settings, examples
from allocator.cli.shares import share_of

EXAMPLES = examples(
    "allocator alternatives scenario.yaml", "allocator alternatives scenario.yaml --within 3% --count 2"
)

Within = Annotated[
    str, typer.Option("--within", metavar="SHARE", help="At most so much less return than the best plan's.")
]
Count = Annotated[int, typer.Option("--count", min=1, max=3, help="So many plans at most.")]


def alternatives(
    file: ScenarioFile,
    within: Within = "1%",
    count: Count = 3,
    settings: Settings = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Find different plans that are nearly as good.

    Exit codes: 0 an answer, 2 bad input, 3 no plan is possible, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.alternatives import AlternativesReport
    from allocator.scenario import load_with_source
    from allocator.studies.alternatives import alternatives as study

    destination = Destination.asked(format, output, force).ready()
    question: dict[str, Any] = {"within": share_of(within), "count": count}
    loaded = load_with_source(file, settings=settings or ())
    answer = asked(
        "alternatives", loaded.source, lambda tell: study(loaded.scenario, **question, progress=tell)
    )
    destination.emit(AlternativesReport((loaded.scenario,), question, answer))
