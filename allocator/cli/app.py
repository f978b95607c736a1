"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from allocator.cli import (
    alternatives,
    check,
    compare,
    curve,
    cut,
    evaluate,
    explain,
    frontier,
    goal,
    init,
    next_money,
    report,
    schema,
    solve,
    stress,
    sweep,
    verify,
)
from allocator.cli.options import examples

app = typer.Typer(
    name="allocator",
    help="Allocate a fixed marketing budget across tools, services and ad tactics.",
    epilog=examples("allocator init", "allocator check scenario.yaml", "allocator solve scenario.yaml"),
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: the same in every terminal, and twice as fast
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"allocator {version('allocator')}")
        except PackageNotFoundError:
            typer.echo("allocator, not installed")
        raise typer.Exit


@app.callback()
def _allocator(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Allocate a fixed marketing budget across tools, services and ad tactics."""


app.command(epilog=init.EXAMPLES)(init.init)
app.command(epilog=check.EXAMPLES)(check.check)
app.command(epilog=solve.EXAMPLES)(solve.solve)
app.command(epilog=goal.EXAMPLES)(goal.goal)
app.command(epilog=report.EXAMPLES)(report.report)
app.command(epilog=curve.EXAMPLES)(curve.curve)
app.command(epilog=sweep.EXAMPLES)(sweep.sweep)
app.command(epilog=frontier.EXAMPLES)(frontier.frontier)
app.command(epilog=compare.EXAMPLES)(compare.compare)
app.command("next", epilog=next_money.EXAMPLES)(next_money.next_money)
app.command(epilog=cut.EXAMPLES)(cut.cut)
app.command(epilog=evaluate.EXAMPLES)(evaluate.evaluate)
app.command(epilog=explain.EXAMPLES)(explain.explain)
app.command(epilog=stress.EXAMPLES)(stress.stress)
app.command(epilog=alternatives.EXAMPLES)(alternatives.alternatives)
app.command(epilog=verify.EXAMPLES)(verify.verify)
app.command(epilog=schema.EXAMPLES)(schema.schema)
