"""`allocator curve`: what more or less money on an item would bring."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, ScenarioFile, Settings, examples
from allocator.render import Format

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.scenario import Scenario

EXAMPLES = examples(
    "allocator curve scenario.yaml",
    "allocator curve scenario.yaml paid_search --from 0 --to 50000 --steps 20",
    "allocator curve scenario.yaml paid_search --plan plan.json --format md",
    "allocator curve scenario.yaml --no-plan --format csv -o curves.csv",
)
OTHER_SCENARIO = "the plan answers another scenario than this one; its spends are shown on these curves"
MOST_STEPS = 1000


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise typer.BadParameter(f'expected an amount such as 12500.50, found "{text}"') from None
    if not amount.is_finite() or amount < 0 or amount > 10**15:
        raise typer.BadParameter(f"expected an amount from 0 to 1e15, found {text}")
    return amount


Spend = Annotated[
    Decimal | None,
    typer.Option("--from", parser=_amount, metavar="AMOUNT", help="The least spend of the ladder."),
]


def curve(
    file: ScenarioFile,
    items: Annotated[
        list[str] | None, typer.Argument(metavar="ITEM", help="Items; all with a curve where left out.")
    ] = None,
    settings: Settings = None,
    start: Spend = None,
    end: Annotated[
        Decimal | None,
        typer.Option(
            "--to",
            parser=_amount,
            metavar="AMOUNT",
            help="The largest; a little past where it saturates where left out.",
        ),
    ] = None,
    steps: Annotated[int, typer.Option(min=1, max=MOST_STEPS, metavar="COUNT", help="How many steps.")] = 10,
    plan: Annotated[
        Path | None,
        typer.Option(metavar="PLAN.json", help="Show where this plan stands, instead of solving."),
    ] = None,
    no_plan: Annotated[
        bool, typer.Option("--no-plan", help="Show the curves alone; nothing is solved.")
    ] = False,
    format: FormatOption = Format.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Read off what more or less money on an item would bring.

    For each item and metric: a ladder of spends with average and marginal returns or costs, where the curve
    saturates, and where the best plan stands.

    Exit codes: 0 done, 2 bad input, 3 no plan is possible, 4 the plan given does not hold, 1 a fault.
    """
    from allocator.cli.interrupting import interruptible
    from allocator.reports.curve.report import CurvesReport
    from allocator.scenario import load, warnings_of
    from allocator.studies.curve import Ladder, study_curves

    if plan is not None and no_plan:
        raise typer.BadParameter("there is nothing to show of a plan with --no-plan", param_hint="--plan")
    destination = Destination(format, output, force).ready()
    with interruptible():
        scenario = load(file, settings=settings or ())
        ladder = Ladder(start, end, steps)
        study_curves(scenario, items or (), ladder)  # what is wrong is told before a long search
    shown = None if no_plan else _solved(scenario, destination) if plan is None else _saved(plan)
    with interruptible():
        found = study_curves(scenario, items or (), ladder, shown)
        warnings = list(warnings_of(scenario))
        if shown is not None and shown.scenario != scenario:
            warnings.append(OTHER_SCENARIO)
    destination.emit(CurvesReport(found, tuple(warnings)), warnings)


def _solved(scenario: Scenario, destination: Destination) -> Plan:
    from allocator.cli.interrupting import interruptible
    from allocator.cli.patience import patience
    from allocator.errors import NoPlanError

    try:
        with interruptible(), patience():
            from allocator.solving import solve

            return solve(scenario)
    except NoPlanError as error:
        destination.tell(error, scenario.currency)
        raise


def _saved(path: Path) -> Plan:
    from allocator.cli.interrupting import interruptible
    from allocator.cli.plan_files import read_plan
    from allocator.plan.verifying import verify

    with interruptible():
        return verify(read_plan(path))
