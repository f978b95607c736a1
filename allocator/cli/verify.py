"""`allocator verify`: does a saved plan hold?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, examples
from allocator.render import Format

if TYPE_CHECKING:
    from allocator.importers.workbook.reading import SavedReport
    from allocator.plan import Plan

EXAMPLES = examples(
    "allocator verify plan.json",
    "allocator verify plan.xlsx",
    "allocator solve scenario.yaml --format json | allocator verify -",
)


def verify(
    plan: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A plan, or a study's answer, written with `--format json`, a sweep's lines, or a workbook; "
            "- reads standard input.",
        ),
    ],
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Compute a saved plan, or a study's answer, anew and compare.

    Starts from the scenario inside and names every difference. A plan is recomputed without any solver,
    a study's question is asked again. Of a workbook, the plan inside is verified, and every amount on its
    sheets Inputs, Rates and Allocation is compared with it.

    Exit codes: 0 it holds, 4 it does not, 2 it is no plan and no answer.
    """
    from allocator.cli.interrupting import interruptible
    from allocator.errors import PlanCheckError
    from allocator.plan.verifying import verify as verified
    from allocator.render.json_text import json_text
    from allocator.render.writing import write_out
    from allocator.reports.verification import Verification, failure_data

    destination = Destination.asked(format, output, force).ready()
    try:
        with interruptible():
            data, amounts = _told(plan)
        if "study" in data:
            _ask_again(data, destination)
            return
        with interruptible():
            found = verified(data)
            count = None if amounts is None else _agreeing(amounts, found)
    except PlanCheckError as error:
        if destination.format is Format.JSON:
            write_out(json_text(failure_data(error)))
        raise
    destination.emit(Verification(found, count), found.warnings)


def _told(file: Path) -> tuple[Mapping[str, Any], SavedReport | None]:
    """The data of a plan or an answer; from a workbook, what its sheets show as well."""
    from allocator.cli.plan_files import parsed, read_file, told

    data, name = read_file(file)
    if data.startswith(_WORKBOOK):
        from allocator.importers.workbook.names import PLAN_SHEET
        from allocator.importers.workbook.reading import read_report

        report = read_report(data, name)
        return parsed(report.plan, f"{name}, sheet {PLAN_SHEET}"), report
    return told(data, name), None


_WORKBOOK = b"PK\x03\x04"
"""The first bytes of a workbook, which is an archive."""


def _agreeing(report: SavedReport, plan: Plan) -> int:
    """How many amounts of a report were compared with the plan; raises PlanCheckError where one differs."""
    from allocator.errors import PlanCheckError
    from allocator.importers.workbook.comparing import compared
    from allocator.money import exact

    with exact():
        found = compared(report, plan)
    if found.findings:
        more = len(found.findings) - _MOST
        raise PlanCheckError([*found.findings[:_MOST], *[f"and {more} more"] * (more > 0)])
    return found.count


_MOST = 20


def _ask_again(data: Mapping[str, Any], destination: Destination) -> None:
    from allocator.cli.interrupting import interruptible
    from allocator.reports.asked import asked_again
    from allocator.reports.asked_kinds import KINDS
    from allocator.reports.verification import Reasked

    with interruptible():
        found = asked_again(data, KINDS)
    destination.emit(Reasked(found))
