"""What a report calls its sheets and tables: those who write it and those who read it back share these."""

PLAN_SHEET = "Plan JSON"
"""The hidden sheet with the plan, as JSON cut into the cells of one column."""
INPUTS, RATES, ALLOCATION = "Inputs", "Rates", "Allocation"
SOURCES = ("budget", "extra", "borrowed", "repaid", "interest", "reinvested", "reserve", "cost of money")
"""Amounts of the plan's totals that stand on Rates."""
DISCOUNT_RATE = "discount rate a year"
ITEM, WHOLE, TOTAL_ROW = "item", "total", "TOTAL"
AVERAGE, FREE = "return per unit of money", "return without spend"
"""Columns of the average returns: per unit of money, and what comes without any."""
