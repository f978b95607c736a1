from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from allocator.reports.schemas import no_plan_schema, plan_schema
from tests.cli.conftest import IMPOSSIBLE, SCENARIO, Run


def test_the_table_has_a_reason_on_every_line_and_sums_that_tie_out(run: Run, scenario: Path) -> None:
    ended = run("solve", scenario)
    assert (ended.code, ended.err) == (0, "")  # a warning belongs to the table, not beside it
    lines = ended.out.splitlines()
    start = lines.index("Allocation, EUR")
    assert [line.split()[0] for line in lines[start + 3 : start + 7]] == ["crm", "search", "video", "social"]
    where = lines[start + 1].index("why")
    assert all(line[where:].strip() for line in lines[start + 3 : start + 7])
    assert sum(line.endswith("ties out") for line in lines) == 2
    for title in (
        "Goals",
        "Totals, EUR",
        "Spend by period, EUR",
        "Cash, EUR",
        "Outcomes",
        "Limits that leave",
    ):
        assert any(line.startswith(title) for line in lines)
    assert lines[-1].startswith("warning: no margin is given")
    assert "\x1b" not in ended.out


def test_the_json_keeps_its_schema_and_warns_on_standard_error(run: Run, scenario: Path) -> None:
    ended = run("solve", scenario, "--format", "json")
    Draft202012Validator(plan_schema()).validate(ended.data)
    assert ended.data["totals"]["budget"] == "9000.00"
    assert ended.err == f"warning: {ended.data['warnings'][0]}\n"
    assert ended.out.endswith("}\n")


def test_the_csv_has_a_row_per_item_that_adds_up(run: Run, scenario: Path) -> None:
    ended = run("solve", scenario, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ended.out, newline="")))
    assert [row["id"] for row in rows] == ["crm", "search", "video", "social"]
    assert rows[0]["info:owner"] == "'=Ann"
    assert list(rows[0])[:15] == (
        "id name kind channel time_frame status spend share return marginal_return units tier evidence"
        " reason reason_text".split()
    )
    for row in rows:
        periods = [Decimal(row[f"spend:2027-0{month}"]) for month in (1, 2, 3)]
        assert sum(periods) == Decimal(row["spend"])
    assert ended.out.count("\r\n") == ended.out.count("\n") == 5


def test_the_markdown_has_the_same_figures(run: Run, scenario: Path) -> None:
    table, markdown = run("solve", scenario).out, run("solve", scenario, "--format", "md").out
    total = next(line for line in table.splitlines() if line.startswith("  TOTAL")).split()
    assert f"**{total[1]}**" in markdown
    assert markdown.startswith("# Small\n")


def test_more_than_twelve_periods_stand_as_rows(run: Run, scenario: Path) -> None:
    ended = run("solve", scenario, "--set", "horizon.every=week", "--set", "horizon.periods=52")
    assert "Spend by period" not in ended.out
    assert "Spend of each item in each of the 52 periods: --format csv" in ended.out
    assert sum(line.startswith("  2027-") for line in ended.out.splitlines()) == 52


def test_one_period_needs_no_table_of_periods(run: Run, scenario: Path) -> None:
    ended = run("solve", scenario, "--set", "horizon.periods=1")
    assert "Spend by period" not in ended.out


def test_settings_change_one_run(run: Run, scenario: Path) -> None:
    settings = ("--set", "budget.total=6000", "--set", "items.search.spend.max_total=500")
    data = run("solve", scenario, "--format", "json", *settings).data
    assert data["totals"]["budget"] == "6000.00"
    assert data["items"][1]["spend"] == "500.00"


def test_a_scenario_may_come_from_standard_input(run: Run, scenario: Path) -> None:
    assert run("solve", "-", stdin=SCENARIO).out == run("solve", scenario).out


def test_a_file_gets_the_same_bytes_as_a_pipe(run: Run, scenario: Path, tmp_path: Path) -> None:
    for form in ("table", "json", "csv", "md"):
        target = tmp_path / form
        ended = run("solve", scenario, "--format", form, "-o", target)
        assert (ended.code, ended.out) == (0, "")
        assert target.read_bytes().decode() == run("solve", scenario, "--format", form, "-o", "-").out


