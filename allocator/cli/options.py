"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from allocator.render import Format

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
FormatOption = Annotated[Format, typer.Option("--format", help="How the result is written.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write to this file; standard output where left out."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]


def examples(*lines: str) -> str:
    """The end of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
