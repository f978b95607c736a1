"""`allocator explain`: what each rule costs, and why items get what they get."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, ScenarioFile, Settings, examples
from allocator.render import Format

EXAMPLES = examples(
    "allocator explain scenario.yaml",
    "allocator explain scenario.yaml paid_search video",
    "allocator explain scenario.yaml --all --format json -o explained.json",
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
    file: ScenarioFile,
    items: Items = None,
    everything: Everything = False,
    settings: Settings = None,
    format: FormatOption = Format.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Tell what each rule costs, and why items get nothing.

    Exit codes: 0 an answer, 2 bad input, 3 no plan is possible, 1 a fault.
    """
    from allocator.cli.asking import asked
    from allocator.reports.explain import ExplainReport
    from allocator.scenario import load_with_source
    from allocator.studies.explain import explain as study

    destination = Destination(format, output, force).ready()
    question: dict[str, Any] = {"items": items or [], "everything": everything}
    loaded = load_with_source(file, settings=settings or ())
    answer = asked("explanations", loaded, lambda tell: study(loaded.scenario, **question, progress=tell))
    destination.emit(ExplainReport((loaded.scenario,), question, answer))
