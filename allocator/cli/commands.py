"""Which commands there are, each imported when it is asked for: a solve has no need of the other sixteen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

_FUNCTIONS = {
    "init": "init",
    "check": "check",
    "solve": "solve",
    "goal": "goal",
    "report": "report",
    "curve": "curve",
    "sweep": "sweep",
    "frontier": "frontier",
    "compare": "compare",
    "next": "next_money",
    "cut": "cut",
    "evaluate": "evaluate",
    "explain": "explain",
    "stress": "stress",
    "alternatives": "alternatives",
    "verify": "verify",
    "schema": "schema",
}
"""Each command in the order of the help, and what the function and its file are called."""


class Commands(TyperGroup):
    """The group of all commands."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _OnDemand()  # type: ignore[assignment] # nothing is ever added


class _OnDemand(Mapping[str, Any]):
    """Commands by name, as Typer makes them."""

    def __getitem__(self, name: str) -> Any:
        return _command(name, _FUNCTIONS[name])

    def __iter__(self) -> Iterator[str]:
        return iter(_FUNCTIONS)

    def __len__(self) -> int:
        return len(_FUNCTIONS)


@cache
def _command(name: str, function: str) -> Any:
    module = import_module(f"allocator.cli.{function}")
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name, epilog=module.EXAMPLES)(getattr(module, function))
    return get_command(alone)
