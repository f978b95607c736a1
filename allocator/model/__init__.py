"""From a problem to its best solution: the only part of the package that knows PuLP and the solver.

The searches under smooth curves are many modules, imported from `smooth.curved` where there are curves.
"""

from allocator.model.build import Builder, Model
from allocator.model.pressure import pressed_curves
from allocator.model.questions.apart import Apart
from allocator.model.questions.switched import Switched
from allocator.model.questions.trials import Trials
from allocator.model.running import Settings
from allocator.model.session import Session
from allocator.model.stages import InfeasibleError, UnlimitedError, best_levels, serve

__all__ = [
    "Apart",
    "Builder",
    "InfeasibleError",
    "Model",
    "Session",
    "Settings",
    "Switched",
    "Trials",
    "UnlimitedError",
    "best_levels",
    "pressed_curves",
    "serve",
]
