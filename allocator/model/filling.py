"""Straight pieces that fill in their order.

A binary for each corner makes them:
    piece_k ≥ width_k · full_k,  piece_{k+1} ≤ width_{k+1} · full_k,
where behind the last corner that needs one all further pieces stand for piece_{k+1}.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate, pairwise
from math import inf

from allocator.curves import Piece
from allocator.model.columns import Columns, Expression, plus


def filled(
    columns: Columns, pieces: tuple[Piece, ...], inputs: Expression, scale: Decimal, corners: int, most: float
) -> list[int]:
    """A column for each piece, in `scale`; together they are the input, and the first `corners` wait.

    `most` bounds the input, in `scale`; it is asked for only where a corner waits.
    """
    parts = [columns.column(upper=_width(piece, scale)) for piece in pieces]
    columns.row(plus((1.0, dict.fromkeys(parts, 1.0)), (-1 / float(scale), inputs)), "=", 0.0)
    for k in range(corners):
        after = parts[k + 1 :] if k == corners - 1 else [parts[k + 1]]
        widths = [_width(piece, scale) for piece in pieces[k : k + 1 + len(after)]]
        full = columns.column(upper=1.0, integer=True)
        columns.row({parts[k]: 1.0, full: -min(widths[0], most)}, ">=", 0.0)
        columns.row({**dict.fromkeys(after, 1.0), full: -min(sum(widths[1:]), most)}, "<=", 0.0)
    return parts


def corners_to_order(pieces: tuple[Piece, ...]) -> int:
    """How many corners, from zero on, until the curve is concave to its end."""
    rises = [k for k, (before, after) in enumerate(pairwise(pieces)) if after.slope > before.slope]
    return rises[-1] + 1 if rises else 0


def within(pieces: tuple[Piece, ...], most: float) -> tuple[Piece, ...]:
    """The pieces that an input of at most so much can reach."""
    ends = accumulate(float(piece.width) if piece.width is not None else inf for piece in pieces)
    full = sum(end < most for end in ends)
    return pieces[: full + 1]


def _width(piece: Piece, scale: Decimal) -> float:
    return float("inf") if piece.width is None else float(piece.width / scale)
