"""Why the plan is as it is: what each rule costs, and what would have to change for an item to get money."""

from allocator.studies.explain.answer import ExplainAnswer, ItemWhy, Kind, RulePrice, Worth
from allocator.studies.explain.asking import explain

__all__ = ["ExplainAnswer", "ItemWhy", "Kind", "RulePrice", "Worth", "explain"]
