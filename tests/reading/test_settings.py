"""Edits by `--set path=value`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from allocator.errors import InputError
from allocator.scenario.source import source_of

DATA = {
    "budget": 600,
    "items": {"crm": {"kind": "tool", "price": 5}, "paid_social": {"kind": "ad"}},
    "goals": [{"metric": "lead", "at_least": 2500}, {"name": "reach", "at_least": 1}],
    "limits": [
        {"name": "no channel above 40%", "cap": "40%"},
        {"name": "v1", "cap": 1},
        {"name": "v1.5", "cap": 2},
    ],
}


def after(*settings: str):
    return source_of(DATA, settings=settings).data


def errors_of(*settings: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        after(*settings)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.4", Decimal("0.4")),
        ("40%", "40%"),
        ("true", True),
        ("Q1: the plan # 2", "Q1: the plan # 2"),
        ("a=b", "a=b"),
        ('"12"', "12"),
        ("[1, two]", [1, "two"]),
        ("{a: 1}", {"a": 1}),
    ],
)
def test_values_are_words_or_stand_in_brackets(text, value):
    assert after(f"x={text}")["x"] == value


def test_a_value_inside_a_mapping_is_set():
    assert after("items.crm.kind=service")["items"]["crm"] == {"kind": "service", "price": 5}


def test_missing_mappings_are_created():
    assert after("items.crm.spend.max_total=9")["items"]["crm"]["spend"] == {"max_total": 9}


def test_entries_are_addressed_by_number_from_1():
    assert after("goals.1.at_least=3000")["goals"][0] == {"metric": "lead", "at_least": 3000}


def test_entries_are_addressed_by_name():
    assert after("limits.no channel above 40%.cap=50%")["limits"][0]["cap"] == "50%"


def test_the_longest_name_that_fits_is_taken():
    limits = after("limits.v1.5.cap=9", "limits.v1.cap=8")["limits"]
    assert [limit["cap"] for limit in limits] == ["40%", 8, 9]


def test_later_edits_see_the_earlier_ones():
    assert after("items.new={kind: ad}", "items.new.price=3")["items"]["new"] == {"kind": "ad", "price": 3}


def test_null_removes_a_key_and_an_entry():
    data = after("items.crm.price=null", "goals.2=null", "limits=null")
    assert data["items"]["crm"] == {"kind": "tool"}
    assert len(data["goals"]) == 1
    assert "limits" not in data


@pytest.mark.parametrize(
    ("settings", "place", "value"),
    [
        (["budget.reserve=5"], "budget", {"total": 600, "reserve": 5}),
        (["budget.reserve=5", "budget=700"], "budget", {"total": 700, "reserve": 5}),
        (["budget=700"], "budget", 700),
    ],
)
def test_a_short_budget_is_written_out_where_needed(settings, place, value):
    assert after(*settings)[place] == value


def test_a_short_price_is_written_out_where_needed():
    assert after("items.crm.price.every=month")["items"]["crm"]["price"] == {"amount": 5, "every": "month"}


def test_a_mapping_is_merged_like_an_overlay():
    assert after("items.crm={price: 7}")["items"]["crm"] == {"kind": "tool", "price": 7}


def test_what_is_set_is_marked_by_the_edit():
    source = source_of(DATA, settings=["items.crm.price=abc"])
    assert str(source.mark(("items", "crm", "price"))) == "--set items.crm.price=abc:1:1"
    assert source.marks["items", "crm", "kind"].file == "<data>"


def test_edits_are_made_on_files_too(desk):
    assert desk.read("extends: base.yaml\n", "a=2", base_yaml="a: 1\n").data == {"a": 2}


@pytest.mark.parametrize(
    ("setting", "error"),
    [
        ("budget", "not an edit (expected path=value, as in budget.total=250000)"),
        ("=5", "not an edit (expected path=value, as in budget.total=250000)"),
        ("budget=", "budget: no value; null would remove what is there"),
        ("a..b=1", "a: an empty name in the path"),
        ("extends=x.yaml", "extends: can only be said in a file"),
        ("items.crn.price=1", 'items.crn: no item "crn"; did you mean "crm"?'),
        ("items.crn=1", 'items.crn: no item "crn"; did you mean "crm"?'),
        ("items.crm.pice=null", 'items.crm.pice: nothing to remove here; did you mean "price"?'),
        ("items.crm.kind.x=1", 'items.crm.kind: "tool" has nothing inside it that could be set'),
        ("goals.3.by=1", "goals.3.by: no entry of this name or number; there are 2"),
        ("budget=.nan", "budget: not a finite number"),
    ],
)
def test_a_wrong_edit_is_a_mistake(setting, error):
    assert errors_of(setting) == [f"--set {setting}:1:1: {error}"]


def test_a_misspelt_name_of_an_entry_gets_a_suggestion():
    [error] = errors_of("limits.no channel over 40%.cap=1")
    assert error.endswith('did you mean "no channel above 40%"?')


def test_an_entry_of_a_list_that_is_not_there_is_a_mistake():
    with pytest.raises(InputError, match="there are 0"):
        source_of({}, settings=["goals.1.at_least=5"])


def test_a_broken_list_is_a_mistake():
    assert "not valid YAML" in errors_of("x=[1, 2")[0]


def test_every_wrong_edit_is_reported():
    assert len(errors_of("a", "budget=700", "items.crn=1")) == 2
