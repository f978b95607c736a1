"""Arguments and options that several commands share."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from allocator.render import Format

BY_ENDING = "by the ending of the output file, otherwise a table"
"""What decides where no format is asked for."""

ScenarioFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="The scenario, YAML or JSON; - reads standard input.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change one value for this run, such as budget.total=200000; may be repeated. null removes.",
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format", show_default=False, help=f"How the result is written; where left out, {BY_ENDING}."
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write to this file; standard output where left out."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]


def _finite(value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter("must be a finite number")
    return value


Gap = Annotated[
    float,
    typer.Option(
        min=0,
        max=1,
        callback=_finite,
        metavar="SHARE",
        help="Be content with a plan proven this close to the best, such as 0.01; 0 asks for the best "
        "(with curves by a formula: 1e-4).",
    ),
]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        min=0, callback=_finite, metavar="SECONDS", help="Take the best plan found after so many seconds."
    ),
]


def examples(*lines: str) -> str:
    """The end of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
