"""The best plan at every budget of a range, and where it changes.

`frontier` is the verb; `straight` answers for linear scenarios exactly and from one live model, `sampled` for
those with whole numbers or smooth curves by solving budget after budget.
"""

from allocator.studies.frontier.answer import FrontierAnswer, FrontierPiece, FrontierPoint, Moved, Taker
from allocator.studies.frontier.study import frontier

__all__ = ["FrontierAnswer", "FrontierPiece", "FrontierPoint", "Moved", "Taker", "frontier"]
