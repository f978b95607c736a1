"""What the answer hangs on, as a report: a tornado, and the errors that change the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.reports.asked import Asked
from allocator.reports.cells import count_of, figures, is_gap, text
from allocator.reports.document import Bars, Block, Cell, Document, Facts, Money, Note, Number, Table
from allocator.reports.errors_in_words import error_in_words, ratio_in_words, reach_in_words
from allocator.scenario.estimates import Unit
from allocator.studies.stress import Moved, StressAnswer, StressedInput, stress

_COLUMNS = (
    text("input", folds=True),
    figures("moved by"),
    figures("kept, lower", rank=1),
    figures("kept, higher", rank=1),
    figures("best, lower"),
    figures("best, higher"),
    text("plan changes at"),
    text("items that change", rank=2, folds=True),
)
_PLACES = (
    text("input", folds=True, rank=1),
    text("path"),
    figures("now"),
    figures("lower"),
    figures("higher"),
)
_SIDE = ("by", "to", "left out", "kept", "best", "within", "items that change")
_SHEET = (
    *(text(name) for name in ("input", "path", "unit")),
    *(figures(name) for name in ("now", "swing", "plan changes at", "holds at")),
    *(
        (text if name in ("left out", "items that change") else figures)(f"{side}: {name}")
        for side in ("lower", "higher")
        for name in _SIDE
    ),
)
_BARS = 12
_SHOWN = 20


@dataclass(frozen=True)
class StressReport(Asked[StressAnswer]):
    """Which answers flip if inputs are off."""

    study: ClassVar[str] = "stress"
    answered: ClassVar[type[StressAnswer]] = StressAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study."""
        return stress

    def document(self) -> Document:
        """The plan, a tornado, and what changes it."""
        return Document(self.scenarios[0].name, tuple(self._blocks()))

    def sheet(self) -> Table:
        """One row per input, with all that is known of it."""
        return Table("Inputs", _SHEET, tuple(self._sheet_row(one) for one in self.answer.inputs))

    def _blocks(self) -> Iterator[Block]:
        answer = self.answer
        yield Facts(
            "",
            (
                ("net return of the plan", self._money(answer.net_return)),
                ("currency", self.scenarios[0].currency),
            ),
        )
        swings = [(one.name, self._money(one.swing)) for one in answer.inputs if one.swing][:_BARS]
        if swings:
            title = "By how much the net return moves between a lower and a higher input"
            yield Bars(title, tuple(swings))
        mattering = [one for one in answer.inputs if one.swing or one.flips_at is not None]
        shown = mattering[:_SHOWN]
        if shown:
            rows = tuple(self._row(one) for one in shown)
            yield Table(f"Net return with one input moved, {self.scenarios[0].currency}", _COLUMNS, rows)
        yield from map(Note, self._notes(mattering))
        if shown:
            yield Table("Where these inputs stand", _PLACES, tuple(map(_place, shown)))

    def _notes(self, mattering: Sequence[StressedInput]) -> Iterator[str]:
        yield self._firm()
        later = [
            f"{one.name} ({error_in_words(one.flips_at, self._period)})"
            for one in mattering
            if one.flips_at is not None and one.unit == Unit.PERIODS
        ]
        if later:
            yield f"Dates that change the plan: {', '.join(later)}."
        within = max((side.within for one in mattering for side in (one.down, one.up)), default=Decimal(0))
        if is_gap(within, self.scenarios[0].digits):
            amount = f"{within:,.{self.scenarios[0].digits}f}"
            yield f"Best net returns are proven to within {amount}, the gap of curves by a formula."
        if further := mattering[_SHOWN:]:
            yield f"{count_of(len(further), 'further input')} of less effect: --format json or csv tells all."
        idle = [one.name for one in self.answer.inputs if one not in mattering and _is_moved(one)]
        if idle:
            yield f"Inputs that change nothing in their range: {', '.join(idle)}."
        yield from self._left_out()
        if left := self.answer.not_moved:
            done = f"{self.answer.solves} solves were done, --solves allows more"
            yield f"Not moved at all: {count_of(len(left), 'further input')}; {done}."

    def _left_out(self) -> Iterator[str]:
        """What could not be moved, by its reason."""
        reasons: dict[str, list[str]] = {}
        for one in self.answer.inputs:
            for word, side in (("lower", one.down), ("higher", one.up)):
                if side.left_out is not None:
                    word = word if one.unit != Unit.PERIODS else "earlier" if word == "lower" else "later"
                    reasons.setdefault(f"Not moved {word}, because {side.left_out}", []).append(one.name)
        for reason, names in reasons.items():
            yield f"{reason}: {', '.join(names)}."

    def _firm(self) -> str:
        flips = [one for one in self.answer.inputs if one.flips_at is not None]
        if not flips:
            return "No input changes the plan within its range."
        told = [one for one in flips if one.unit == Unit.SHARE] or flips
        first = min(told, key=lambda one: abs(one.flips_at or 0))
        is_all = not self.answer.not_moved and all(map(_is_narrowed, told))
        found = "changes the plan" if is_all else "was found to change the plan"
        return f"The smallest error that {found}: {first.name}, {self._changes_at(first)}."

    @property
    def _period(self) -> str:
        return self.scenarios[0].horizon.every.value

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.scenarios[0].digits)

    def _row(self, one: StressedInput) -> tuple[Cell, ...]:
        sides = (one.down, one.up)
        changed = dict.fromkeys(item for side in sides for item in side.changed)
        return (
            one.name,
            reach_in_words(one, self._period),
            *(self._kept(side) for side in sides),
            *(self._best(side) for side in sides),
            "never" if one.flips_at is None else self._changes_at(one),
            ", ".join(changed) or None,
        )

    def _changes_at(self, one: StressedInput) -> str:
        at = one.flips_at or 0.0
        if one.unit == Unit.PERIODS:
            return error_in_words(at, self._period)
        known = ratio_in_words(at) if one.unit == Unit.SHARE else f"{at:+.4g}"
        return known if _is_narrowed(one) else f"within {known}"

    def _kept(self, side: Moved) -> Cell:
        if side.left_out is not None:
            return None
        return "breaks a rule" if side.kept is None else self._money(side.kept)

    def _best(self, side: Moved) -> Cell:
        if side.left_out is not None:
            return "not moved"
        return "no plan" if side.best is None else self._money(side.best)

    def _sheet_row(self, one: StressedInput) -> tuple[Cell, ...]:
        return (
            one.name,
            one.place,
            one.unit,
            _number(one.now),
            self._money(one.swing),
            _number(one.flips_at),
            _number(one.holds_at),
            *(cell for side in (one.down, one.up) for cell in self._side_cells(side)),
        )

    def _side_cells(self, side: Moved) -> Iterator[Cell]:
        yield _number(side.by)
        yield _number(side.to)
        yield side.left_out
        yield None if side.left_out is not None else self._kept(side)
        yield None if side.left_out is not None else self._best(side)
        yield self._money(side.within)
        yield ", ".join(side.changed) or None


def _is_moved(one: StressedInput) -> bool:
    return one.down.left_out is None or one.up.left_out is None


def _is_narrowed(one: StressedInput) -> bool:
    """Whether the smallest error is known to some digits, and did not stay open for want of solves."""
    flips, holds = abs(one.flips_at or 0), abs(one.holds_at or 0)
    return flips - holds <= max(0.02 * flips, 2e-5)


def _place(one: StressedInput) -> tuple[Cell, ...]:
    if one.now is None:
        by_share = one.unit == Unit.SHARE
        return (
            one.name,
            one.place,
            None,
            *(ratio_in_words(s.by) if by_share else None for s in (one.down, one.up)),
        )
    ends = (None if side.left_out is not None else side.to for side in (one.down, one.up))
    return one.name, one.place, *map(_number, (one.now, *ends))


def _number(value: float | None) -> Cell:
    return None if value is None else Number(value, 6)
