"""What if prices, returns or dates are different? Many cases of one scenario, each solved for itself."""

from allocator.studies.sweep.answer import CaseAnswer, SweepAnswer
from allocator.studies.sweep.study import Sweep, prepared, sweep

__all__ = ["CaseAnswer", "Sweep", "SweepAnswer", "prepared", "sweep"]
