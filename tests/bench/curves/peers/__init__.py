"""The peers: each takes a problem and gives spends, one row an item and one column a week, and its bound."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.curves.peers import bisection, ours, segments
from tests.bench.curves.problems import Curves, Floats

Peer = Callable[[Curves], tuple[Floats, float | None]]
LIGHT: dict[str, Peer] = {
    "allocator": ours.solved,
    "PuLP, 20 segments": segments.of(20),
    "numpy bisection": bisection.solved,
}


def heavy_peers() -> dict[str, Peer]:
    """Those that take seconds, and need what the extra `bench` installs."""
    from tests.bench.curves.peers import convex, scipy_local

    return {
        "PuLP, 100 segments": segments.of(100),
        "SLSQP": scipy_local.of("SLSQP"),
        "trust-constr": scipy_local.of("trust-constr"),
        "cvxpy, Clarabel": convex.solved,
    }
