from __future__ import annotations

import json
from pathlib import Path

from allocator.cli.init import SCHEMA_LINE, starter
from allocator.reports.schemas import scenario_schema
from tests.cli.conftest import Run

STARTER = Path(__file__).resolve().parents[2] / "scenarios" / "starter.yaml"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_template_is_the_starter_scenario() -> None:
    assert starter() == STARTER.read_text(encoding="utf-8"), (
        "copy scenarios/starter.yaml to allocator/cli/templates/"
    )


def test_the_starter_is_written_with_its_schema_and_solves(run: Run, tmp_path: Path) -> None:
    ended = run("init", "plans/2027")
    folder = tmp_path / "plans" / "2027"
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.splitlines()[-1] == "next: allocator solve plans/2027/scenario.yaml"
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    assert text == SCHEMA_LINE + starter()
    assert SCHEMA_LINE == "# yaml-language-server: $schema=scenario.schema.json\n"
    assert json.loads((folder / "scenario.schema.json").read_text(encoding="utf-8")) == scenario_schema()
    assert run("solve", folder / "scenario.yaml").code == 0


def test_nothing_is_overwritten_and_nothing_half_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scenario.schema.json").write_text("mine")
    ended = run("init")
    assert ended.code == 2
    assert "scenario.schema.json: the file exists already; --force replaces it" in ended.err
    assert names_in(tmp_path) == ["scenario.schema.json"]
    assert (tmp_path / "scenario.schema.json").read_text() == "mine"
    assert run("init", "--force").code == 0
    assert names_in(tmp_path) == ["scenario.schema.json", "scenario.yaml"]


def test_a_file_in_the_way_of_the_folder_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    ended = run("init", "taken")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: taken: no folder can be made here")
