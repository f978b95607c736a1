"""The sheets in their order: what stands on each, and the colour of its tab."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from allocator.reports.finance.page import Studied


class Kind(StrEnum):
    """What a sheet holds, as the colour of its tab."""

    RESULT = "#0B5394"
    CALCULATION = "#9AA5B1"
    SOLVER = "#8E7CC3"
    INPUT = "#F1C232"
    CONTROL = "#6AA84F"


WORDS = {
    Kind.RESULT: "results",
    Kind.CALCULATION: "calculations",
    Kind.SOLVER: "what the solver says",
    Kind.INPUT: "inputs",
    Kind.CONTROL: "control",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet."""

    name: str
    kind: Kind
    says: str


ALL = (
    Sheet("Cover", Kind.RESULT, "what this is, and who stands for it"),
    Sheet("Summary", Kind.RESULT, "totals, and where the money goes and comes back"),
    Sheet("Allocation", Kind.RESULT, "what each item gets, what it brings, and why"),
    Sheet("Returns", Kind.RESULT, "by time frame; net present value, payback, lowest cash"),
    Sheet("Goals", Kind.RESULT, "targets, what is reached, what is missing"),
    Sheet("Scenarios", Kind.RESULT, "the plan beside those of other scenarios"),
    Sheet("Bridge", Kind.RESULT, "from its return to theirs, step by step"),
    Sheet("Frontier", Kind.RESULT, "the best plans at other budgets"),
    Sheet("Monthly", Kind.CALCULATION, "ordered, paid and earned, by period and quarter"),
    Sheet("Commitments", Kind.CALCULATION, "fixed and variable, signed and free to cut"),
    Sheet("Reinvestment", Kind.CALCULATION, "which returns paid for which work"),
    Sheet("Answer", Kind.SOLVER, "objective with its proof, every rule with its slack"),
    Sheet("Sensitivity", Kind.SOLVER, "what the next unit of money returns"),
    Sheet("Limits", Kind.SOLVER, "how far each item may go"),
    Sheet("Inputs", Kind.INPUT, "spend by item and period: edit it, and the rest follows"),
    Sheet("Rates", Kind.INPUT, "money that comes in, and average returns"),
    Sheet("Timing", Kind.INPUT, "when returns arrive"),
    Sheet("Assumptions", Kind.INPUT, "every input with its unit and source"),
    Sheet("Checks", Kind.CONTROL, "each tie-out with its difference"),
    Sheet("Audit", Kind.CONTROL, "files with hashes, versions, solver, command line"),
)


def sheets_of(studied: Studied) -> tuple[Sheet, ...]:
    """The sheets that a report has: those of studies only where they were asked for."""
    left_out = set()
    if studied.compared is None:
        left_out |= {"Scenarios", "Bridge"}
    if studied.frontier is None:
        left_out.add("Frontier")
    return tuple(sheet for sheet in ALL if sheet.name not in left_out)
