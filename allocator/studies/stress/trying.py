"""Today's plan held against scenarios in which one input has moved, and the best plan of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from allocator.errors import InputError, UnboundedError
from allocator.model import InfeasibleError, UnlimitedError
from allocator.money import exact
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.optimum import Optimum, figures, kept_books, optimum
from allocator.problem import Problem, settle
from allocator.scenario.estimates import Estimate

_CHANGE = Decimal("0.01")
"""An item whose money moves by less than this part of the plan's spend has not changed."""


@dataclass(frozen=True)
class Trial:
    """What an error means: why it is none, or today's plan then, whether it keeps all rules, and the best.

    `moves` is the largest change of an item's money, as a part of what is noticed; None where no money tells.
    """

    left_out: str | None
    kept: Optimum | None
    holds: bool
    best: Optimum | None
    changed: tuple[str, ...]
    moves: float | None = None


class Today:
    """Today's plan; counts the best plans that are looked for, of which there may be so many."""

    def __init__(self, problem: Problem, books: Ledger, solves: int) -> None:
        self._books = books
        with exact():
            self.plan = figures(problem, books)
        self._noticed = _CHANGE * sum(self.plan.spend.values(), ZERO)
        self._most, self.solves = solves, 0

    @property
    def has_solves(self) -> bool:
        """Whether a further best plan may be looked for."""
        return self.solves < self._most

    def with_error(self, one: Estimate, error: Decimal) -> Trial:
        """What so much of an error means."""
        try:
            problem = settle(one.off_by(error))
        except InputError as refused:
            return Trial(_in_words(refused), None, False, None, ())
        self.solves += 1
        with exact():
            books, holds = kept_books(problem, self._books)
            kept = figures(problem, books)
        try:
            best = optimum(problem)
        except (InfeasibleError, UnboundedError, UnlimitedError):
            return Trial(None, kept, holds, None, tuple(kept.spend))
        if holds and _as_good(kept, best):
            found = best if kept.net_return <= best.net_return else replace(kept, within=best.within)
            return Trial(None, kept, holds, found, ())
        moved = {item: abs(best.spend[item] - spend) for item, spend in kept.spend.items()}
        counts = one.path != "budget.total"
        changed = tuple(
            item
            for item, amount in moved.items()
            if (item in best.bought) is not (item in self.plan.bought) or (counts and amount > self._noticed)
        )
        moves = float(max(moved.values()) / self._noticed) if counts and self._noticed else None
        return Trial(None, kept, holds, best, changed, moves)


def _as_good(kept: Optimum, best: Optimum) -> bool:
    """Whether the best plan is no better than what curves by a formula leave unproven."""
    if not best.within:
        return False
    return all(
        abs(value - kept.stages[name]) <= best.within.get(name, ZERO) for name, value in best.stages.items()
    )


def _in_words(refused: InputError) -> str:
    mistake = refused.mistakes[0]
    facts = [
        f"{word} {fact}" for word, fact in (("expected", mistake.expected), ("found", mistake.found)) if fact
    ]
    return mistake.problem + (f" ({', '.join(facts)})" if facts else "")
