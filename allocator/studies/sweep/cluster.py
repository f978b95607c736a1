"""Cases answered by the workers of a Dask cluster; it schedules, repeats and moves the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from allocator.errors import AllocatorError, InputError, Mistake
from allocator.studies.sweep.answer import CaseAnswer
from allocator.studies.sweep.asking import Base
from allocator.studies.sweep.cases import Case
from allocator.studies.sweep.crews import Crew, chunks

_PATIENCE = 10.0
"""Seconds to wait for the scheduler, and then for a worker."""
_RETRIES = 3
_SOLVED_AT_ONCE = 16


@contextmanager
def cluster_crew(base: Base, address: str, here: Crew) -> Iterator[Crew]:
    """The workers at a scheduler's address; `here` looks for mistakes.

    Raises:
        InputError: distributed is not installed, no scheduler or no worker answers, or a worker has
            another version of allocator.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError.single(
            "a cluster needs the package distributed",
            expected="the extra, as in pip install 'allocator[cluster]'",
            found="none",
        ) from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise _unanswered(address, "a scheduler, as in tcp://127.0.0.1:8786", str(error)) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise _unanswered(address, "one worker or more", "none") from None
        _refuse_other_versions(client.run(_probe()))
        yield _Cluster(base, client, here)


class _Cluster:
    """Groups of cases as tasks of the cluster."""

    def __init__(self, base: Base, client: Any, here: Crew) -> None:
        self._base, self._client, self._here = base, client, here

    def mistakes(self, cases: Sequence[Case]) -> Iterator[Mistake]:
        return self._here.mistakes(cases)

    def answers(self, cases: Sequence[Case]) -> Iterator[CaseAnswer]:
        from distributed import as_completed

        groups = chunks(cases, sum(self._client.ncores().values()) or 1, _SOLVED_AT_ONCE)
        tasks = self._client.map(partial(_answers, self._base), groups, retries=_RETRIES, pure=False)
        for task, found in as_completed(tasks, loop=self._client.loop, with_results=True, raise_errors=False):
            if task.status != "finished":
                raise AllocatorError(f"the cluster gave up on a case: {task.exception()}")
            yield from found


def _answers(base: Base, cases: Sequence[Case]) -> list[CaseAnswer]:
    return base.answers(cases)


def _probe() -> Callable[[], str]:
    """A function that tells the version of allocator where it runs, and needs nothing of it there."""

    def version_here() -> str:
        from importlib.metadata import PackageNotFoundError, version
        from importlib.util import find_spec

        if find_spec("allocator") is None:
            return "none"
        try:
            return version("allocator")
        except PackageNotFoundError:
            return "not installed"

    return version_here


def _refuse_other_versions(found: Mapping[str, str]) -> None:
    own = _probe()()
    others = [
        Mistake(f"the worker at {address} has another version of allocator", expected=own, found=version)
        for address, version in found.items()
        if version != own
    ]
    if others:
        raise InputError(others)


def _unanswered(address: str, expected: str, found: str) -> InputError:
    return InputError.single(f"no cluster answers at {address}", expected=expected, found=found)
