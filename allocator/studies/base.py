"""What all studies share: the form of an answer, and how a study tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

Progress = Callable[[int, int], None]
"""Called with the number of steps done, and of all steps."""


def silent(_done: int, _all: int) -> None:
    """Tell nobody."""


class Answer(BaseModel):
    """A part of an answer: frozen, without further keys, each field documented where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _written(amount: Decimal) -> str:
    return f"{amount:f}"


Money = Annotated[
    Decimal,
    PlainSerializer(_written, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}),
]
"""An amount of the scenario's currency; a decimal string in JSON."""
