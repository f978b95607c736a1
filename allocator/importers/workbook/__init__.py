"""A finance report read back: the plan inside it, and whether its amounts are still the plan's."""
