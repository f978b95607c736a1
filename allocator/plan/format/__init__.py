"""The plan's JSON, format 1, field by field: the published schema, and what is accepted back."""

from allocator.plan.format.base import Digest, MoneyText
from allocator.plan.format.file import PlanFile
from allocator.plan.format.items import ItemPart, TiePart

__all__ = ["Digest", "ItemPart", "MoneyText", "PlanFile", "TiePart"]
