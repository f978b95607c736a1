"""Workbooks of several scenarios, and of a range of budgets."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import takewhile
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.finance.books import formulas, needs_office, opened, recalculated, same, table, without_values
from tests.studies.families import FOLDER

WHAT_IF = FOLDER / "what_if"
BASE, OTHERS = WHAT_IF / "base.yaml", ("cut_15.yaml", "add_channel.yaml", "impossible_promise.yaml")


@pytest.fixture
def compared(run: Run) -> bytes:
    arguments = [
        BASE,
        *(WHAT_IF / name for name in OTHERS),
        "-o",
        "c.xlsx",
        "--frontier",
        "30000:90000",
        "--no-rules",
    ]
    ended = run("report", *arguments)
    assert (ended.code, ended.out) == (0, "")
    return Path("c.xlsx").read_bytes()


def test_bridges_lead_from_one_return_to_the_other(run: Run, compared: bytes) -> None:
    book = opened(compared)
    assert {"Scenarios", "Bridge", "Frontier"} <= set(book.sheetnames)
    rows = list(book["Bridge"].iter_rows(values_only=True))
    starts = [k for k, row in enumerate(rows) if row[0] == "step"]
    assert len(starts) == 2
    for start, name in zip(starts, OTHERS, strict=False):
        body = list(takewhile(lambda row: row[0] is not None, rows[start + 1 :]))
        solved = run("solve", WHAT_IF / name, "--format", "json").data["totals"]["return"]
        assert Decimal(repr(body[-1][4])) == Decimal(solved)
        assert sum(Decimal(repr(row[4])) for row in body[:-1]) == Decimal(solved)
    checks = table(book, "Checks", "check").values
    assert sum(name.startswith("bridge to ") for name in checks) == 2
    assert all(row["difference"] == 0 for row in checks.values())


def test_the_range_of_budgets_has_the_plans_that_solving_finds(run: Run, compared: bytes) -> None:
    rows = list(opened(compared)["Frontier"].iter_rows(values_only=True))
    start = next(k for k, row in enumerate(rows) if row[0] == "budget" and "paid_search" in row)
    column = rows[start].index("paid_search")
    budget = 36000
    row = next(row for row in rows[start + 1 :] if row[0] == budget)
    plan = run("solve", BASE, "--set", f"budget.total={budget}", "--format", "json").data
    assert Decimal(repr(row[2])) == Decimal(plan["totals"]["return"])
    assert Decimal(repr(row[column])) == next(
        Decimal(item["spend"]) for item in plan["items"] if item["id"] == "paid_search"
    )


def test_the_audit_names_every_file_and_the_command(compared: bytes) -> None:
    cells = [str(cell.value) for row in opened(compared)["Audit"].iter_rows() for cell in row if cell.value]
    assert all(any(name in cell for cell in cells) for name in ("base.yaml", *OTHERS))
    command = next(cell for cell in cells if cell.startswith("allocator report "))
    assert command.endswith("-o c.xlsx --frontier 30000:90000 --no-rules")
    assert "gap 0 (the best plan; 0.01% under curves by a formula), no time limit" in cells


@needs_office
def test_it_recalculates_to_its_stored_values(compared: bytes, tmp_path: Path) -> None:
    found = recalculated({"c": without_values(compared)}, tmp_path)["c"]
    stored = opened(compared)
    for sheet, cell, formula in formulas(opened(compared, values=False)):
        assert same(stored[sheet][cell].value, found[sheet][cell].value), (sheet, cell, formula)


def test_it_is_verified_like_any_other(run: Run, compared: bytes) -> None:
    assert run("verify", "-", stdin=compared).code == 0


def test_markdown_tells_of_the_others_too(run: Run) -> None:
    assert run("report", BASE, WHAT_IF / "cut_15.yaml", "-o", "c.md").code == 0
    assert "From the base to cut by 15 %" in Path("c.md").read_text(encoding="utf-8")


def _told_options(run: Run) -> list[object]:
    """What the workbook of a saved plan says of the solver's options."""
    assert run("report", "plan.json", "-o", "p.xlsx", "--no-rules", "--force").code == 0
    rows = openpyxl.load_workbook("p.xlsx")["Audit"].iter_rows(values_only=True)
    return [row[1] for row in rows if row[0] == "solver options"]


def test_a_saved_plan_tells_with_what_it_was_solved(run: Run) -> None:
    assert run("solve", BASE, "--gap", "0.02", "--time-limit", "60", "-o", "plan.json").code == 0
    assert _told_options(run) == ["gap 2%, time limit 60 s"]
    assert run("solve", BASE, "-o", "plan.json", "--force").code == 0
    assert _told_options(run) == ["gap 0 (the best plan; 0.01% under curves by a formula), no time limit"]


def test_a_plan_from_before_options_were_recorded_says_so(run: Run) -> None:
    assert run("solve", BASE, "-o", "plan.json").code == 0
    plan = json.loads(Path("plan.json").read_text(encoding="utf-8"))
    del plan["solver"]["options"]
    Path("plan.json").write_text(json.dumps(plan), encoding="utf-8")
    assert run("verify", "plan.json").code == 0
    assert _told_options(run) == ["not recorded in the saved plan"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((BASE, WHAT_IF / "cut_15.yaml", "--set", "budget.total=1"), "say the change in an overlay"),
        ((BASE, FOLDER / "starter.yaml"), "scenarios in different currencies"),
        ((BASE, "none.yaml"), "no such file"),
        ((BASE, "--frontier", "x:y"), "expected FROM:TO"),
    ],
)
def test_mistakes_write_nothing(run: Run, arguments: tuple[object, ...], words: str) -> None:
    ended = run("report", *arguments, "-o", "c.xlsx")
    assert (ended.code, ended.out) == (2, "")
    assert words in " ".join(ended.err.split())
    assert not Path("c.xlsx").exists()


@pytest.mark.parametrize("scenario", [BASE, FOLDER / "low_season.yaml"])
def test_prices_of_rules_stand_on_the_sheet_sensitivity(run: Run, scenario: Path) -> None:
    assert run("report", scenario, "-o", "p.xlsx").code == 0
    rules = table(openpyxl.load_workbook("p.xlsx", data_only=True), "Sensitivity", "rule").values
    told = run("explain", scenario, "--format", "json").data["answer"]["rules"]
    assert [rule["name"] for rule in told] == list(rules)
    for rule in told:
        row = rules[rule["name"]]
        assert Decimal(repr(row["costs"])) == Decimal(rule["price"])
        assert row.get("per unit") == (rule["worth"] and rule["worth"]["per_unit"])
    assert any(row["costs"] for row in rules.values())
