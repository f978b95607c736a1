"""`allocator report`: written whole or not at all, the same bytes each time."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.studies.families import FOLDER

STARTER = FOLDER / "starter.yaml"


def test_the_same_input_makes_the_same_bytes(run: Run) -> None:
    assert run("report", STARTER, "-o", "a.md").code == 0
    first = Path("a.md").read_bytes()
    assert run("report", STARTER, "-o", "a.md", "--force").code == 0
    assert Path("a.md").read_bytes() == first


def test_a_saved_plan_makes_the_same_report_as_its_scenario(run: Run) -> None:
    assert run("solve", STARTER, "--format", "json", "-o", "plan.json").code == 0
    assert run("report", "plan.json", "-o", "saved.md").code == 0
    assert run("report", STARTER, "-o", "fresh.md").code == 0
    saved, fresh = (Path(name).read_text(encoding="utf-8") for name in ("saved.md", "fresh.md"))
    assert saved.partition("## Audit")[0] == fresh.partition("## Audit")[0]
    assert "plan.json" in saved.partition("## Audit")[2]


def test_settings_are_kept_and_told(run: Run) -> None:
    assert run("report", STARTER, "-o", "a.md", "--set", "budget.total=100000").code == 0
    assert "- set 1: budget.total=100000" in Path("a.md").read_text(encoding="utf-8")


def test_mistakes_end_with_code_2_and_write_nothing(run: Run) -> None:
    for arguments, words in (
        ((STARTER, "-o", "a.pdf"), "no format of a report"),
        ((STARTER, "-o", "none/a.md"), "there is no folder none"),
        (("missing.yaml", "-o", "a.md"), "missing.yaml"),
        ((STARTER,), "Missing option"),
    ):
        ended = run("report", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert words in ended.err
    assert list(Path().iterdir()) == []


def test_a_plan_that_does_not_hold_is_not_reported(run: Run) -> None:
    assert run("solve", STARTER, "--format", "json", "-o", "plan.json").code == 0
    text = Path("plan.json").read_text(encoding="utf-8")
    Path("plan.json").write_text(text.replace('"spend": "24000.00"', '"spend": "24000.01"'), encoding="utf-8")
    ended = run("report", "plan.json", "-o", "a.md")
    assert ended.code == 4
    assert not Path("a.md").exists()
    assert run("report", "plan.json", "-o", "a.md", "--set", "budget.total=5").code == 2
