"""The numbers of a scenario that are estimates about the world, not decisions of who plans.

Each says in words what it is, how far it may be off, and what the scenario is with another number in its
place. `of_…` go through the parts of a scenario; `listing` puts all together, with the ranges stated.
"""

from allocator.scenario.estimates.base import Estimate, Room, Unit
from allocator.scenario.estimates.listing import estimates_of

__all__ = ["Estimate", "Room", "Unit", "estimates_of"]
