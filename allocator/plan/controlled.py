"""Tables of amounts rounded so that every row and every column adds up to its own rounded total."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from allocator.money import apportion

_TURNS = 200


def controlled(
    raw: Sequence[Sequence[Decimal]], rows: Sequence[int], columns: Sequence[int]
) -> list[list[int]]:
    """Whole numbers near `raw` whose rows add up to `rows` and whose columns to `columns`.

    The two lists of totals must have the same sum. Raw rows and columns that are further from their totals
    than rounding goes are first scaled to them in turn (iterative proportional fitting, Deming and Stephan
    1940). Then each row is apportioned against what the rows before it have taken of the columns; the
    largest row comes last and takes what is left.
    """
    if not rows or not columns:
        return [[0] * len(columns) for _ in rows]
    fitted = _fitted(raw, rows, columns)
    order = sorted(range(len(rows)), key=lambda k: (rows[k], k))
    wanted, taken = [Decimal(0)] * len(columns), [0] * len(columns)
    found: list[list[int]] = [[] for _ in rows]
    for k in order[:-1]:
        wanted = [total + part for total, part in zip(wanted, fitted[k], strict=True)]
        ahead = [_ahead(w - t, part) for w, t, part in zip(wanted, taken, fitted[k], strict=True)]
        found[k] = apportion(ahead, rows[k])
        taken = [total + part for total, part in zip(taken, found[k], strict=True)]
    found[order[-1]] = [total - part for total, part in zip(columns, taken, strict=True)]
    _settle(found, order[-1], fitted)
    return found


def _settle(found: list[list[int]], last: int, fitted: Sequence[Sequence[Decimal]]) -> None:
    """Move single units between the last row and others where it got fewer than none."""
    for column, part in enumerate(fitted[last]):
        while part >= 0 and found[last][column] < 0:
            other = max(range(len(found)), key=lambda k: found[k][column])
            give = max(range(len(fitted[last])), key=lambda c: min(found[last][c], found[other][c]))
            if found[other][column] <= 0 or found[last][give] <= 0:
                return
            for row, sign in ((last, 1), (other, -1)):
                found[row][column] += sign
                found[row][give] -= sign


def _ahead(missing: Decimal, part: Decimal) -> Decimal:
    """What a column still lacks, on the side of nothing on which its part stands."""
    if not part:
        return Decimal(0)
    return max(Decimal(0), missing) if part > 0 else min(Decimal(0), missing)


def _fitted(
    raw: Sequence[Sequence[Decimal]], rows: Sequence[int], columns: Sequence[int]
) -> Sequence[Sequence[Decimal]]:
    """The table itself where its sums are its totals but for rounding; otherwise scaled to them."""
    if _add_up(raw, rows) and _add_up(list(zip(*raw, strict=True)), columns):
        return raw
    table = np.array([[float(x) for x in row] for row in raw])
    for _ in range(_TURNS):
        for axis, totals in ((1, rows), (0, columns)):
            sums = table.sum(axis=axis, keepdims=True)
            goal = np.array(totals, dtype=float).reshape(sums.shape)
            table = table * np.divide(goal, sums, out=np.zeros_like(goal), where=sums != 0)
    return [[Decimal(repr(float(x))) for x in row] for row in table]


def _add_up(table: Sequence[Sequence[Decimal]], totals: Sequence[int]) -> bool:
    """Whether every row is within one of its total."""
    return all(abs(sum(row, Decimal(0)) - total) <= 1 for row, total in zip(table, totals, strict=True))
