"""Which inputs the answer hangs on: each moved down and up, the plan kept as it is, and solved again."""

from allocator.studies.stress.answer import Moved, StressAnswer, StressedInput
from allocator.studies.stress.study import stress

__all__ = ["Moved", "StressAnswer", "StressedInput", "stress"]
