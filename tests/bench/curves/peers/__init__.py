"""The peers: each takes a problem and gives spends, one row an item and one column a week, and its bound."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from tests.bench.curves.problems import Curves, Floats

Peer = Callable[[Curves], tuple[Floats, float | None]]
OURS, BASE, EXACT = "allocator", "PuLP, 20 segments", "numpy bisection"
STARTS = "SLSQP, best of 20 starts"
LIGHT = (OURS, BASE, EXACT)
HEAVY = (
    "PuLP, 100 segments",
    "cvxpy, Clarabel",
    "cvxpy, curve by curve",
    "SLSQP",
    STARTS,
    "trust-constr",
    "PyMC-Marketing",
)
"""Those that take seconds, or need what the extra `bench` installs."""
_PLACES = {
    OURS: "ours:solved",
    BASE: "segments:of_20",
    EXACT: "bisection:solved",
    "PuLP, 100 segments": "segments:of_100",
    "cvxpy, Clarabel": "convex:solved",
    "cvxpy, curve by curve": "convex:one_by_one",
    "SLSQP": "scipy_local:slsqp",
    STARTS: "scipy_local:best_of_20_starts",
    "trust-constr": "scipy_local:trust_constr",
    "PyMC-Marketing": "pymc_marketing_own:solved",
}


def peer_of(name: str) -> Peer:
    """The peer of a name; raises ImportError where what it needs is not installed."""
    module, function = _PLACES[name].split(":")
    found: Peer = getattr(import_module(f"{__name__}.{module}"), function)
    return found
