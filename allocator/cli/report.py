"""`allocator report`: the report that finance signs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.options import Force, Settings, examples
from allocator.cli.saved import PlanOrScenario

if TYPE_CHECKING:
    from allocator.reports.finance.dossier import Dossier
    from allocator.scenario import Loaded

EXAMPLES = examples(
    "allocator report scenario.yaml -o plan.md",
    "allocator report plan.json -o plan.md",
    "allocator report base.yaml cut.yaml -o plan.xlsx --frontier 40000:90000",
    "allocator report scenario.yaml -o plan.html --frontier 40000:90000 --locale nb_NO",
)

Locale = Annotated[
    str | None,
    typer.Option("--locale", metavar="NAME", help="How numbers are written: nb_NO, de_DE. Not in workbooks."),
]
Frontier = Annotated[
    str | None,
    typer.Option(
        "--frontier",
        metavar="FROM:TO",
        help="The budgets of a web page's slider, from half to one and a half of the own one where left out; "
        "of a workbook's sheet with a chart.",
    ),
]
Others = Annotated[
    list[Path] | None,
    typer.Argument(metavar="OTHER", help="Scenarios to compare it with, overlays as well."),
]
NoFrontier = Annotated[bool, typer.Option("--no-frontier", help="A web page without other budgets.")]
NoRules = Annotated[bool, typer.Option("--no-rules", help="Do not ask what each rule costs.")]


def report(
    file: PlanOrScenario,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="What to write: its ending says the format."),
    ],
    others: Others = None,
    locale: Locale = None,
    frontier: Frontier = None,
    no_frontier: NoFrontier = False,
    no_rules: NoRules = False,
    settings: Settings = None,
    force: Force = False,
) -> None:
    """Write the report that finance signs.

    Exit codes: 0 written, 2 bad input, 3 no plan is possible, 4 the saved plan does not hold, 1 a fault.
    """
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.cli.studied import Wishes, studied
    from allocator.render.localised import localised
    from allocator.render.reporting import renderer, report_format
    from allocator.render.writing import refuse_existing, write_files
    from allocator.scenario import load_with_source

    if others and settings:
        raise typer.BadParameter("--set with several scenarios: say the change in an overlay")
    wishes = Wishes(report_format(output), locale, frontier, no_frontier, no_rules)
    refuse_existing(output, force=force)
    render = renderer(wishes.kind)
    with localised(locale):
        with interruptible():
            loaded = tuple(load_with_source(path) for path in others or ())
        words = [*map(str, (file, *(others or ()))), "-o", str(output), *wishes.words]
        dossier = _dossier(file, tuple(settings or ()), loaded, words)
        extra = studied(dossier.plan, wishes, loaded)
        with interruptible(), progress("sheets") as tell:
            made = render(dossier, extra, tell)
        write_files({output: made}, force=force)


def _dossier(
    file: Path, settings: tuple[str, ...], others: Sequence[Loaded], words: Sequence[str]
) -> Dossier:
    import shlex
    from importlib.metadata import version

    from allocator.cli.interrupting import interruptible
    from allocator.cli.patience import patience
    from allocator.cli.saved import given_in
    from allocator.reports.finance.dossier import Dossier, Provenance

    with interruptible(), patience():
        given = given_in(file, settings)
        plan = given.plan()
    changes = [word for setting in settings for word in ("--set", setting)]
    origin = Provenance(
        command=shlex.join(["allocator", "report", *words, *changes]),
        version=f"{version('allocator')}, with PuLP {version('pulp')}",
        files=given.files,
        settings=settings,
        others=tuple((one.scenario.name, one.source.files) for one in others),
    )
    return Dossier(plan, origin)
