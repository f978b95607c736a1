"""`allocator next`: where the next money goes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, ScenarioFile, Settings, examples
from allocator.cli.splits import SpendFile, number, split_in
from allocator.render import Format

EXAMPLES = examples(
    "allocator next scenario.yaml --amount 10000",
    "allocator next scenario.yaml --amount 10000 --spend my.csv",
)

Amount = Annotated[
    Decimal,
    typer.Option("--amount", metavar="MONEY", parser=number, help="How much more own money there is."),
]


def next_money(
    file: ScenarioFile,
    amount: Amount,
    spend: SpendFile = None,
    settings: Settings = None,
    format: FormatOption = Format.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Show where the next money goes, the rest untouched.

    Exit codes: 0 an answer, 2 bad input, 3 no plan is possible, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.next_money import NextReport
    from allocator.scenario import load_with_source
    from allocator.studies.moves.next_money import next_money as study

    destination = Destination(format, output, force).ready()
    loaded = load_with_source(file, settings=settings or ())
    question: dict[str, Any] = {"amount": amount, "spend": split_in(spend, loaded.scenario)}
    answer = asked("the next money", loaded, lambda tell: study(loaded.scenario, **question, progress=tell))
    destination.emit(NextReport((loaded.scenario,), question, answer))
