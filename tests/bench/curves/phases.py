"""Where the time of `solve` goes, measured from outside: its phases wrapped, each without those inside it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import allocator.plan.proving
import allocator.solving
from allocator.model import Builder, Session
from allocator.model.smooth.bounding import Bound
from allocator.model.smooth.laying import Laid

BUILDING, SOLVER, LAYING, ROUNDING, TELLING = "building", "HiGHS", "laying", "rounding", "reasons and check"
_PHASES: tuple[tuple[Any, str, str], ...] = (
    (allocator.solving, "settle", BUILDING),
    (Builder, "__init__", BUILDING),
    (Builder, "build", BUILDING),
    (Session, "__init__", BUILDING),
    (Session, "minimise", SOLVER),
    (Laid, "on", LAYING),
    (Laid, "lay_below", LAYING),
    (Laid, "lay_above", LAYING),
    (Laid, "follow", LAYING),
    (Laid, "hear", LAYING),
    (Laid, "excess", LAYING),
    (Bound, "of", LAYING),
    (allocator.plan.proving, "rounded_ledger", ROUNDING),
    (allocator.solving, "tie_found", TELLING),
    (allocator.solving, "plan_from_books", TELLING),
)


@contextmanager
def phases() -> Iterator[dict[str, float]]:
    """CPU seconds by phase of what runs inside; filled as it runs."""
    found: dict[str, float] = defaultdict(float)
    inside: list[float] = [0.0]

    def timed(function: Callable[..., Any], phase: str) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            inside.append(0.0)
            begin = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                whole = time.process_time() - begin
                found[phase] += whole - inside.pop()
                inside[-1] += whole

        return run

    with ExitStack() as stack:
        for place, name, phase in _PHASES:
            found_there = vars(place)[name]
            if isinstance(found_there, classmethod):  # of whatever class it is asked of
                wrapped: Any = classmethod(timed(found_there.__func__, phase))
            else:
                wrapped = timed(found_there, phase)
            stack.enter_context(patch.object(place, name, wrapped))
        yield found
