"""`allocator schema`: the JSON Schemas of what goes in and what comes out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, Output, examples
from allocator.render import Format

EXAMPLES = examples("allocator schema scenario -o scenario.schema.json", "allocator schema plan")


class Subject(StrEnum):
    """What has a schema."""

    SCENARIO = "scenario"
    PLAN = "plan"
    NO_PLAN = "no-plan"
    GOAL = "goal"
    CURVE = "curve"
    SWEEP = "sweep"
    FRONTIER = "frontier"
    COMPARE = "compare"
    NEXT = "next"
    CUT = "cut"
    EVALUATE = "evaluate"
    EXPLAIN = "explain"
    STRESS = "stress"
    ALTERNATIVES = "alternatives"


class SchemaFormat(StrEnum):
    """A schema is JSON, whatever else is asked for."""

    JSON = "json"


def schema(
    subject: Annotated[Subject, typer.Argument(help="What the schema describes.")],
    format: Annotated[SchemaFormat, typer.Option("--format", help="Always JSON.")] = SchemaFormat.JSON,
    output: Output = None,
    force: Force = False,
) -> None:
    """Write the JSON Schema of scenarios, plans or answers."""
    from allocator.render.json_text import json_text
    from allocator.reports.schemas import schema_of

    destination = Destination(Format(format), output, force).ready()
    destination.write(json_text(schema_of(subject.value)))
