"""Failures as text for standard error: what is wrong, where, and the cure."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.errors import DROP_ONE, AllocatorError, InputError, Mark, NoPlanError, PlanCheckError


def failure_text(error: AllocatorError) -> str:
    """The failure in lines, each ended by a newline."""
    return "".join(f"{_clean(line)}\n" for line in _lines(error))


def _lines(error: AllocatorError) -> Iterator[str]:
    if isinstance(error, NoPlanError):
        yield from _conflict(error)
    elif isinstance(error, InputError):
        yield from (f"error: {mistake}" for mistake in error.mistakes)
        if len(error.mistakes) > 1:
            yield f"{len(error.mistakes)} mistakes"
    elif isinstance(error, PlanCheckError):
        yield "error: the plan does not hold:"
        yield from (f"  {finding}" for finding in error.findings)
    else:
        yield f"error: {error}"


def _conflict(error: NoPlanError) -> Iterator[str]:
    yield "error: no plan is possible. These rules cannot all hold:"
    width = max((len(rule.sentence) for rule in error.rules), default=0)
    yield from (f"  {rule.sentence:<{width}}  {_place(rule.mark, rule.path)}" for rule in error.rules)
    for number, cure in enumerate(error.cures):
        yield f"{'or:' if number else 'cure:':<5} {cure.change}"
    if not error.cures:
        yield f"cure: {DROP_ONE}"


def _place(mark: Mark | None, path: str) -> str:
    if mark is None:
        return path
    return mark.file if mark.file.startswith("--set ") else str(mark)


def _clean(line: str) -> str:
    """The line without characters that steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in line)
