"""`allocator goal`: the smallest budget for goals."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, ScenarioFile, Settings, examples

EXAMPLES = examples(
    "allocator goal scenario.yaml",
    "allocator goal scenario.yaml --target lead=5000 --by 2027-09",
)

Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        metavar="METRIC=AMOUNT",
        help="At least so much of a metric, instead of the scenario's goals; may be repeated.",
    ),
]
By = Annotated[
    str | None, typer.Option("--by", metavar="PERIOD", help="The last period that counts for the targets.")
]


def goal(
    file: ScenarioFile,
    target: Targets = None,
    by: By = None,
    settings: Settings = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Find the smallest budget for goals, together and alone.

    Exit codes: 0 an answer, 2 bad input, 3 no plan is possible at any budget, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.goal import GoalReport
    from allocator.scenario import load_with_source
    from allocator.studies.goal import goal as study

    destination = Destination.asked(format, output, force).ready()
    question: dict[str, Any] = {"targets": _targets(target or ()), "by": by}
    loaded = load_with_source(file, settings=settings or ())
    answer = asked(
        "smallest budgets", loaded.source, lambda tell: study(loaded.scenario, **question, progress=tell)
    )
    destination.emit(GoalReport((loaded.scenario,), question, answer))


def _targets(given: list[str] | tuple[()]) -> dict[str, Decimal] | None:
    found: dict[str, Decimal] = {}
    for text in given:
        metric, _, amount = text.partition("=")
        try:
            target = Decimal(amount.strip().replace("_", ""))
        except InvalidOperation:
            target = Decimal("NaN")
        if not metric.strip() or not target.is_finite():
            words = f"{text}: expected METRIC=AMOUNT, such as lead=5000"
            raise typer.BadParameter(words, param_hint="--target")
        found[metric.strip()] = target
    return found or None