def test_an_existing_file_is_kept_before_any_work_is_done(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    ended = run("solve", "no-such-file.yaml", "-o", "out")
    assert (ended.code, ended.err) == (2, "error: out: the file exists already; --force replaces it\n")
    assert (tmp_path / "out").read_text() == "mine"


def test_force_replaces_a_file(run: Run, scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("old")
    assert run("solve", scenario, "-o", "out", "--force").code == 0
    assert (tmp_path / "out").read_text().startswith("Small\n")


def test_no_plan_names_the_rules_their_places_and_the_cures(run: Run, tmp_path: Path) -> None:
    (tmp_path / "no.yaml").write_text(IMPOSSIBLE)
    ended = run("solve", "no.yaml", "-o", "plan.txt")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.splitlines() == [
        "error: no plan is possible. These rules cannot all hold:",
        "  own money: at most 1,000.00   no.yaml:1:1",
        "  crm is committed: 900.00      no.yaml:4:33",
        "  video: at least 200.00 total  no.yaml:5:34",
        "cure: raise budget.total by 100.00 (own money: at most 1,000.00)",
        "or:   lower items.video.spend.min_total by 100.00 (video: at least 200.00 total)",
    ]
    assert not (tmp_path / "plan.txt").exists()


def test_no_plan_is_data_for_programs_too(run: Run) -> None:
    ended = run("solve", "-", "--format", "json", stdin=IMPOSSIBLE)
    assert ended.code == 3
    assert ended.data["status"] == "infeasible"
    assert {rule["name"] for rule in ended.data["conflict"]} == {
        "budget",
        "crm: committed",
        "video: min_total",
    }
    assert all(
        rule["file"] == "<stdin>" and rule["line"] and rule["column"] for rule in ended.data["conflict"]
    )
    assert ended.data["cures"][0]["amount"] == "100.00"
    assert ended.data["further"] == []
    assert ended.err.startswith("error: no plan is possible")
    Draft202012Validator(no_plan_schema()).validate(ended.data)


def test_further_contradictions_stand_under_the_first(run: Run) -> None:
    text = IMPOSSIBLE + "limits: [{choose: all, at_least: 3}]\n"
    ended = run("solve", "-", "--format", "json", stdin=text)
    assert ended.err.splitlines() == [
        "error: no plan is possible. These rules cannot all hold:",
        "  at least 3 of these: crm, video  <stdin>:6:24",
        "and apart from that, these cannot all hold:",
        "  own money: at most 1,000.00      <stdin>:1:1",
        "  crm is committed: 900.00         <stdin>:4:33",
        "  video: at least 200.00 total     <stdin>:5:34",
        "cure: no amount alone cures this; at least one rule of each of these lists must give way",
    ]
    (further,) = ended.data["further"]
    assert (further[0]["path"], further[0]["line"]) == ("budget.total", 1)
    Draft202012Validator(no_plan_schema()).validate(ended.data)


def test_a_long_list_of_contradictions_is_counted(run: Run) -> None:
    items = "".join(f"  i{k}: {{kind: tool, price: {900 + k}, status: committed}}\n" for k in range(9))
    ended = run("solve", "-", "--format", "json", stdin=f"budget: 500\nitems:\n{items}")
    assert ended.err.count("and apart from that") == 5
    assert "and 3 further contradictions; --format json names them all\n" in ended.err
    assert len(ended.data["further"]) == 8


@pytest.mark.parametrize(
    "arguments",
    [
        ["--gap", "nan"],
        ["--gap", "2"],
        ["--time-limit", "-1"],
        ["--time-limit", "inf"],
        ["--format", "xml"],
        ["--no"],
    ],
)
def test_wrong_options_are_bad_usage(run: Run, scenario: Path, arguments: list[str]) -> None:
    ended = run("solve", scenario, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "Try 'allocator solve" in ended.err


def test_the_least_budget_needs_no_extra_money_beside_it(run: Run) -> None:
    text = """
budget: {total: 100, extra: {max_total: 50, cost: 20%}}
policy: {maximise: return}
items: {a: {kind: ad, spend: {}, returns: {roas: 2}}}
goals: [{metric: return, at_least: 90}]
"""
    ended = run("solve", "-", "--minimise", "budget", "--format", "json", stdin=text)
    assert ended.code == 0, ended.err
    assert (ended.data["totals"]["budget"], ended.data["totals"]["extra"]) == ("45.00", "0.00")
