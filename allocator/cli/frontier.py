"""`allocator frontier`: the best return at every budget of a range."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, ScenarioFile, Settings, examples

EXAMPLES = examples(
    "allocator frontier scenario.yaml",
    "allocator frontier scenario.yaml --from 40000 --to 90000 --points 6",
)

From = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="AMOUNT", help="The smallest budget; half of the scenario's where left out."
    ),
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="AMOUNT", help="The largest budget; half as much again where left out."),
]
Points = Annotated[int, typer.Option("--points", help="How many evenly spaced budgets to tell.")]
Solves = Annotated[int, typer.Option("--solves", help="Follow up changes with at most so many solves.")]


def frontier(
    file: ScenarioFile,
    start: From = None,
    stop: To = None,
    points: Points = 11,
    solves: Solves = 1000,
    settings: Settings = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Find the best return at every budget of a range.

    Exit codes: 0 an answer, 2 bad input, 3 no budget of the range has a plan, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.frontier import FrontierReport
    from allocator.scenario import load_with_source
    from allocator.studies.frontier import frontier as study

    destination = Destination.asked(format, output, force).ready()
    question: dict[str, Any] = {
        "start": _amount(start, "--from"),
        "stop": _amount(stop, "--to"),
        "points": points,
        "solves": solves,
    }
    loaded = load_with_source(file, settings=settings or ())
    answer = asked(
        "best plans by budget", loaded.source, lambda tell: study(loaded.scenario, **question, progress=tell)
    )
    destination.emit(FrontierReport((loaded.scenario,), question, answer))


def _amount(text: str | None, option: str) -> Decimal | None:
    if text is None:
        return None
    try:
        amount = Decimal(text.strip().replace("_", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise typer.BadParameter(f"{text}: expected an amount, such as 40000", param_hint=option)
    return amount
