"""Plans near a given one: at least as much, at most as much, and the order in which money comes or goes.

What studies of a given split share; each file shows one idea.
"""
