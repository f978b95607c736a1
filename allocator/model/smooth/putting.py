"""Puts the columns of straight pieces on the live solver, where they will be laid again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.session import Session
from allocator.model.smooth.bends import Curved

Indices = NDArray[np.int32]


class Put(NamedTuple):
    """Where the pieces of curves stand, one row a curve.

    `columns` are those of the concave parts, one by piece; `flats` those of the inputs beyond which curves
    are level, -1 where a curve is level nowhere. `gates[k]` are the rows that keep the pieces of a curve with
    ordered convex pieces empty until those are full.
    """

    columns: Indices
    flats: Indices
    gates: Mapping[int, Sequence[int]]


def put(session: Session, curved: Curved, widths: Floats, slopes: Floats, level: Floats) -> Put:
    """The pieces as columns of these widths, slopes and lengths of level parts, in the model's units."""
    bends = curved.bends
    rows = np.array([bend.row for bend in bends], dtype=np.int32)
    links = np.array([bend.link for bend in bends], dtype=np.int32)
    count = widths.shape[1]
    both = np.repeat(np.column_stack([rows, links]), count, axis=0)
    values = np.column_stack([slopes.ravel(), np.ones(slopes.size)])
    columns = session.add_columns(widths.ravel(), both, values).reshape(widths.shape)
    (open_,) = np.nonzero(level > 0)
    flats = np.full(len(bends), -1, dtype=np.int32)
    flats[open_] = session.add_columns(level[open_], links[open_, None], np.ones((len(open_), 1)))
    gates = {
        k: _gates(session, bend.full[-1], columns[k], widths[k], flats[k], level[k])
        for k, bend in enumerate(bends)
        if bend.full
    }
    return Put(columns, flats, gates)


def _gates(
    session: Session, full: int, columns: Indices, widths: Floats, flat: np.int32, level: np.float64
) -> list[int]:
    """Rows that keep these columns empty unless the binary `full` is 1; those of the pieces come first."""
    pairs = [*zip(columns.tolist(), widths.tolist(), strict=True)]
    if flat >= 0:
        pairs.append((int(flat), float(level)))
    return [session.add_row({column: 1.0, full: -most}, -np.inf, 0.0) for column, most in pairs]
