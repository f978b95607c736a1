"""`allocator report`: the report that finance signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.options import Force, Settings, examples

if TYPE_CHECKING:
    from allocator.reports.finance.dossier import Dossier

EXAMPLES = examples(
    "allocator report scenario.yaml -o plan.md",
    "allocator report plan.json -o plan.md",
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
        help="The budgets of a web page's slider; from half to one and a half of the own one where left out.",
    ),
]
NoFrontier = Annotated[bool, typer.Option("--no-frontier", help="A web page without other budgets.")]


def report(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A scenario, or a plan from `solve --format json`; - reads standard input.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="What to write: its ending says the format."),
    ],
    locale: Locale = None,
    frontier: Frontier = None,
    no_frontier: NoFrontier = False,
    settings: Settings = None,
    force: Force = False,
) -> None:
    """Write the report that finance signs.

    Exit codes: 0 written, 2 bad input, 3 no plan is possible, 4 the saved plan does not hold, 1 a fault.
    """
    from allocator.cli.studied import Wishes, studied
    from allocator.render.localised import localised
    from allocator.render.reporting import ReportFormat, renderer, report_format
    from allocator.render.writing import refuse_existing, write_files
    from allocator.reports.finance.page import Studied

    kind = report_format(output)
    wishes = Wishes(frontier, no_frontier).checked(kind)
    refuse_existing(output, force=force)
    render = renderer(kind)
    with localised(locale):
        dossier = _dossier(file, tuple(settings or ()), output)
        extra = studied(dossier.plan, wishes) if kind is ReportFormat.WEB_PAGE else Studied()
        write_files({output: render(dossier, extra)}, force=force)


def _dossier(file: Path, settings: tuple[str, ...], output: Path) -> Dossier:
    import shlex
    from importlib.metadata import version

    from allocator.cli.interrupting import interruptible
    from allocator.cli.patience import patience
    from allocator.cli.saved import plan_or_scenario
    from allocator.reports.finance.dossier import Dossier, Provenance

    with interruptible(), patience():
        plan, files = plan_or_scenario(file, settings)
    words = ["allocator", "report", str(file), "-o", str(output)]
    words += [word for setting in settings for word in ("--set", setting)]
    return Dossier(plan, Provenance(shlex.join(words), version("allocator"), files, settings))
