"""The lines of a sweep: first what was asked of which scenario, then a case a line, as they come.

Every line is a whole JSON object. A sweep that was interrupted has whole lines only, but for a last one
that a power cut may have left; so it can go on from its own lines.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from allocator.errors import InputError, Mark, Mistake, PlanCheckError
from allocator.plan.exchange import scenario_digest
from allocator.studies.base import Answer
from allocator.studies.sweep.answer import CaseAnswer
from allocator.studies.sweep.study import Sweep

P = TypeVar("P", bound=Answer)


class Header(Answer):
    """The first line: all that is needed to ask again."""

    format: Literal[1]
    """The version of this format."""
    study: Literal["sweep"]
    """Which question the lines answer."""
    currency: str
    """ISO 4217 code of all amounts."""
    cases: int
    """How many cases there are."""
    scenario_sha256: str
    """SHA-256 of the scenario's data, written as JSON with sorted keys and no spaces, in UTF-8."""
    scenarios: list[dict[str, Any]]
    """The scenario that each case changes, complete, as the only entry."""
    question: dict[str, Any]
    """What was varied."""


@dataclass(frozen=True, slots=True)
class Journal:
    """What a sweep's lines hold; `size` counts the bytes of the whole lines."""

    header: Header
    answers: tuple[CaseAnswer, ...]
    size: int


def header_line(sweep: Sweep) -> str:
    """The first line of a sweep."""
    data = sweep.scenario.to_data()
    header = Header(
        format=1,
        study="sweep",
        currency=sweep.scenario.currency,
        cases=len(sweep.cases),
        scenario_sha256=scenario_digest(data),
        scenarios=[data],
        question=dict(sweep.question),
    )
    return _line(header)


def complete(data: bytes, name: str) -> Journal:
    """The lines of a sweep that came to its end.

    Raises:
        InputError: cases are missing.
        PlanCheckError: the scenario is not the one whose digest the header has.
    """
    journal = journal_of(data, name)
    count = len(journal.answers) if journal else 0
    if journal is None or count < journal.header.cases:
        expected = f"{journal.header.cases} cases; --resume goes on with the rest" if journal else "cases"
        raise InputError.single(f"{name}: an unfinished sweep", expected=expected, found=str(count))
    if [scenario_digest(one) for one in journal.header.scenarios] != [journal.header.scenario_sha256]:
        raise PlanCheckError(["scenario_sha256: the scenario was changed after the sweep was begun"])
    return journal


def case_line(answer: CaseAnswer) -> str:
    """The line of a case."""
    return _line(answer)


def journal_of(data: bytes, name: str) -> Journal | None:
    """What the lines of a file hold, a cut last line left out; None where no line is whole.

    Raises InputError where a line is none of a sweep, or a case has two.
    """
    whole, end, _ = data.rpartition(b"\n")
    if not end:
        return None
    first, *rest = whole.split(b"\n")
    header = _read(first, Header, Mark(name, 1, 1))
    answers = tuple(_read(line, CaseAnswer, Mark(name, k, 1)) for k, line in enumerate(rest, 2))
    _refuse_repeated(answers, name)
    return Journal(header, answers, len(whole) + len(end))


def refuse_another(journal: Journal, sweep: Sweep, name: str) -> None:
    """Raise InputError where the lines answer another question, or are of another scenario."""
    own = json.loads(header_line(sweep))
    mistakes = []
    if journal.header.scenario_sha256 != own["scenario_sha256"]:
        problem = "these are cases of another scenario; --force begins anew"
        found = f"one with SHA-256 {journal.header.scenario_sha256[:12]}…"
        expected = f"{own['scenario_sha256'][:12]}…"
        mistakes.append(Mistake(problem, mark=Mark(name, 1, 1), expected=expected, found=found))
    if journal.header.question != own["question"]:
        mistakes.append(
            Mistake(
                "these are cases of another question; --force begins anew",
                mark=Mark(name, 1, 1),
                expected=json.dumps(own["question"], ensure_ascii=False),
                found=json.dumps(journal.header.question, ensure_ascii=False),
            )
        )
    cases = {case.number: case.edits for case in sweep.cases}
    strange = (one.case for one in journal.answers if cases.get(one.case) != one.edits)
    mistakes += (
        [] if mistakes else [Mistake(f"case {k} is another one", mark=Mark(name, 1, 1)) for k in strange]
    )
    if mistakes:
        raise InputError(mistakes)


def _line(part: Answer) -> str:
    data = part.model_dump(mode="json")
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _read(line: bytes, kind: type[P], mark: Mark) -> P:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        expected = "the first line of a sweep" if kind is Header else "a case"
        raise InputError.single(
            f"no line of a sweep: {first['msg']}",
            path=".".join(map(str, first["loc"])),
            mark=mark,
            expected=expected,
        ) from None


def _refuse_repeated(answers: tuple[CaseAnswer, ...], name: str) -> None:
    seen: set[int] = set()
    for number, one in enumerate(answers, 2):
        if one.case in seen:
            raise InputError.single(f"case {one.case} is here twice", mark=Mark(name, number, 1))
        seen.add(one.case)
