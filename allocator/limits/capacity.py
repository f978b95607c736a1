"""Bounds on capacities other than money: at most 40 hours in the studio, at least 10 for our own team."""

from __future__ import annotations

from collections.abc import Iterable

from allocator.fields import Word
from allocator.limits.quantity import QuantityLimit


class CapacityLimit(QuantityLimit):
    """How much of a capacity items may use, together. Row: Σ_i use_{i,k} ≤ b.

    What items use of it stands in their `uses`, and counts in the period in which it is used.
    """

    capacity: Word
    """The capacity, by the name that items give it in `uses`."""

    @property
    def quantity(self) -> str:
        """The capacity it bounds."""
        return self.capacity

    def capacities(self) -> Iterable[tuple[str, str]]:
        """The capacity it bounds."""
        yield "capacity", self.capacity
