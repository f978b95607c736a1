"""Two parts of a scenario that do not fit together, and what all checks need to tell so."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from allocator.errors import Mark, Mistake, nearest
from allocator.periods import Periods
from allocator.scenario.nodes import Place, dotted


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two parts of a scenario that do not fit together; the place is that of the part to change."""

    place: Place
    problem: str
    expected: str = ""
    found: str = ""
    suggestion: str = ""


def as_mistake(found: Disagreement, mark: Mark | None = None) -> Mistake:
    """The same for a reader, with the place in the file where it is known."""
    return Mistake(found.problem, dotted(found.place), mark, found.expected, found.found, found.suggestion)


def find(calendar: Periods, reference: str, place: Place) -> Generator[Disagreement, None, range | None]:
    """Complain where a reference touches no period; returns the periods it touches."""
    try:
        return calendar.find(reference)
    except ValueError as error:
        yield Disagreement(place, "outside the horizon, or no date", str(error), f'"{reference}"')
        return None


def from_until(
    calendar: Periods, place: Place, first: tuple[str, str | None], last: tuple[str, str | None]
) -> Generator[Disagreement, None, range | None]:
    """Complain about two dates, given with their keys, that lie outside or are turned round.

    Returns the periods from the one to the other, None where there are none.
    """
    found: dict[str, range] = {}
    for key, reference in (first, last):
        if reference is not None:
            touched = yield from find(calendar, reference, (*place, key))
            if touched is None:
                return None
            found[key] = touched
    start = found[first[0]].start if first[0] in found else 0
    stop = found[last[0]].stop if last[0] in found else calendar.count
    if start >= stop:
        problem = f"`{last[0]}` lies before `{first[0]}`"
        yield Disagreement((*place, last[0]), problem, f"{first[1]} or later", str(last[1]))
        return None
    return range(start, stop)


def unknown(place: Place, what: str, word: str, known: set[str]) -> Disagreement:
    """A word that names nothing, with what could be meant."""
    shown = ", ".join(sorted(known)[:12]) or "none in this scenario"
    return Disagreement(place, f"unknown {what}", shown, f'"{word}"', nearest(word, known))
