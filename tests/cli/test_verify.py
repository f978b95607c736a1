from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def tampered(plan: Path) -> str:
    data = json.loads(plan.read_text(encoding="utf-8"))
    data["items"][1]["spend"] = "0.01"
    return json.dumps(data)


def test_a_plan_as_saved_holds(run: Run, plan: Path) -> None:
    ended = run("verify", plan)
    assert ended.code == 0
    assert "result    verified:" in ended.out
    assert "checked   4 items, 3 periods," in ended.out
    assert "ties out" in ended.out


def test_a_plan_can_be_piped_and_reported_as_data(run: Run, plan: Path) -> None:
    data = run("verify", "-", "--format", "json", stdin=plan.read_bytes()).data
    assert (data["verified"], data["findings"], data["checked"]["items"]) == (True, [], 4)
    assert run("verify", plan, "--format", "csv").out.startswith("verified,name,currency,budget")


def test_one_changed_amount_is_found_and_named(run: Run, plan: Path) -> None:
    ended = run("verify", "-", "-o", "out", stdin=tampered(plan))
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.startswith("error: the plan does not hold:\n  items.search.spend: it says '0.01'")
    assert not Path("out").exists()


def test_a_failed_check_is_data_for_programs_too(run: Run, plan: Path) -> None:
    ended = run("verify", "-", "--format", "json", stdin=tampered(plan))
    assert ended.code == 4
    assert (ended.data["format"], ended.data["verified"]) == (1, False)
    assert "items.search.spend" in ended.data["findings"][0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "<stdin>:1:1: not JSON: expecting value"),
        ('{\n  "format": }', "<stdin>:2:13: not JSON"),
        ('{"format": 1, "format": 1}', 'the key "format" is here twice'),
        ('{"gap": NaN}', "NaN is no number"),
        ('{"gap": 1e999}', "1e999 is no number"),
        ("[" * 100_000, "nested too deeply"),
        ("[1]", "expected a JSON object"),
        ("{}", "no plan of format 1"),
        (b"\xff\xfe{", "saved as UTF-16"),
    ],
)
def test_what_is_no_plan_is_bad_input(run: Run, text: str | bytes, words: str) -> None:
    ended = run("verify", "-", stdin=text)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert "Traceback" not in ended.err


def test_a_missing_or_huge_file_is_bad_input(run: Run, monkeypatch: pytest.MonkeyPatch, plan: Path) -> None:
    assert run("verify", "none.json").err == "error: none.json: cannot be read: no such file or directory\n"
    monkeypatch.setattr("allocator.cli.plan_files.LARGEST", 1 << 10)
    assert "the file is too large" in run("verify", plan).err
