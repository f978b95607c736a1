"""Scenarios side by side, and a bridge from the first one's return to the others'.

`compare` is the verb; `bridge` takes the difference of two plans apart, `inputs` that of two scenarios.
"""

from allocator.studies.compare.answer import (
    Bridge,
    Case,
    CaseGoal,
    CaseItem,
    CompareAnswer,
    InputChange,
    Step,
)
from allocator.studies.compare.study import compare

__all__ = ["Bridge", "Case", "CaseGoal", "CaseItem", "CompareAnswer", "InputChange", "Step", "compare"]
