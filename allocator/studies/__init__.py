"""Questions about scenarios, each a small study over `solve`: change a scenario, solve it, compare.

One file per study, independent of the others: `goal.goal`, and so on. A study takes scenarios and plain
keyword arguments, and returns a frozen answer that is JSON data at once.
"""
