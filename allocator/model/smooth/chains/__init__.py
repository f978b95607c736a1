"""Months of an item that carry spend over, bounded together by what the item responds to prices."""
