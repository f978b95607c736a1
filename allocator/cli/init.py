"""`allocator init`: a scenario to start from."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from allocator.cli.options import Force, examples

EXAMPLES = examples("allocator init", "allocator init plans/2027")
SCENARIO, SCHEMA = "scenario.yaml", "scenario.schema.json"
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA}\n"


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put it; made if need be.")] = Path(),
    force: Force = False,
) -> None:
    """Write a scenario to start from.

    It is commented, and beside it goes the schema by which an editor helps to fill it in.
    """
    from allocator.errors import InputError
    from allocator.render.json_text import json_text
    from allocator.render.writing import write_files
    from allocator.reports.schemas import scenario_schema

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError.single(f"{folder}: no folder can be made here: {reason}") from None
    files = {folder / SCENARIO: SCHEMA_LINE + starter(), folder / SCHEMA: json_text(scenario_schema())}
    write_files(files, force=force)
    sys.stderr.writelines(f"wrote {path}\n" for path in files)
    sys.stderr.write(f"next: allocator solve {shlex.quote(str(folder / SCENARIO))}\n")


def starter() -> str:
    """The starter scenario, as in scenarios/starter.yaml."""
    return (Path(__file__).parent / "templates" / "starter.yaml").read_text(encoding="utf-8")
