"""`allocator cut`: which money goes first."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, ScenarioFile, Settings, examples
from allocator.cli.splits import SpendFile, number, split_in
from allocator.render import Format

EXAMPLES = examples(
    "allocator cut scenario.yaml --percent 15",
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
    file: ScenarioFile,
    percent: Percent = None,
    amount: Amount = None,
    spend: SpendFile = None,
    settings: Settings = None,
    format: FormatOption = Format.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Show what goes first when there is less money.

    Exit codes: 0 an answer, 2 bad input, 3 so much cannot be cut, or no plan is possible, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.cut import CutReport
    from allocator.scenario import load_with_source
    from allocator.studies.moves.cut import cut as study

    destination = Destination(format, output, force).ready()
    loaded = load_with_source(file, settings=settings or ())
    split = split_in(spend, loaded.scenario)
    question: dict[str, Any] = {"percent": percent, "amount": amount, "spend": split}
    answer = asked("the cut", loaded, lambda tell: study(loaded.scenario, **question, progress=tell))
    destination.emit(CutReport((loaded.scenario,), question, answer))
