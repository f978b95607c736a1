"""`allocator solve`: the allocation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import (
    Force,
    FormatOption,
    Gap,
    Output,
    ScenarioFile,
    Settings,
    TimeLimit,
    examples,
)

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.scenario import Loaded

EXAMPLES = examples(
    "allocator solve scenario.yaml",
    "allocator solve scenario.yaml --set budget.total=200000 -o plan.json",
    "allocator solve scenario.yaml --format csv | head",
    "allocator solve scenario.yaml --minimise budget",
)


Minimise = Annotated[
    str | None,
    typer.Option(
        metavar="WORD",
        help="Minimise this instead: budget (the least own money for all goals and limits), spend, a metric.",
    ),
]


def solve(
    file: ScenarioFile,
    settings: Settings = None,
    minimise: Minimise = None,
    gap: Gap = 0.0,
    time_limit: TimeLimit = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Find the best allocation, with a reason on every line.

    Exit codes: 0 a plan, 2 bad input, 3 no plan is possible, 1 a fault.
    """
    from allocator.cli.interrupting import interruptible
    from allocator.errors import NoPlanError
    from allocator.reports.allocation import Allocation
    from allocator.scenario import load_with_source
    from allocator.scenario.edit import minimising

    destination = Destination.asked(format, output, force).ready()
    with interruptible():
        loaded = load_with_source(file, settings=settings or ())
        if minimise is not None:
            loaded = replace(loaded, scenario=minimising(loaded.scenario, minimise))
    try:
        plan = _plan(loaded, gap, time_limit)
    except NoPlanError as error:
        destination.tell(error, loaded.scenario.currency)
        raise
    destination.emit(Allocation(plan), plan.warnings)


def _plan(loaded: Loaded, gap: float, time_limit: float | None) -> Plan:
    from allocator.cli.interrupting import interruptible
    from allocator.cli.patience import patience

    with interruptible(), patience():
        from allocator.solving import solve as solved

        return solved(loaded.scenario, gap=gap, time_limit=time_limit, source=loaded.source)
