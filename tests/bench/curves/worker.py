"""One peer in a process of its own: each line of input is a problem, each line of output what it reached."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache

from tests.bench.curves.crew import LIMIT
from tests.bench.curves.peers import OURS, Peer, peer_of
from tests.bench.curves.problems import Asked, Curves


def main(name: str) -> None:
    """Answer until the input ends; what the peer itself prints goes to the standard error."""
    with redirect_stdout(sys.stderr):
        try:
            peer, missing = peer_of(name), ""
        except ImportError as error:
            missing = f"not installed ({error.name})"
        for line in sys.stdin:
            answer = {"why": missing} if missing else _answer(peer, line, is_ours=name == OURS)
            print(json.dumps(answer), file=sys.__stdout__, flush=True)


def _answer(peer: Peer, line: str, *, is_ours: bool) -> dict[str, object]:
    problem = _problem(line)
    begin = time.process_time()
    try:
        with _for_at_most(LIMIT):
            spends, bound = peer(problem)
    except NotImplementedError as why:
        return {"why": str(why)}
    seconds = time.process_time() - begin
    told = {"net": problem.net(problem.within(spends)), "bound": bound, "seconds": seconds}
    return told | ({"phases": _phases(line)} if is_ours else {})


@contextmanager
def _for_at_most(seconds: int) -> Iterator[None]:
    """Let the operating system end this process after so many seconds, by the clock on the wall.

    A limit on CPU time would make the clock that counts it go in steps of several milliseconds.
    """
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


@cache
def _problem(line: str) -> Curves:
    problem = Asked(*json.loads(line)).problem
    _ = problem.scenario  # read once, before anything is measured
    return problem


@cache
def _phases(line: str) -> dict[str, float]:
    """The shares of our time that the phases of a solve take, in a run of its own."""
    from tests.bench.curves.phases import phases

    with _for_at_most(2 * LIMIT), phases() as found:
        begin = time.process_time()
        peer_of(OURS)(_problem(line))
        whole = time.process_time() - begin
    return {phase: seconds / whole for phase, seconds in found.items()}


if __name__ == "__main__":
    main(sys.argv[1])
