"""`allocator explain`: what each rule costs, and why items get what they get."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, Settings, examples
from allocator.cli.saved import PlanOrScenario, given_in

EXAMPLES = examples(
    "allocator explain scenario.yaml",
    "allocator explain scenario.yaml paid_search video",
    "allocator explain plan.json paid_search",
    "allocator explain scenario.yaml --all -o explained.json",
)

Items = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ITEM]...", help="Items, by id, for which it is asked what would have to change."
    ),
]
Everything = Annotated[
    bool, typer.Option("--all", help="Ask of every item and every rule; takes much longer.")
]


def explain(
    file: PlanOrScenario,
    items: Items = None,
    everything: Everything = False,
    settings: Settings = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Tell what each rule costs, and why items get nothing.

    Exit codes: 0 an answer, 2 bad input, 3 no plan is possible,
    4 the saved plan does not hold, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.explain import ExplainReport
    from allocator.studies.explain import explain as study

    destination = Destination.asked(format, output, force).ready()
    question: dict[str, Any] = {"items": items or [], "everything": everything}
    given = given_in(file, settings)
    answer = asked("explanations", given.source, lambda tell: study(given.subject, **question, progress=tell))
    destination.emit(ExplainReport((given.subject,), question, answer))
