"""Response curves read off, as a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from allocator.money import exact
from allocator.reports.asked import Asked
from allocator.reports.curve.document import curves_document
from allocator.reports.curve.sheet import curves_sheet
from allocator.reports.document import Document, Table
from allocator.scenario import warnings_of
from allocator.studies.curve import CurveAnswer, Curves, Ladder, curve, read_again
from allocator.studies.curve.reading import STEPS


@dataclass(frozen=True)
class CurveReport(Asked[CurveAnswer]):
    """The curves of a scenario's items."""

    study: ClassVar[str] = "curve"
    answered: ClassVar[type[CurveAnswer]] = CurveAnswer

    @staticmethod
    def ask() -> Callable[..., Any]:
        """The study."""
        return curve

    @cached_property
    def _curves(self) -> Curves:
        question = self.question
        ladder = Ladder(question.get("start"), question.get("stop"), question.get("steps", STEPS))
        return read_again(self.scenarios[0], question.get("items", ()), ladder, self.answer)

    def document(self) -> Document:
        """What a reader sees."""
        with exact():
            return curves_document(self._curves, tuple(warnings_of(self.scenarios[0])))

    def sheet(self) -> Table:
        """One row per place on a curve."""
        with exact():
            return curves_sheet(self._curves)
