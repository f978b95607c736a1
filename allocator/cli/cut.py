"""`allocator cut`: which money goes first."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, Settings, examples
from allocator.cli.saved import PlanOrScenario, given_in
from allocator.cli.splits import SpendFile, number, split_in

EXAMPLES = examples(
    "allocator cut scenario.yaml --percent 15",
    "allocator cut plan.json --percent 15",
    "allocator cut scenario.yaml --amount 20000 --spend my.csv",
)

Percent = Annotated[
    Decimal | None,
    typer.Option(
        "--percent",
        metavar="NUMBER",
        parser=number,
        help="How much less, in per cent of the own budget (of the spend, where it is unlimited or given).",
    ),
]
Amount = Annotated[
    Decimal | None,
    typer.Option("--amount", metavar="MONEY", parser=number, help="How much less, as an amount."),
]


def cut(
    file: PlanOrScenario,
    percent: Percent = None,
    amount: Amount = None,
    spend: SpendFile = None,
    settings: Settings = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Show what goes first when there is less money.

    Exit codes: 0 an answer, 2 bad input, 3 so much cannot be cut, or no plan is possible,
    4 the saved plan does not hold, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.cut import CutReport
    from allocator.studies.moves.cut import cut as study

    destination = Destination.asked(format, output, force).ready()
    given = given_in(file, settings)
    split = split_in(spend, given.scenario)
    question: dict[str, Any] = {"percent": percent, "amount": amount, "spend": split}
    answer = asked("the cut", given.source, lambda tell: study(given.subject, **question, progress=tell))
    destination.emit(CutReport((given.subject,), question, answer))
