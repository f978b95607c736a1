"""`allocator next`: where the next money goes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, Settings, examples
from allocator.cli.saved import PlanOrScenario, given_in
from allocator.cli.splits import SpendFile, number, split_in

EXAMPLES = examples(
    "allocator next scenario.yaml --amount 10000",
    "allocator next plan.json --amount 10000",
    "allocator next scenario.yaml --amount 10000 --spend my.csv",
)

Amount = Annotated[
    Decimal,
    typer.Option("--amount", metavar="MONEY", parser=number, help="How much more own money there is."),
]


def next_money(
    file: PlanOrScenario,
    amount: Amount,
    spend: SpendFile = None,
    settings: Settings = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Show where the next money goes, the rest untouched.

    Exit codes: 0 an answer, 2 bad input, 3 no plan is possible,
    4 the saved plan does not hold, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.next_money import NextReport
    from allocator.studies.moves.next_money import next_money as study

    destination = Destination.asked(format, output, force).ready()
    given = given_in(file, settings)
    question: dict[str, Any] = {"amount": amount, "spend": split_in(spend, given.scenario)}
    answer = asked(
        "the next money", given.source, lambda tell: study(given.subject, **question, progress=tell)
    )
    destination.emit(NextReport((given.subject,), question, answer))
