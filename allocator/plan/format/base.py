"""What all parts of the plan's JSON share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MoneyText = Annotated[str, Field(pattern=r"^-?\d{1,40}(\.\d{1,4})?$")]
"""Money as a decimal string in the plan's currency, with as many decimals as the currency has."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    """A part of the plan's JSON; unknown keys are refused."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
        strict=True,
        allow_inf_nan=False,
    )
