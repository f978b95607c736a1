"""Who answers the cases: this process alone, or processes on this machine's cores."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, resource_tracker
from typing import Protocol, TypeVar

from allocator.errors import AllocatorError, Mistake
from allocator.studies.sweep import workers
from allocator.studies.sweep.answer import CaseAnswer
from allocator.studies.sweep.asking import Base
from allocator.studies.sweep.cases import Case

R = TypeVar("R")
_CHECKED_AT_ONCE = 64
_SOLVED_AT_ONCE = 16
_CHUNKS_EACH = 32
_AHEAD = 4


class Crew(Protocol):
    """Those who work on the cases."""

    def mistakes(self, cases: Sequence[Case]) -> Iterator[Mistake]:
        """What is wrong with the cases, in any order."""
        ...

    def answers(self, cases: Sequence[Case]) -> Iterator[CaseAnswer]:
        """Each case's answer, as they come."""
        ...


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def chunks(cases: Sequence[Case], workers: int, most: int) -> list[Sequence[Case]]:
    """The cases in groups: many for each worker, and none of more than `most`."""
    size = max(1, min(most, len(cases) // (workers * _CHUNKS_EACH)))
    return [cases[k : k + size] for k in range(0, len(cases), size)]


@contextmanager
def local_crew(base: Base, jobs: int, cases: int) -> Iterator[Crew]:
    """This process alone for one job or one case, otherwise so many processes; they end with the block."""
    jobs = min(jobs, cases)
    if jobs <= 1:
        yield _Alone(base)
        return
    context = get_context("spawn")
    reader, lifeline = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, context, workers.begin, (base, reader))
    try:
        with _interrupts_held_back():
            for _ in range(jobs):  # a process for each: none is ready so soon for a second task
                pool.submit(workers.ready)
        yield _Processes(pool, jobs)
    finally:
        lifeline.close()
        pool.shutdown(cancel_futures=True)
        reader.close()


class _Alone:
    """One case after the other, in this process."""

    def __init__(self, base: Base) -> None:
        self._base = base

    def mistakes(self, cases: Sequence[Case]) -> Iterator[Mistake]:
        yield from self._base.mistakes(cases)

    def answers(self, cases: Sequence[Case]) -> Iterator[CaseAnswer]:
        yield from map(self._base.answer, cases)


class _Processes:
    """Groups of cases, a few ahead of the workers, so that a long list takes no memory."""

    def __init__(self, pool: ProcessPoolExecutor, jobs: int) -> None:
        self._pool, self._jobs = pool, jobs

    def mistakes(self, cases: Sequence[Case]) -> Iterator[Mistake]:
        yield from self._each(workers.mistakes, chunks(cases, self._jobs, _CHECKED_AT_ONCE))

    def answers(self, cases: Sequence[Case]) -> Iterator[CaseAnswer]:
        yield from self._each(workers.answers, chunks(cases, self._jobs, _SOLVED_AT_ONCE))

    def _each(
        self, work: Callable[[Sequence[Case]], list[R]], groups: Sequence[Sequence[Case]]
    ) -> Iterator[R]:
        rest, waiting = iter(groups), set[Future[list[R]]]()
        try:
            while True:
                room = self._jobs * _AHEAD - len(waiting)
                waiting |= {self._pool.submit(work, group) for group in islice(rest, room)}
                if not waiting:
                    return
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield from future.result()
        except BrokenProcessPool:
            raise AllocatorError(
                "a worker process was ended from outside; was there enough memory?"
            ) from None


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold back interrupts from this thread, and for good from processes that are started meanwhile.

    Ctrl-C reaches all processes of a terminal at once, also one that cannot deal with it yet.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # the first start of it would let interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
