"""All peers on the same seeded problems in one run: objective, proven gap, time and memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

import numpy as np

from tests.bench.curves.peers import LIGHT, Peer, heavy_peers
from tests.bench.curves.problems import Curves, falling, s_shaped

_BASE = "PuLP, 20 segments"
_STARTS = 20


class Outcome(NamedTuple):
    """What a peer reached: net return, bound, seconds, and Python's own peak memory in MB."""

    net: float
    bound: float | None
    seconds: float
    megabytes: float


def compared(*, heavy: bool, rounds: int = 3, seeds: int = 10) -> None:
    """Print the comparison; peers that take long only where they are asked for."""
    peers = LIGHT | (heavy_peers() if heavy else {})
    print(f"\n{'problem and peer':<44}{'of the best':>12}{'gap':>10}{'median s':>10}{'ratio':>8}{'MB':>6}")
    times = {}
    for problem in (falling(100), falling(1000), falling(5000), falling(100, weeks=52)):
        found = _on(problem, peers, rounds)
        times[problem.name] = found["allocator"].seconds
        _table(problem.name, found)
    growth = np.log(times["5000 curves"] / times["100 curves"]) / np.log(50)
    print(f"{'growth from 100 to 5,000 curves':<44}{'n^':>12}{growth:.2f}")
    _s_shaped(peers, seeds, heavy=heavy)


def _on(problem: Curves, peers: Mapping[str, Peer], rounds: int) -> dict[str, Outcome]:
    found = {}
    for name, peer in peers.items():
        try:
            found[name] = _measured(problem, peer, rounds)
        except NotImplementedError:
            continue
    return found


def _measured(problem: Curves, peer: Peer, rounds: int) -> Outcome:
    tracemalloc.start()
    peer(problem)  # warm as well: what is read once is read now
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    seconds = []
    for _ in range(rounds):
        begin = time.perf_counter()
        spends, bound = peer(problem)
        seconds.append(time.perf_counter() - begin)
    return Outcome(problem.net(spends), bound, median(seconds), peak)


def _table(name: str, found: Mapping[str, Outcome]) -> None:
    best = max(outcome.net for outcome in found.values())
    print(name)
    for peer, outcome in found.items():
        gap = "" if outcome.bound is None else f"{(outcome.bound - outcome.net) / outcome.bound:.1e}"
        ratio = outcome.seconds / found[_BASE].seconds
        print(
            f"  {peer:<42}{outcome.net / best:12.7f}{gap:>10}{outcome.seconds:10.3f}{ratio:8.2f}"
            f"{outcome.megabytes:6.0f}",
            flush=True,
        )


def _s_shaped(peers: Mapping[str, Peer], seeds: int, *, heavy: bool) -> None:
    """20 curves over several seeds: each peer's part of our proven bound, at worst and in the middle."""
    parts: dict[str, list[float]] = {}
    seconds: dict[str, list[float]] = {}
    for seed in range(seeds):
        problem = s_shaped(20, seed)
        found = _on(problem, {k: v for k, v in peers.items() if k != "trust-constr"}, 1)
        if heavy:
            found[f"SLSQP, best of {_STARTS} starts"] = _many_starts(problem, seed)
        bound = found["allocator"].bound or 0.0
        for name, outcome in found.items():
            parts.setdefault(name, []).append(outcome.net / bound)
            seconds.setdefault(name, []).append(outcome.seconds)
    title = f"20 S-shaped curves, {seeds} seeds: part of the proven bound"
    print(f"{title}{'worst':>9}{'median':>10}{'s':>8}{'ratio':>8}")
    for name, reached in parts.items():
        ratio = median(seconds[name]) / median(seconds[_BASE])
        print(
            f"  {name:<50}{min(reached):15.5f}{median(reached):10.5f}{median(seconds[name]):8.3f}{ratio:8.2f}"
        )


def _many_starts(problem: Curves, seed: int) -> Outcome:
    from tests.bench.curves.peers.scipy_local import best_from  # of the extra `bench`

    rng, begin = np.random.default_rng(seed), time.perf_counter()
    starts = [rng.dirichlet(np.ones(20)) * 20 for _ in range(_STARTS)]
    net = max(problem.net(best_from(problem, "SLSQP", start)) for start in starts)
    return Outcome(net, None, time.perf_counter() - begin, 0.0)
