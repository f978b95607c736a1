"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from allocator.cli.commands import Commands
from allocator.cli.options import examples

app = typer.Typer(
    name="allocator",
    cls=Commands,
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
