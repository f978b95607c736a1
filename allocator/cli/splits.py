"""The option that names a file with a split of the money, and what is read from it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from allocator.nearby.split import ItemSplit
    from allocator.scenario import Scenario

SpendFile = Annotated[
    Path | None,
    typer.Option(
        "--spend",
        metavar="SPLIT",
        help="Begin with this split (CSV with columns id, spend, or one for each period; or a saved plan) "
        "instead of the best plan.",
    ),
]


def split_in(path: Path | None, scenario: Scenario) -> dict[str, ItemSplit] | None:
    """The split in a file, a sheet or a saved plan; None where there is no file."""
    if path is None:
        return None
    from allocator.cli.saved import looked_into
    from allocator.importers.spend_csv import read_split
    from allocator.nearby.split import split_of
    from allocator.plan.verifying import verify

    found = looked_into(path)
    if found.told is None:
        return read_split(found.file, scenario)
    return split_of(verify(found.told), scenario)


def number(text: str) -> Decimal:
    """A number of the command line, such as 10000 or 10_000."""
    from decimal import InvalidOperation

    try:
        found = Decimal(text.strip().removesuffix("%").strip().replace("_", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise typer.BadParameter(f"{text}: expected a number such as 10000")
    return found
