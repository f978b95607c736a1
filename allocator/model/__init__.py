"""From a problem to its best solution: the only part of the package that knows PuLP and the solver."""

from allocator.model.bounding import bounds_from_above, refuse_smooth
from allocator.model.build import Builder, Model
from allocator.model.session import Session, Settings
from allocator.model.stages import InfeasibleError, UnlimitedError, serve

__all__ = [
    "Builder",
    "InfeasibleError",
    "Model",
    "Session",
    "Settings",
    "UnlimitedError",
    "bounds_from_above",
    "refuse_smooth",
    "serve",
]
