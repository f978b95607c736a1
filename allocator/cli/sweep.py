"""`allocator sweep`: what if prices, returns or dates are different?"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import BY_ENDING, Force, Gap, Output, ScenarioFile, Settings, examples
from allocator.render import Format

if TYPE_CHECKING:
    from allocator.cli.sweep_lines import Lines
    from allocator.studies.sweep import CaseAnswer, Sweep

EXAMPLES = examples(
    "allocator sweep scenario.yaml --vary budget.total=100000..200000..25000",
    "allocator sweep scenario.yaml --vary 'items.*.returns.roas=-20%,0%,+20%' -o results.jsonl",
    "allocator sweep scenario.yaml --cases cases.csv --format csv",
)


class SweepFormat(StrEnum):
    """The formats of every result, and a line per case as they come."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    JSONL = "jsonl"


Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="PATH=VALUES",
        help="Values with commas between them, a range FROM..TO..STEP, or percentages of the scenario's own "
        "value such as -20%,0%,+20%; * in a path is any name. Several make a grid.",
    ),
]
Cases = Annotated[
    Path | None,
    typer.Option(
        "--cases",
        metavar="FILE.csv",
        help="A table of cases: a column per path, a row per case; case names it.",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", min=1, metavar="N", help="So many processes; the machine's cores where left out."),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="A Dask scheduler, such as tcp://127.0.0.1:8786, instead."
    ),
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with the cases that the output file does not hold yet.")
]


def sweep(
    file: ScenarioFile,
    vary: Vary = None,
    cases: Cases = None,
    settings: Settings = None,
    gap: Gap = 0.0,
    jobs: Jobs = None,
    cluster: Cluster = None,
    resume: Resume = False,
    format: Annotated[
        SweepFormat | None,
        typer.Option(
            "--format",
            show_default=False,
            help="How the result is written; jsonl is a line per case as they come. Where left out, "
            f"{BY_ENDING}.",
        ),
    ] = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Solve many cases of a scenario, in parallel.

    With `-o NAME.jsonl` each case is added to that file as soon as it is solved, and the summary goes to
    standard output.

    Exit codes: 0 an answer, 2 bad input, 1 a fault (also where a case has no answer).
    """
    from allocator.cli.interrupting import interruptible
    from allocator.cli.sweep_lines import lines_for
    from allocator.scenario import load
    from allocator.scenario.csv_cases import read_cases
    from allocator.studies.sweep import prepared

    lines = lines_for(output, every_case=format is SweepFormat.JSONL, resume=resume, force=force)
    summary = None
    if format is not SweepFormat.JSONL:
        wanted = Format(format) if format else None
        summary = Destination.asked(wanted, None if lines else output, force).ready()
    with interruptible():
        scenario = load(file, settings=settings or ())
        asked = prepared(scenario, vary or (), read_cases(cases) if cases else (), gap)
        found = _answers(asked, jobs, cluster, lines)
    if summary:
        _emit(asked, found, summary)
    if failed := sum(one.status == "error" for one in found):
        sys.stderr.write(f"error: {failed} of {len(found)} cases ended without an answer\n")
        raise typer.Exit(1)


def _answers(asked: Sweep, jobs: int | None, cluster: str | None, lines: Lines | None) -> list[CaseAnswer]:
    from allocator.cli.asking import progress
    from allocator.studies.sweep.crews import cores

    with ExitStack() as stack:
        found, keep = lines.told(asked) if lines else ([], 0)
        done = {one.case for one in found}
        crew = stack.enter_context(asked.crew(jobs or cores(), cluster))
        asked.refuse_mistakes(crew)
        add = stack.enter_context(lines.growing(asked, keep)) if lines else None
        tell = stack.enter_context(progress("cases"))
        for answer in asked.answers(crew, done):
            found.append(answer)
            if add and not add(answer):
                break
            tell(len(found), len(asked.cases))
    return found


def _emit(asked: Sweep, found: list[CaseAnswer], summary: Destination) -> None:
    from allocator.reports.sweep import SweepReport

    summary.emit(SweepReport((asked.scenario,), asked.question, asked.answer(found)))
