"""Failures as text for standard error: what is wrong, where, and the cure."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.errors import AllocatorError, InputError, Mark, NoPlanError, PlanCheckError

_MOST = 6
"""So many contradictions are shown at most."""


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
    shown, more = error.contradictions[:_MOST], len(error.contradictions) - _MOST
    width = max((len(rule.sentence) for _, rules in shown for rule in rules), default=0)
    for number, (title, rules) in enumerate(shown):
        yield title if number else f"error: {title}"
        yield from (f"  {rule.sentence:<{width}}  {_place(rule.mark, rule.path)}" for rule in rules)
    if more > 0:
        yield f"and {more} further contradictions; --format json names them all"
    for number, cure in enumerate(error.cures):
        yield f"{'or:' if number else 'cure:':<5} {cure.change}"
    if not error.cures:
        yield f"cure: {error.without_cure}"


def _place(mark: Mark | None, path: str) -> str:
    if mark is None:
        return path
    return mark.file if mark.file.startswith("--set ") else str(mark)


def _clean(line: str) -> str:
    """The line without characters that steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in line)
