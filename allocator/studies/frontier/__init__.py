"""The best plan at every budget of a range, and where it changes.

`frontier` is the verb. `live` follows every change from one live model; `sampled` solves budget after budget,
where response curves by a formula bend everywhere.
"""

from allocator.studies.frontier.answer import FrontierAnswer, FrontierPiece, FrontierPoint, Moved, Taker
from allocator.studies.frontier.study import frontier

__all__ = ["FrontierAnswer", "FrontierPiece", "FrontierPoint", "Moved", "Taker", "frontier"]
