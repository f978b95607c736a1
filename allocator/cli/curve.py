"""`allocator curve`: what more or less money on an item would bring."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Gap, Output, Settings, TimeLimit, examples
from allocator.cli.saved import Given, PlanOrScenario, given_in
from allocator.cli.splits import SpendFile, split_in

if TYPE_CHECKING:
    from allocator.plan import Plan

EXAMPLES = examples(
    "allocator curve scenario.yaml",
    "allocator curve scenario.yaml paid_search --from 0 --to 50000 --steps 20",
    "allocator curve plan.json paid_search --format md",
    "allocator curve scenario.yaml --no-plan -o curves.csv",
)
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
    file: PlanOrScenario,
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
    spend: SpendFile = None,
    no_plan: Annotated[
        bool, typer.Option("--no-plan", help="Show the curves alone; nothing is solved.")
    ] = False,
    gap: Gap = 0.0,
    time_limit: TimeLimit = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Read off what more or less money on an item would bring.

    For each item and metric: a ladder of spends with average and marginal returns or costs, where the curve
    saturates, and where the best plan stands.

    Exit codes: 0 done, 2 bad input, 3 no plan is possible, 4 the saved plan does not hold, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.errors import NoPlanError
    from allocator.reports.curve.report import CurveReport
    from allocator.scenario import warnings_of
    from allocator.studies.curve import curve as study

    if no_plan and (spend is not None or gap or time_limit is not None):
        raise typer.BadParameter("nothing is to be shown of a plan", param_hint="--no-plan")
    destination = Destination.asked(format, output, force).ready()
    given = given_in(file, settings)
    question: dict[str, Any] = {"items": items or [], "start": start, "stop": end, "steps": steps}
    question |= {"spend": split_in(spend, given.scenario), "plan": not no_plan}
    subject = given.subject
    try:
        if (gap or time_limit is not None) and spend is None:
            study(subject, **question | {"plan": False})  # what is wrong is told before a long search
            subject = _solved(given, gap, time_limit)
        answer = asked("curves", given.source, lambda tell: study(subject, **question, progress=tell))
    except NoPlanError as error:
        destination.tell(error, given.scenario.currency)
        raise
    warnings = list(warnings_of(given.scenario))
    destination.emit(CurveReport((subject,), question, answer), warnings)


def _solved(given: Given, gap: float, time_limit: float | None) -> Plan:
    """The plan that is found within these limits; the answer holds it, to be verified without solving."""
    from allocator.cli.interrupting import interruptible
    from allocator.cli.patience import patience

    with interruptible(), patience():
        return given.plan(gap=gap, time_limit=time_limit)
