"""Shares on the command line: `20%` or `0.2`."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import typer


def share_of(text: str) -> Decimal:
    """The share that is written; raises BadParameter where it is none."""
    number, percent = text.strip().removesuffix("%"), text.strip().endswith("%")
    try:
        share = Decimal(number)
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite():
        raise typer.BadParameter(f"{text}: expected a share, such as 20% or 0.2")
    return share / 100 if percent else share
