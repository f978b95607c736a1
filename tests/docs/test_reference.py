"""The generated pages of docs/reference/ are what the code says today."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from allocator.plan.format import PlanFile
from allocator.plan.reasons import Reason
from allocator.reports.no_plan import NoPlanFile
from allocator.scenario.documentation import documentation_of, models_within
from allocator.scenario.schema import Scenario
from tests.docs.pages import models_shown
from tests.docs.regenerate import FOLDER, pages

ROOTS: dict[str, type[BaseModel]] = {"scenario.md": Scenario, "plan.md": PlanFile}


ALL: list[type[BaseModel]] = [*ROOTS.values(), NoPlanFile]
MODELS = [model for root in ALL for model in models_within(root).values()]


@pytest.mark.parametrize("name", pages())
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], "run `make docs`"


@pytest.mark.parametrize("name", ROOTS)
def test_each_part_has_its_table(name: str) -> None:
    assert sorted(models_shown(name)) == sorted(models_within(ROOTS[name]))


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_documented(model: type[BaseModel]) -> None:
    told = documentation_of(model)
    assert [name for name in model.model_fields if not told.get(name)] == []


def test_every_reason_is_explained() -> None:
    assert [reason for reason in Reason if f"| `{reason.value}` |" not in pages()["plan.md"]] == []
