from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.cli.conftest import SCENARIO, Run


def test_the_inventory_lists_every_item_against_the_budget(run: Run, scenario: Path) -> None:
    ended = run("check", scenario)
    lines = ended.out.splitlines()
    assert ended.code == 0
    assert "scenario     valid: 4 items, 1 goal, 1 limit" in lines
    rows = {
        line.split()[0]: line.split() for line in lines if line.startswith("  ") and len(line.split()) > 2
    }
    assert rows["crm"][-2:] == ["300.00", "300.00"]
    assert rows["search"][-2:] == ["-", "3,000.00"]
    assert rows["video"][-2:] == ["-", "3,000.00"]
    assert rows["social"][-2:] == ["no", "cap"]
    assert (
        "All items with a cap cost 6,300.00 at most: 1,800.00 less than the 8,100.00 that can be allocated."
        in lines
    )
    assert (
        "Committed and minimum amounts need 300.00: 7,800.00 less than the 8,100.00 that can be allocated."
        in lines
    )
    assert "Not counted in `at most`, because nothing caps it: social." in lines


def test_time_frames_say_where_they_come_from(run: Run) -> None:
    text = SCENARIO.replace("time_frame: fast, spend: {}", "spend: {max_total: 10}")
    out = run("check", "-", stdin=text).out
    assert "payback in 0.8 months" in out
    assert "no known payback" in out
    assert "The list costs 6,310.00 at most" in out


def test_the_json_is_complete(run: Run, scenario: Path) -> None:
    data = run("check", scenario, "--format", "json").data
    assert (data["format"], data["valid"], data["name"], data["currency"]) == (1, True, "Small", "EUR")
    assert (data["budget"], data["reserve"], data["available"]) == ("9000.00", "900.00", "8100.00")
    assert data["items"][0] == {
        "id": "crm",
        "name": "CRM",
        "kind": "tool",
        "channel": None,
        "time_frame": "long",
        "time_frame_given": False,
        "payback_months": None,
        "status": "committed",
        "bought_by": "price",
        "at_least": "300.00",
        "at_most": "300.00",
        "source": None,
        "info": {"owner": "=Ann"},
    }
    assert data["items"][3]["at_most"] is None
    assert data["uncapped"] == ["social"]
    assert data["totals"] == {"items": 4, "at_least": "300.00", "at_most": "6300.00"}
    assert {group["group"]: group["at_most"] for group in data["groups"]["kind"]} == {
        "tool": "300.00",
        "ad": "3000.00",
        "service": "3000.00",
    }
    assert (data["over_budget_by"], data["under_budget_by"]) == ("0.00", "1800.00")


def test_over_the_budget_is_told(run: Run, scenario: Path) -> None:
    ended = run("check", scenario, "--set", "budget=5000", "--format", "json")
    assert ended.data["over_budget_by"] == "1800.00"
    settings = ("budget.total=6300", "budget.reserve=null", "items.social.spend.max_total=0")
    table = run("check", scenario, *(word for setting in settings for word in ("--set", setting))).out
    assert "The list costs 6,300.00 at most: exactly the budget of 6,300.00." in table


def test_the_csv_has_a_row_per_item(run: Run, scenario: Path) -> None:
    ended = run("check", scenario, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ended.out, newline="")))
    assert [(row["id"], row["at_least"], row["at_most"]) for row in rows] == [
        ("crm", "300.00", "300.00"),
        ("search", "0.00", "3000.00"),
        ("video", "0.00", "3000.00"),
        ("social", "0.00", ""),
    ]
    assert rows[0]["info:owner"] == "'=Ann"
    assert ended.err.startswith("warning: no margin is given")


def test_a_minimum_in_units_and_per_period_costs_money(run: Run) -> None:
    text = SCENARIO.replace("max_total: 2", "max_total: 2, min_total: 1").replace(
        "max_per_period: 1000", "max_per_period: 1000, min_per_period: 50"
    )
    items = run("check", "-", "--format", "json", stdin=text).data["items"]
    assert [item["at_least"] for item in items] == ["300.00", "150.00", "1500.00", "0.00"]
