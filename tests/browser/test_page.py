"""The web page in a real browser: it renders, its slider tells the best plans, and it asks for nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from allocator import load, solve
from allocator.render.values import for_people
from allocator.reports.document import Money
from allocator.scenario.edit import with_budget
from tests.browser.chromium import Chromium
from tests.cli.conftest import run as run
from tests.finance.payloads import HARMLESS, PAYLOADS, page_with
from tests.studies.families import FOLDER

WHOLE = """\
budget: {total: 1000}
currency: EUR
items:
  stand: {kind: service, units: {price: 300, max_total: 2, whole: true}, returns: {roi: 60%}}
  flyer: {kind: ad, spend: {max_total: 250}, returns: {roas: 1.2}}
"""
LINES = (
    "Array.from(document.querySelectorAll('#slider-lines tr'), r => Array.from(r.cells, c => c.textContent))"
)


@pytest.fixture
def straight(tmp_path: Path, run: Callable[..., Any]) -> Path:
    """The page of a linear scenario."""
    assert run("report", FOLDER / "contracts_fixed.yaml", "-o", "page.html").code == 0
    return tmp_path / "page.html"


def moved(browser: Chromium, position: int) -> dict[str, str]:
    """What each item gets after the slider is moved, and the budget."""
    browser.run(
        f"i = document.getElementById('slider-position'); i.value = {position};"
        "i.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    shown = {row[0]: row[1] for row in browser.run(LINES)}
    return shown | {"budget": browser.run("document.getElementById('slider-budget').textContent")}


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def test_a_page_renders_without_a_complaint_and_asks_for_nothing_else(
    browser: Chromium, straight: Path
) -> None:
    browser.open(straight)
    assert browser.complaints == []
    assert browser.requests == [straight.resolve().as_uri()]
    assert browser.run("document.querySelectorAll('svg').length") > 3
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    drawn = "Array.from(document.querySelectorAll('svg'), s => s.getBoundingClientRect().height)"
    assert all(height > 50 for height in browser.run(drawn))


def test_the_slider_shows_the_best_plan_at_each_position(browser: Chromium, straight: Path) -> None:
    scenario = load(FOLDER / "contracts_fixed.yaml")
    browser.open(straight)
    last = int(browser.run("document.getElementById('slider-position').max"))
    budgets = []
    for position in (0, 7, last // 3, last // 2, last - 5, last):
        shown = moved(browser, position)
        budget = amount(shown.pop("budget"))
        budgets.append(budget)
        plan = solve(with_budget(scenario, budget))
        assert shown.keys() == {item.id for item in plan.items}
        for item in plan.items:
            assert abs(amount(shown[item.id]) - item.spend) <= Decimal("0.01")
        told = browser.run("document.getElementById('slider-told').textContent")
        assert f"spent {for_people(Money(plan.totals.spend, 2))} " in told
    assert budgets == sorted(set(budgets))
    assert budgets[0] == scenario.budget.amount / 2


def test_things_bought_whole_come_in_at_once(browser: Chromium, tmp_path: Path, run: Any) -> None:
    Path("whole.yaml").write_text(WHOLE, encoding="utf-8")
    assert run("report", "whole.yaml", "-o", "page.html", "--frontier", "100:1000").code == 0
    browser.open(tmp_path / "page.html")
    last = int(browser.run("document.getElementById('slider-position').max"))
    seen = [moved(browser, position) for position in range(last + 1)]
    stands = {amount(one["budget"]): amount(one["stand"]) for one in seen}
    assert set(stands.values()) == {0, 300, 600}
    assert stands[Decimal("299.99")] == 0
    assert stands[Decimal(300)] == 300
    for budget, spent in stands.items():  # in closed form: as many stands as fit, then flyers
        assert spent == 300 * min(2, int(budget // 300))
    for one in seen:
        rest = amount(one["budget"]) - amount(one["stand"])
        assert amount(one["flyer"]) == min(Decimal(250), rest)


def test_the_slider_obeys_the_keyboard_and_tells_what_it_shows(browser: Chromium, straight: Path) -> None:
    browser.open(straight)
    browser.run("document.getElementById('slider-position').focus()")
    before = browser.run("document.getElementById('slider-told').textContent")
    at = "document.querySelector('.cursor_marks line').getBoundingClientRect().x"
    place = browser.run(at)
    browser.press("ArrowRight")
    after = browser.run("document.getElementById('slider-told').textContent")
    assert before != after
    assert browser.run(at) > place
    browser.press("Home")
    text = browser.run("document.getElementById('slider-position').getAttribute('aria-valuetext')")
    assert text == "40,000.00"
    found = [node for node in tree(browser) if node["role"] == "slider"]
    assert [node["name"] for node in found] == ["Budget, EUR: 40,000.00"]
    assert browser.run("document.getElementById('slider-told').getAttribute('aria-live')") == "polite"
    assert browser.complaints == []


def tree(browser: Chromium) -> list[dict[str, str]]:
    """What a screen reader is told: roles and names."""
    nodes = browser.ask("Accessibility.getFullAXTree")["nodes"]
    return [
        {"role": str(node.get("role", {}).get("value")), "name": str(node.get("name", {}).get("value", ""))}
        for node in nodes
        if not node.get("ignored")
    ]


def test_a_screen_reader_finds_named_parts(browser: Chromium, straight: Path) -> None:
    browser.open(straight)
    nodes = tree(browser)
    for role, least in (("table", 8), ("image", 4), ("heading", 9), ("navigation", 1), ("main", 1)):
        named = [node for node in nodes if node["role"] == role]
        assert len(named) >= least, role
        assert all(node["name"] for node in named if role in ("table", "image", "heading")), role
    assert sum(node["role"] == "rowheader" for node in nodes) > 20
    assert sum(node["role"] == "columnheader" for node in nodes) > 20


def test_marks_have_words_under_the_pointer(browser: Chromium, straight: Path) -> None:
    browser.open(straight)
    words = browser.run("Array.from(document.querySelectorAll('svg path > title'), t => t.textContent)")
    assert "paid_search: 24,000.00" in words
    assert any(word.startswith("2027-03, cash out: ") for word in words)


def test_without_scripts_all_is_there_but_the_slider(browser: Chromium, straight: Path) -> None:
    browser.open(straight, script=False)
    root = browser.ask("DOM.getDocument", depth=1)["root"]["nodeId"]

    def shown(selector: str) -> int:
        nodes = browser.ask("DOM.querySelectorAll", nodeId=root, selector=selector)["nodeIds"]
        return sum(_is_drawn(browser, node) for node in nodes)

    assert shown("#slider") == 0
    assert shown("noscript p") == 1
    assert shown("svg") > 3
    assert shown("table") > 8
    assert browser.complaints == []


def _is_drawn(browser: Chromium, node: int) -> bool:
    try:
        return bool(browser.ask("DOM.getBoxModel", nodeId=node)["model"]["height"])
    except RuntimeError:  # without a box
        return False


def test_dark_light_and_print_have_their_own_colours(browser: Chromium, straight: Path) -> None:
    def colours() -> tuple[str, str, str]:
        style = "getComputedStyle(document.querySelector({}))"
        page = browser.run(f"{style.format('`body`')}.backgroundColor")
        text = browser.run(f"{style.format('`svg text`')}.fill")
        return page, text, browser.run(f"{style.format('`svg path[fill^=var]`')}.fill")

    browser.open(straight)
    light = colours()
    browser.look(dark=True)
    dark = colours()
    browser.look(dark=True, print_=True)
    printed = colours()
    assert light[0] == "rgb(255, 255, 255)"
    assert all(one != other for one, other in zip(light, dark, strict=True))
    assert printed == light


def test_a_page_prints_and_fits_a_phone(browser: Chromium, straight: Path) -> None:
    browser.look(width=380)
    browser.open(straight)
    assert browser.run("document.documentElement.scrollWidth") <= 380
    assert browser.printed().startswith(b"%PDF")
    browser.look(print_=True, width=1030)  # a landscape sheet of A4, within its margins
    wide = "Array.from(document.querySelectorAll('table, svg'), e => e.getBoundingClientRect().right)"
    assert max(browser.run(wide)) <= 1030


@pytest.mark.parametrize("text", PAYLOADS)
def test_nothing_in_a_scenario_acts(browser: Chromium, tmp_path: Path, text: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(page_with(text), encoding="utf-8")
    browser.open(path)
    moved(browser, 3)
    assert browser.complaints == []
    assert browser.requests == [path.resolve().as_uri()]
    assert not any(event["method"] == "Page.javascriptDialogOpening" for event in browser.events)
    names = "Array.from(document.querySelectorAll('*')).flatMap(e => e.getAttributeNames())"
    assert not [name for name in browser.run(names) if name.startswith("on")]
    assert browser.run("document.querySelectorAll('script, img, iframe, object, embed').length") == 2
    assert browser.run("document.title") == for_people(text)


def test_the_policy_of_a_page_stops_what_is_not_its_own(browser: Chromium, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    evil = "<script>document.title = 'acted'</script><img src='http://127.0.0.1:9/x.png'>"
    path.write_text(page_with(HARMLESS).replace("<main", evil + "<main"), encoding="utf-8")
    browser.open(path)
    assert browser.run("document.title") == HARMLESS
    refused = [told for told in browser.complaints if "Content Security Policy" in told]
    assert len(refused) == 2


def test_an_unlimited_budget_has_no_slider_and_says_why(browser: Chromium, tmp_path: Path, run: Any) -> None:
    text = WHOLE.replace("{total: 1000}", "{total: unlimited}")
    Path("open.yaml").write_text(text, encoding="utf-8")
    assert run("report", "open.yaml", "-o", "page.html").code == 0
    browser.open(tmp_path / "page.html")
    assert browser.run("document.getElementById('slider')") is None
    assert browser.run("document.querySelectorAll('script').length") == 0
    said = browser.run("document.getElementById('budgets').textContent")
    assert "There is no slider over other budgets" in said
    assert "unlimited" in said
