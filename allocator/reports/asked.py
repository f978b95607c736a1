"""A study's answer as a report: its JSON holds scenarios and question, so that it can be asked again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, create_model, validate_call
from pydantic_core import to_jsonable_python

from allocator.errors import InputError, Mistake, PlanCheckError
from allocator.plan.differences import differences
from allocator.reports.document import Document, Table
from allocator.scenario import Scenario, scenario_of
from allocator.studies.base import Answer

A = TypeVar("A", bound=Answer)
FORMAT: Literal[1] = 1
_MOST = 20


@dataclass(frozen=True)
class Asked(ABC, Generic[A]):
    """What was asked of which scenarios, and the answer.

    `question` has the keyword arguments of the study beyond its scenarios, as JSON can hold them.
    """

    scenarios: tuple[Scenario, ...]
    question: Mapping[str, Any]
    answer: A

    study: ClassVar[str]
    """The study's name: the command's, too."""
    answered: ClassVar[type[Answer]]
    """What the study returns."""

    @staticmethod
    @abstractmethod
    def ask() -> Callable[..., Any]:
        """The study itself: takes scenarios, and the question as keyword arguments."""

    @abstractmethod
    def document(self) -> Document:
        """What a reader sees."""

    @abstractmethod
    def sheet(self) -> Table:
        """One table that holds the whole."""

    def data(self) -> dict[str, Any]:
        """The answer as JSON, format 1, with all that is needed to ask again."""
        return {
            "format": FORMAT,
            "study": self.study,
            "currency": self.scenarios[0].currency,
            "scenarios": [scenario.to_data() for scenario in self.scenarios],
            "question": to_jsonable_python(dict(self.question)),
            "answer": self.answer.model_dump(mode="json"),
        }

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """The JSON Schema of `data`."""
        model = create_model(
            f"{cls.__name__}File", __base__=AnswerFile, answer=(cls.answered, ...), study=(str, ...)
        )
        made = model.model_json_schema(mode="serialization")
        made["properties"]["study"] |= {"const": cls.study, "description": "Which question it answers."}
        made["properties"]["answer"]["description"] = "The answer."
        return made


class AnswerFile(BaseModel):
    """An answer, format 1, with the scenarios and the question that it answers."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    format: Literal[1]
    """The version of this format."""
    study: str
    """Which question it answers."""
    currency: str
    """ISO 4217 code of all amounts."""
    scenarios: list[dict[str, Any]]
    """The scenarios that it was asked of, complete, as `allocator schema scenario` describes them."""
    question: dict[str, Any]
    """What was asked besides."""
    answer: Any
    """The answer."""


def asked_again(data: Mapping[str, Any], homes: Mapping[str, Callable[[], type[Asked[Any]]]]) -> Asked[Any]:
    """The same question asked anew of the scenarios inside; `homes` has the report of each study.

    Raises:
        InputError: the data is no answer of format 1.
        PlanCheckError: the new answer differs; names each difference.
    """
    told = _parsed(data)
    if told.study not in homes:
        raise InputError.single(
            "no study of that name", path="study", expected=", ".join(homes), found=told.study
        )
    kind = homes[told.study]()
    scenarios: Sequence[Scenario] = [scenario_of(one) for one in told.scenarios]
    if not scenarios:
        raise InputError.single("an answer without scenarios", path="scenarios", expected="one or more")
    try:
        answer = validate_call(kind.ask())(*scenarios, **told.question)
    except ValidationError as error:
        raise InputError(
            Mistake(f"no question that {told.study} answers: {e['msg']}", ".".join(map(str, e["loc"])))
            for e in error.errors(include_url=False)[:_MOST]
        ) from None
    again = kind(tuple(scenarios), told.question, answer)
    if found := list(differences(again.data(), data, "")):
        raise PlanCheckError(found[:_MOST] + [f"and {len(found) - _MOST} more"] * (len(found) > _MOST))
    return again


def _parsed(data: Mapping[str, Any]) -> AnswerFile:
    try:
        return AnswerFile.model_validate(data)
    except ValidationError as error:
        raise InputError(
            Mistake(f"no answer of format 1: {e['msg']}", ".".join(map(str, e["loc"])))
            for e in error.errors(include_url=False)[:_MOST]
        ) from None
