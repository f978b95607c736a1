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
)


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
    settings: Settings = None,
    force: Force = False,
) -> None:
    """Write the report that finance signs.

    Exit codes: 0 written, 2 bad input, 3 no plan is possible, 4 the saved plan does not hold, 1 a fault.
    """
    from allocator.render.reporting import report_format, reported
    from allocator.render.writing import refuse_existing, write_files

    kind = report_format(output)
    refuse_existing(output, force=force)
    dossier = _dossier(file, tuple(settings or ()), output)
    write_files({output: reported(dossier, kind)}, force=force)


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
