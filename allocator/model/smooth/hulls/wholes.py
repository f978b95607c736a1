"""Whole numbers beside S-shaped curves: let go in the linear models of a tree, and settled by its cuts.

Where flags stand for each other, as the months of an item do, a column counts those that are 1: cut between
two counts, none of the many ways to spread so many over the months comes up again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.live import Vector
from allocator.model.session import Session
from allocator.model.smooth.hulls.spans import Span

_WHOLE = 1e-6


class Own(NamedTuple):
    """A curve's own flag, and its place and that of its count among the whole numbers."""

    flag: int
    place: int
    counted: int


class Wholes:
    """The columns of whole numbers on a session, with those that count flags that are alike.

    `counts` says which count, `counted` which are counted; `own` is known of each curve with such a flag.
    """

    def __init__(
        self,
        integers: Sequence[int],
        alike: Sequence[Mapping[int, int]],
        months: Sequence[Mapping[int, int]],
        session: Session,
    ) -> None:
        self._session = session
        groups = [sorted(set(group.values())) for group in (*alike, *months)]
        counts = [session.add_column(upper=float(len(group))) for group in groups]
        for count, group in zip(counts, groups, strict=True):
            session.add_row({count: -1.0} | dict.fromkeys(group, 1.0), 0.0, 0.0)
        self.columns = np.array([*integers, *counts], dtype=np.int32)
        place = {column: number for number, column in enumerate(self.columns.tolist())}
        self.own = {
            k: Own(flag, place[flag], place[count])
            for count, group in zip(counts, alike, strict=False)
            for k, flag in group.items()
        }
        lower, upper = session.demands().columns
        self.lower, self.upper = lower[self.columns], upper[self.columns]
        self.counts = np.isin(self.columns, counts)
        self.counted = np.isin(self.columns, [column for group in groups for column in group])
        self._groups = dict(zip((frozenset(group) for group in groups), counts, strict=True))
        self._place = place
        self.forget()

    def places(self, columns: NDArray[np.intp]) -> NDArray[np.intp]:
        """The places of columns among the whole numbers; -1 where they are none."""
        return np.array([self._place.get(column, -1) for column in columns.tolist()], dtype=np.intp)

    def counting(self, flags: NDArray[np.intp]) -> int | None:
        """The place of the whole number that counts these flags, if there is one."""
        return self._place.get(self._groups.get(frozenset(flags[flags >= 0].tolist()), -1))

    def recounted(self, whole: Floats) -> Floats:
        """The whole numbers with counts of what they count."""
        found = whole.copy()
        for group, count in self._groups.items():
            found[self._place[count]] = sum(whole[self._place[flag]] for flag in group)
        return found

    def forget(self) -> None:
        """Take the bounds to be those of the model: what is demanded has been changed from outside."""
        self._now = (self.lower, self.upper)

    def confine(self, span: Span) -> None:
        """Let the columns stay within these bounds."""
        (moved,) = np.nonzero((span.lower != self._now[0]) | (span.upper != self._now[1]))
        if len(moved):
            self._session.bound_columns(self.columns[moved], span.lower[moved], span.upper[moved])
        self._now = (span.lower, span.upper)

    def found(self, values: Vector) -> Floats:
        """Where they stand in a solution, those that are whole but for noise as whole numbers."""
        there: Floats = values[self.columns]
        whole = np.rint(there)
        return np.where(np.abs(there - whole) <= _WHOLE, whole, there)


def is_broken(found: Floats) -> NDArray[np.bool_]:
    """Which are not whole."""
    broken: NDArray[np.bool_] = found != np.rint(found)
    return broken
