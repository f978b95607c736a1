"""What the plan shall reach, and in which order wishes are served."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from allocator.fields import Fields, PeriodRef, PositiveRate, Rate, Share, Text, Word, wrong
from allocator.scenario.words import Rank

DEFAULT_ORDER = (("primary",), ("secondary",), ("fast",), ("medium",), ("long",))
STAGES = tuple(name for group in DEFAULT_ORDER for name in group)
SPEND = "spend"
NET_RETURN = "net_return"
RETURN = "return"


class Goal(Fields):
    """A target for a metric by a date. The plan tries to reach it, and reports the shortfall."""

    metric: Word
    """The metric, or `return` for the money value of all outcomes."""
    at_least: PositiveRate
    """The target."""
    by: PeriodRef | None = None
    """The last period that counts; the end of the horizon where left out."""
    rank: Rank = Rank.PRIMARY
    """`primary` goals come before `secondary` ones."""
    name: Text | None = None
    """What the goal is called in reports."""


def _as_groups(value: Any) -> Any:
    if not isinstance(value, (list, tuple)):
        return value
    return tuple(
        (entry,) if isinstance(entry, str) else tuple(entry) if isinstance(entry, list) else entry
        for entry in value
    )


Order = Annotated[
    tuple[tuple[str, ...], ...],
    BeforeValidator(_as_groups),
    WithJsonSchema(
        {
            "type": "array",
            "items": {
                "anyOf": [{"enum": list(STAGES)}, {"type": "array", "items": {"enum": list(STAGES)}}],
            },
        }
    ),
]


class PaybackLimits(Fields):
    """Up to how many months until an item has paid for itself its time frame is fast, or medium."""

    fast: Rate = Decimal(3)
    """Paid back within so many months: fast."""
    medium: Rate = Decimal(12)
    """Paid back within so many months: medium; later, or never: long."""


class Policy(Fields):
    """The order in which wishes are served."""

    maximise: Word | None = None
    """`net_return` (the default), `return`, or a metric."""
    minimise: Annotated[Word | None, Field(json_schema_extra={"enum": [SPEND]})] = None
    """`spend`: meet goals and limits with as little money as possible."""
    order: Order = DEFAULT_ORDER
    """The stages, served one after the other; names in a nested list share one stage."""
    hurdle: Share | None = None
    """The least net return per unit of money that an item must bring to be bought: 0% is break-even."""
    payback_months: PaybackLimits = PaybackLimits()
    """How time frames follow from payback periods, where an item does not name its own."""

    @model_validator(mode="after")
    def _one_objective(self) -> Self:
        if self.maximise and self.minimise:
            raise wrong("two objectives", "maximise or minimise", "both")
        if self.minimise not in (None, SPEND):
            raise wrong("nothing to minimise", "spend", self.minimise)
        if self.hurdle and self.objective != NET_RETURN:
            raise wrong("a hurdle without a net return", f"maximise: {NET_RETURN}", self.objective)
        return self

    @model_validator(mode="after")
    def _known_stages(self) -> Self:
        names = [name for group in self.order for name in group]
        if unknown := [name for name in names if name not in STAGES]:
            raise wrong("an unknown stage", ", ".join(STAGES), unknown[0])
        if missing := [name for name in STAGES if names.count(name) != 1]:
            raise wrong(
                "an order that does not name each stage once",
                ", ".join(STAGES),
                f"{missing[0]} {names.count(missing[0])} times",
            )
        return self

    @property
    def objective(self) -> str:
        """What is optimised: a metric, `return`, `net_return` or `spend`."""
        return self.minimise or self.maximise or NET_RETURN
