"""Response curves: how much outcome an amount of spend, or a number of units, brings. One shape per file."""

from allocator.curves.base import Curve, Piece
from allocator.curves.lower import Lower
from allocator.curves.reading import best_average_at, reaching, worthwhile_until
from allocator.curves.smooth import Smooth
from allocator.curves.stated import StatedCurve
from allocator.curves.straight import Straight
from allocator.curves.tranches import Basis, Tranche, Tranches

__all__ = [
    "Basis",
    "Curve",
    "Lower",
    "Piece",
    "Smooth",
    "StatedCurve",
    "Straight",
    "Tranche",
    "Tranches",
    "best_average_at",
    "reaching",
    "worthwhile_until",
]
