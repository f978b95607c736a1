"""Prices at which chains are best asked: those of a model in which each chain is a mixture of responses.

A row above a chain is worth most at the prices that the other rows of the model put on its months. Where many
such rows bind, a solve over the hulls tells these prices badly. With each chain held to mixtures of what it
has responded so far, it tells them well: at its prices chains are asked again, until they have no better
response (G. B. Dantzig and P. Wolfe, Operations Research 8, 1960). What that finds are prices, and responses
to try; the bounds are those of the rows that are laid there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from allocator.curves.arrays import Floats
from allocator.model.live import Vector
from allocator.model.pulp_bridge import INFINITY
from allocator.model.session import Session
from allocator.model.smooth.chains.chained import Answer, Answers, Chained, Duals
from allocator.model.smooth.chains.mixture import Known, Mixture
from allocator.model.smooth.chains.responding import Response
from allocator.model.smooth.chains.rooms import fits
from allocator.model.smooth.hulls.spans import value_of
from allocator.model.smooth.pieces import Shapes
from allocator.problem import End

_ROUNDS = 40
_OTHERS = 3
"""So many parts of a mixture at most are tried."""


class Part(NamedTuple):
    """A response of a chain, by the chain's number, and how much of it there is in a mixture."""

    chain: int
    known: Known
    share: float = 1.0


Parts = Sequence[Sequence[Part]]
"""The parts of the mixture of each open chain, the largest one first."""


class Mixing:
    """The mixtures of all chains."""

    def __init__(self, chained: Chained, shapes: Shapes, session: Session) -> None:
        self._chained, self._session = chained, session
        self._shapes = [shapes.take(chain.curves) for chain in chained.chains]
        self._mixtures = [
            Mixture(chain.columns, chained.brought[chain.curves], chained.units[chain.curves], session)
            for chain in chained.chains
        ]
        self._top = shapes.top
        self.solves = 0

    def mix(self, answers: Answers, costs: Mapping[int, float], duals: Vector, least: float) -> Parts:
        """Find the prices at which open chains respond no better than in mixtures, and lay rows there."""
        given = {c: answer for c, answer in enumerate(answers) if answer is not None}
        penalties, last = dict(costs), dict[int, Answer]()
        for c, answer in given.items():
            mixture = self._mixtures[c]
            mixture.add(self._known(c, answer.response))
            penalties |= mixture.switch_on(
                answer.prices, [self._fits(known, answer) for known in mixture.known]
            )
        self._session.aim(penalties)
        try:
            for _ in range(_ROUNDS):
                if not self._ask_again(given, last, least):
                    break
            values = self._session.values
        finally:
            for c in given:
                self._mixtures[c].switch_off()
            self._session.aim(costs)
        for c, answer in last.items():
            self._chained.lay(c, answer, duals)
        return [[Part(c, *part) for part in self._mixtures[c].parts(values)] for c in last]

    def _ask_again(self, given: Mapping[int, Answer], last: dict[int, Answer], least: float) -> bool:
        """Ask chains at the prices of their mixtures; whether one has a better response."""
        self.solves += 1
        if self._session.minimise_again().end is not End.OPTIMAL:
            return False
        session, better = self._session, False
        solve = Duals(session.values, session.prices, session.reduced_costs)
        for c, first in given.items():
            mixture = self._mixtures[c]
            prices = mixture.moved(self._chained.prices(c, solve), solve.rows)
            answer = self._chained.answer(c, prices, first.room, solve.values)
            if answer is None:
                continue
            last[c] = answer
            best = max(
                (k.net(answer.prices) for k in mixture.known if self._fits(k, first)), default=-INFINITY
            )
            known = self._known(c, answer.response)
            if self._fits(known, first) and known.net(answer.prices) > best + least:
                mixture.open(mixture.add(known))
                better = True
        return better

    def _known(self, c: int, response: Response) -> Known:
        chain = self._chained.chains[c]
        seen = chain.seen(response.amounts)
        brought = value_of(self._shapes[c], seen[chain.months])
        return Known(np.append(response.amounts, response.used), response.used, seen, brought)

    @staticmethod
    def _fits(known: Known, answer: Answer) -> bool:
        return fits(known.seen, known.used, answer.room)

    # -- what is worth a try --------------------------------------------------------------------------

    def candidates(self, mixed: Parts, answers: Answers) -> Iterator[Sequence[Part]]:
        """Responses of all open chains at once: the largest parts of mixtures, with others, and answers."""
        parts = [own for own in mixed if own]
        first = [own[0] for own in parts]
        yield first
        for at, own in enumerate(parts):
            for other in own[1:_OTHERS]:
                yield [*first[:at], other, *first[at + 1 :]]
        yield [
            Part(c, self._known(c, answer.response)) for c, answer in enumerate(answers) if answer is not None
        ]

    def followed(self, chosen: Sequence[Part], inputs: Floats, whole: Floats) -> tuple[Floats, Floats]:
        """Inputs and whole numbers, those of some chains as these responses have them."""
        inputs, whole = inputs.copy(), np.append(whole, 0.0)  # the last one is that of months without a flag
        for c, known, _ in chosen:
            chain = self._chained.chains[c]
            inputs[chain.curves] = known.seen[chain.months]
            whole[self._chained.rooms.flags[c]] = known.used
        return inputs, whole[:-1]

    def straddled(self, mixed: Parts) -> tuple[int, float] | None:
        """The S-shaped curve whose inputs two parts of a mixture have farthest apart, and where between."""
        found, best = None, 0.0
        for own in mixed:
            if len(own) > 1:
                chain, (one, other) = self._chained.chains[own[0].chain], own[:2]
                apart = np.abs(one.known.seen - other.known.seen)[chain.months] / self._top[chain.curves]
                apart[self._chained.rooms.place[chain.curves] < 0] = 0.0
                k = int(np.argmax(apart))
                if other.share * apart[k] > best:
                    month, best = chain.months[k], float(other.share * apart[k])
                    middle = (one.known.seen[month] + other.known.seen[month]) / 2
                    found = int(self._chained.rooms.place[chain.curves[k]]), float(middle)
        return found
