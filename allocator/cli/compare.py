"""`allocator compare`: scenarios side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, examples
from allocator.render import Format

EXAMPLES = examples(
    "allocator compare base.yaml cut.yaml late.yaml",
    "allocator compare base.yaml --set budget.total=51000",
)

Base = Annotated[Path, typer.Argument(metavar="BASE", help="The scenario to compare with; never changed.")]
Others = Annotated[
    list[Path] | None, typer.Argument(metavar="OTHER", help="Other scenarios, overlays as well.")
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a value in the others, not in the base; without others, in a copy of the base.",
    ),
]


def compare(
    base: Base,
    others: Others = None,
    settings: Changes = None,
    format: FormatOption = Format.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Set scenarios side by side, with a bridge between returns.

    Exit codes: 0 an answer, 2 bad input, 3 none of the scenarios has a plan, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.compare import CompareReport
    from allocator.scenario import load_with_source
    from allocator.studies.compare import compare as study

    if not others and not settings:
        raise typer.BadParameter("nothing to compare with: give another scenario, or --set PATH=VALUE")
    destination = Destination(format, output, force).ready()
    first = load_with_source(base)
    loaded = [first, *(load_with_source(path, settings=settings or ()) for path in others or (base,))]
    scenarios = tuple(one.scenario for one in loaded)
    edited = ", ".join(settings or ())
    question: dict[str, Any] = {
        "names": [
            (f"{scenario.name}, {edited}" if others else edited) if edited and number else scenario.name
            for number, scenario in enumerate(scenarios)
        ]
    }
    answer = asked("scenarios", first, lambda tell: study(*scenarios, **question, progress=tell))
    destination.emit(CompareReport(scenarios, question, answer))
