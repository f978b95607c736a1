"""`allocator compare`: scenarios side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, examples

EXAMPLES = examples(
    "allocator compare base.yaml cut.yaml late.yaml",
    "allocator compare approved.json base.yaml",
    "allocator compare base.yaml --set budget.total=51000",
)

Base = Annotated[
    Path,
    typer.Argument(metavar="BASE", help="The scenario, or the saved plan, to compare with; never changed."),
]
Others = Annotated[
    list[Path] | None,
    typer.Argument(metavar="OTHER", help="Other scenarios, overlays as well, or saved plans."),
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
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Set scenarios side by side, with a bridge between returns.

    Exit codes: 0 an answer, 2 bad input, 3 none of the scenarios has a plan,
    4 a saved plan does not hold, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.cli.saved import given_in
    from allocator.reports.compare import CompareReport
    from allocator.scenario import edited
    from allocator.studies.compare import compare as study

    if not others and not settings:
        raise typer.BadParameter("nothing to compare with: give another scenario, or --set PATH=VALUE")
    destination = Destination.asked(format, output, force).ready()
    first, changes = given_in(base), ", ".join(settings or ())
    loaded = [first, *(given_in(path, settings) for path in others or ())]
    subjects, names = [one.subject for one in loaded], [one.title for one in loaded]
    if not others:
        subjects.append(edited(first.scenario, settings or ()))
        names.append(changes)
    elif changes:
        names[1:] = [f"{name}, {changes}" for name in names[1:]]
    question: dict[str, Any] = {"names": names}
    answer = asked("scenarios", first.source, lambda tell: study(*subjects, **question, progress=tell))
    destination.emit(CompareReport(tuple(subjects), question, answer))
