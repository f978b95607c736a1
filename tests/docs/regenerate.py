"""Write the generated pages of docs/reference/: `python -m tests.docs.regenerate`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.docs.pages import page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"


def pages() -> Mapping[str, str]:
    """The text of each generated page, by its name."""
    from allocator.plan.format import PlanFile
    from allocator.reports.asked_kinds import KINDS
    from allocator.reports.schemas import (
        answer_schema,
        no_plan_schema,
        plan_schema,
        scenario_schema,
    )
    from allocator.scenario.schema import Scenario

    return {
        "scenario.md": page("scenario.md", Scenario, defaults=True),
        "plan.md": page("plan.md", PlanFile, defaults=False),
        "scenario.schema.json": _json(scenario_schema()),
        "plan.schema.json": _json(plan_schema()),
        "no_plan.schema.json": _json(no_plan_schema()),
    } | {f"answers/{study}.schema.json": _json(answer_schema(study)) for study in KINDS}


def _json(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    """Write all pages."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
