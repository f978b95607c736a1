"""How a command ends when it fails: a text on standard error and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys

from allocator.errors import AllocatorError, InputError

INTERNAL = 1


def exit_code_of(error: Exception) -> int:
    """Tell the failure on standard error; returns the exit code."""
    from allocator.render.failures import failure_text

    known = error if isinstance(error, AllocatorError) else _translated(error)
    if known is not None:
        sys.stderr.write(failure_text(known))
        return known.exit_code
    if os.environ.get("ALLOCATOR_DEBUG"):
        raise error
    words = " ".join(f"{type(error).__name__}: {error}".split())
    sys.stderr.write(f"internal error: {words} (a fault in allocator; ALLOCATOR_DEBUG=1 shows where)\n")
    return INTERNAL


def _translated(error: Exception) -> AllocatorError | None:
    if isinstance(error, RecursionError):
        return InputError.single("the input is nested too deeply")
    if isinstance(error, MemoryError):
        return AllocatorError("not enough memory for this input")
    return None
