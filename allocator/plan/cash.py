"""The accounts of a plan period by period, to the smallest unit, so that every line adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, pairwise

from allocator.money import floored, rounded
from allocator.plan.funding import came_back
from allocator.plan.ledger import ZERO, Ledger
from allocator.problem import Problem
from allocator.scenario.goals import BUDGET

_NOISE = Decimal("1e-9")
"""What compound interest may be off by."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One period's own money: opening + interest + released + funded + reinvested − spend = closing."""

    released: Decimal
    funded: Decimal
    spend: Decimal
    reinvested: Decimal
    interest: Decimal
    closing: Decimal
    interest_back: Decimal
    account: Decimal
    """The closing balance, and the money that has come back and may be spent again."""


class Cash:
    """Own money as it comes in, earns interest, is spent and is left; use it inside `money.exact()`.

    Interest and repayments are kept exactly in the books. Here they are shown to the smallest unit: sums up
    to a period are rounded, and a period shows the difference of two such sums.
    """

    def __init__(self, problem: Problem, ledger: Ledger) -> None:
        self._problem, self._ledger = problem, ledger

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """Every period."""
        return tuple(self._flows())

    @cached_property
    def drawn(self) -> dict[str, Decimal]:
        """Money taken from each source."""
        return {name: self._ledger.drawn(name, None) for name in self._problem.sources}

    @property
    def borrowed(self) -> Decimal:
        """Money taken from loans."""
        return sum((self.drawn[name] for name, source in self._problem.sources.items() if source.loan), ZERO)

    @property
    def cost(self) -> Decimal:
        """What loans cost over their whole term, and the price of extra money."""
        sources = self._problem.sources
        return sum((source.cost * self.drawn[name] for name, source in sources.items()), ZERO)

    @property
    def own(self) -> Decimal:
        """The own budget, reserve included; what was found where it was to be found."""
        return self._problem.frame.budget + self.drawn.get(BUDGET, ZERO)

    @property
    def reserve(self) -> Decimal:
        """Own money that is held back."""
        spec = self._problem.frame.spec.reserve
        found = spec.value * self.drawn.get(BUDGET, ZERO) if spec.is_share else ZERO
        return self._rounded(self._problem.frame.reserve + found)

    def _flows(self) -> Iterator[Flow]:
        frame, ledger = self._problem.frame, self._ledger
        others = [name for name in self._problem.sources if name != BUDGET]
        own = [name for name in self._problem.sources if name == BUDGET]
        released = [
            r + f for r, f in zip(map(self._rounded, frame.released), self._brought(own), strict=True)
        ]
        exact, shown, back = ZERO, ZERO, ZERO
        for t, funded in enumerate(self._brought(others)):
            spend, again = self._rounded(ledger.spend_by_period[t]), self._rounded(ledger.reinvested[t])
            if not frame.spec.carry_over:
                exact = shown = ZERO
            raw = sum((ledger.funded(name, t) for name in self._problem.sources), ZERO)
            growth = frame.growth(max(0, t - 1), t)
            earned = (growth - 1) * exact
            exact += earned + frame.released[t] + raw - ledger.spend_by_period[t] + ledger.reinvested[t]
            closing = self._rounded(exact)
            # What rounding leaves over stands with repayments where there are any, else with the interest.
            over = closing - (shown + released[t] + funded - spend + again)
            interest = self._rounded(earned) if others else over
            earned_back = self._rounded((growth - 1) * back)
            back = growth * back + came_back(self._problem, ledger, t) - ledger.reinvested[t]
            account = closing + floored(back + _NOISE, self._problem.digits)
            yield Flow(
                released[t], funded + over - interest, spend, again, interest, closing, earned_back, account
            )
            shown = closing

    def _brought(self, sources: Sequence[str]) -> list[Decimal]:
        """What sources bring in each period, less repayments."""
        count = self._problem.periods.count
        raw = [sum((self._ledger.funded(name, t) for name in sources), ZERO) for t in range(count)]
        sums = [ZERO, *(self._rounded(amount) for amount in accumulate(raw))]
        return [after - before for before, after in pairwise(sums)]

    def _rounded(self, amount: Decimal) -> Decimal:
        return rounded(amount, self._problem.digits)
