"""From a problem to its best solution: the only part of the package that knows PuLP and the solver."""

from allocator.model.bounding import refuse_smooth
from allocator.model.build import Builder, Model
from allocator.model.curved import plans_under_curves
from allocator.model.session import Settings
from allocator.model.stages import InfeasibleError, UnlimitedError, serve

__all__ = [
    "Builder",
    "InfeasibleError",
    "Model",
    "Settings",
    "UnlimitedError",
    "plans_under_curves",
    "refuse_smooth",
    "serve",
]
