"""`allocator report`: written whole or not at all, the same bytes each time."""

from __future__ import annotations

import csv
import io
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.studies.families import FOLDER

STARTER = FOLDER / "starter.yaml"
CONTRACTS = FOLDER / "contracts_fixed.yaml"


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


def test_a_web_page_is_the_same_bytes_each_time_and_small(run: Run) -> None:
    for name in ("a.html", "b.html"):
        assert run("report", CONTRACTS, "-o", name).code == 0
    one, other = (Path(name).read_bytes() for name in ("a.html", "b.html"))
    assert one == other.replace(b"b.html", b"a.html")
    assert len(one) < 1_000_000


def test_a_page_has_other_budgets_as_asked(run: Run) -> None:
    assert run("report", CONTRACTS, "-o", "a.html", "--frontier", "60_000:90000").code == 0
    assert run("report", CONTRACTS, "-o", "b.html", "--no-frontier").code == 0
    some, none = (Path(name).read_text(encoding="utf-8") for name in ("a.html", "b.html"))
    assert '"budget": "60,000.00"' in some
    assert '"budget": "90,000.00"' in some
    assert "<script" not in none
    assert "slider" not in none.partition("</style>")[2]


def test_a_page_tells_what_each_rule_costs(run: Run) -> None:
    assert run("report", CONTRACTS, "-o", "a.html").code == 0
    assert run("report", CONTRACTS, "-o", "b.html", "--no-rules").code == 0
    with_prices, without = (Path(name).read_text(encoding="utf-8") for name in ("a.html", "b.html"))
    told = run("explain", CONTRACTS, "--format", "csv").out
    dearest = next(csv.DictReader(io.StringIO(told)))
    assert f"{Decimal(dearest['price']):,.2f}</td>" in with_prices.partition('id="rules"')[2]
    assert "What each rule costs" in with_prices
    assert "What each rule costs" not in without


def test_figures_follow_the_locale_in_pages_and_markdown(run: Run) -> None:
    for ending in ("html", "md"):
        assert run("report", CONTRACTS, "-o", f"a.{ending}", "--locale", "nb_NO").code == 0
        text = Path(f"a.{ending}").read_text(encoding="utf-8")
        assert "80\xa0000,00 EUR are spent" in text
    page = Path("a.html").read_text(encoding="utf-8")
    assert "40\xa0000,00" in page.partition('id="slider-positions"')[2]
    assert ">20\xa0000</text>" in page  # ticks of axes


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "a.md", "--frontier", "1:2"), "for a web page or a workbook"),
        (("-o", "a.xlsx", "--no-frontier"), "for a web page only"),
        (("-o", "a.md", "--no-rules"), "for a web page or a workbook"),
        (("-o", "a.html", "--frontier", "1:2", "--no-frontier"), "exclude each other"),
        (("-o", "a.html", "--frontier", "1-2"), "expected FROM:TO"),
        (("-o", "a.html", "--frontier", "a:b"), "expected FROM:TO"),
        (("-o", "a.html", "--frontier", "90000:10"), "no range of budgets"),
        (("-o", "a.html", "--frontier=-5:10"), "no budget"),
        (("-o", "a.html", "--frontier", "nan:10"), "expected FROM:TO"),
        (("-o", "a.md", "--locale", "xx_YY"), "no known locale"),
        (("-o", "a.xlsx", "--locale", "nb_NO"), "a workbook's numbers follow the reader's own settings"),
    ],
)
def test_mistakes_about_pages_end_with_code_2(run: Run, arguments: tuple[str, ...], words: str) -> None:
    ended = run("report", CONTRACTS, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert words in " ".join(ended.err.replace("│", " ").split())
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("package", ["jinja2", "vl_convert"])
def test_a_missing_package_is_told_with_its_extra_before_anything_is_solved(
    run: Run, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    for name in [name for name in sys.modules if name.startswith("allocator.render.web_page")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    ended = run("report", "missing.yaml", "-o", "a.html")
    assert ended.code == 2
    assert f"a web page needs the package {package}" in ended.err
    assert "pip install allocator[report]" in ended.err
