"""What a report says besides the plan: who stands for it, and at which rate money is discounted."""

from __future__ import annotations

from decimal import Decimal

from allocator.fields import Fields, Rate, Text


class Cover(Fields):
    """What reports show besides the plan; nothing of it changes the plan."""

    title: Text | None = None
    """The title; the scenario's name where left out."""
    version: Text | None = None
    """Which version of the plan it is: `draft 2`, `2027-01 approved`."""
    prepared_by: Text | None = None
    """Who prepared it."""
    reviewed_by: Text | None = None
    """Who reviewed it."""
    approved_by: Text | None = None
    """Who approved it."""
    discount_rate: Rate = Decimal(0)
    """The rate a year at which money that comes later counts less, for the net present value."""
