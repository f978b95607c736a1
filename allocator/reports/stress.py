"""What the answer hangs on, as a report: a tornado, and the errors that change the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from allocator.fields import plain
from allocator.reports.asked import Asked
from allocator.reports.cells import figures, text
from allocator.reports.document import Bars, Block, Cell, Document, Facts, Money, Note, Percent, Table
from allocator.studies.stress import Moved, StressAnswer, StressedInput, stress

_COLUMNS = (
    text("input"),
    figures("moved by"),
    figures("kept, lower", rank=1),
    figures("kept, higher", rank=1),
    figures("best, lower"),
    figures("best, higher"),
    text("plan changes at"),
    text("items that change", rank=2, folds=True),
)
_BARS = 12


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
        """One row per input."""
        return self._inputs()

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
        yield self._inputs()
        yield Note(self._firm())

    def _firm(self) -> str:
        flips = [one for one in self.answer.inputs if one.flips_at is not None]
        if not flips:
            return "No input changes the plan within its range."
        first = min(flips, key=lambda one: abs(one.flips_at or 0))
        return f"The smallest error that changes the plan: {first.name}, {_signed(first.flips_at)}."

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.scenarios[0].digits)

    def _inputs(self) -> Table:
        rows = tuple(self._row(one) for one in self.answer.inputs)
        return Table(f"Net return with one input moved, {self.scenarios[0].currency}", _COLUMNS, rows)

    def _row(self, one: StressedInput) -> tuple[Cell, ...]:
        sides = (one.down, one.up)
        changed = dict.fromkeys(item for side in sides for item in side.changed)
        return (
            one.name,
            Percent(one.range),
            *(self._kept(side) for side in sides),
            *("no plan" if side.best is None else self._money(side.best) for side in sides),
            "never" if one.flips_at is None else _signed(one.flips_at),
            ", ".join(changed) or None,
        )

    def _kept(self, side: Moved) -> Cell:
        return "breaks a rule" if side.kept is None else self._money(side.kept)


def _signed(share: float | None) -> str:
    return (
        f"{plain(Decimal(f'{(share or 0) * 100:+.3g}'))}%"
        if (share or 0) < 0
        else f"+{(share or 0) * 100:.3g}%"
    )
