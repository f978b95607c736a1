"""A study's answer as a report: its JSON holds scenarios and question, so that it can be asked again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, create_model, validate_call
from pydantic_core import to_jsonable_python

from allocator.errors import InputError, Mistake, PlanCheckError
from allocator.plan import Plan
from allocator.plan.differences import differences
from allocator.plan.verifying import verify
from allocator.reports.document import Document, Table
from allocator.scenario import Scenario, scenario_of
from allocator.studies.base import Answer, Subject, scenario_in

A = TypeVar("A", bound=Answer)
FORMAT: Literal[1] = 1
_MOST = 20


@dataclass(frozen=True)
class Asked(ABC, Generic[A]):
    """What was asked of which scenarios, and the answer.

    A plan may stand in the place of its scenario. `question` has the keyword arguments of the study beyond
    them, as JSON can hold them.
    """

    subjects: tuple[Subject, ...]
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

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, also those of plans."""
        return tuple(map(scenario_in, self.subjects))

    @property
    def standard(self) -> str:
        """What stands for the best plan, in words."""
        return "saved plan" if isinstance(self.subjects[0], Plan) else "best plan"

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
            **self._plans(),
            "question": to_jsonable_python(dict(self.question)),
            "answer": self.answer.model_dump(mode="json"),
        }

    def _plans(self) -> dict[str, Any]:
        """The plans that stand in for scenarios, each at its place; nothing where there are none."""
        plans = [one.to_data() if isinstance(one, Plan) else None for one in self.subjects]
        return {"plans": plans} if any(plans) else {}

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
    plans: list[dict[str, Any] | None] | None = None
    """Plans, as `allocator schema plan` describes them, that stood in for the best plans of these scenarios:
    one for each scenario, null where its best plan was found; left out where all were."""
    question: dict[str, Any]
    """What was asked besides."""
    answer: Any
    """The answer."""


def asked_again(data: Mapping[str, Any], homes: Mapping[str, Callable[[], type[Asked[Any]]]]) -> Asked[Any]:
    """The same question asked anew of the scenarios inside; `homes` has the report of each study.

    Raises:
        InputError: the data is no answer of format 1, or a plan in it is not one of its scenario.
        PlanCheckError: the new answer differs, or a plan in it does not hold; names each difference.
    """
    told = _parsed(data)
    if told.study not in homes:
        raise InputError.single(
            "no study of that name", path="study", expected=", ".join(homes), found=told.study
        )
    kind = homes[told.study]()
    subjects = tuple(_subjects(told))
    if not subjects:
        raise InputError.single("an answer without scenarios", path="scenarios", expected="one or more")
    try:
        answer = validate_call(kind.ask())(*subjects, **told.question)
    except ValidationError as error:
        raise InputError(
            Mistake(f"no question that {told.study} answers: {e['msg']}", ".".join(map(str, e["loc"])))
            for e in error.errors(include_url=False)[:_MOST]
        ) from None
    again = kind(subjects, told.question, answer)
    if found := list(differences(again.data(), data, "")):
        raise PlanCheckError(found[:_MOST] + [f"and {len(found) - _MOST} more"] * (len(found) > _MOST))
    return again


def _subjects(told: AnswerFile) -> Iterator[Subject]:
    plans = told.plans if told.plans is not None else [None] * len(told.scenarios)
    if len(plans) != len(told.scenarios):
        expected, found = f"{len(told.scenarios)}, one for each scenario", str(len(plans))
        raise InputError.single("not as many plans", path="plans", expected=expected, found=found)
    for number, (scenario, plan) in enumerate(zip(told.scenarios, plans, strict=True), start=1):
        if plan is None:
            yield scenario_of(scenario)
        elif plan.get("scenario") == scenario:
            yield verify(plan)
        else:
            path = f"plans.{number}.scenario"
            raise InputError.single("the plan is one of another scenario than the answer's", path=path)


def _parsed(data: Mapping[str, Any]) -> AnswerFile:
    try:
        return AnswerFile.model_validate(data)
    except ValidationError as error:
        raise InputError(
            Mistake(f"no answer of format 1: {e['msg']}", ".".join(map(str, e["loc"])))
            for e in error.errors(include_url=False)[:_MOST]
        ) from None
