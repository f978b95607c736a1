"""How an overlay changes the scenario that it extends."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import Mark
from allocator.scenario.nodes import Node, flattened
from allocator.scenario.overlay import merged
from allocator.scenario.python_data import nodes_of

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.decimals(-999, 999, places=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
SCENARIOS = st.dictionaries(st.sampled_from(["budget", "items", "limits", "goals", "x"]), TREES)


def places_of(data, place=()):
    yield place
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, child in children:
        yield from places_of(child, (*place, step))


@given(SCENARIOS)
def test_an_empty_overlay_changes_nothing(data):
    tree = nodes_of(data, "base")
    assert merged(tree, Node({}, Mark("over", 1, 1))) == tree


@given(SCENARIOS)
def test_every_place_of_the_data_has_a_mark(data):
    plain, marks = flattened(nodes_of(data, "base"))
    assert plain == data
    assert set(marks) == set(places_of(data))


def test_mappings_merge_deeply_and_scalars_replace(desk):
    source = desk.read(
        "extends: base.yaml\na: {y: 9}\n", base_yaml="a: {x: 1, y: 2, z: {deep: 3}}\nb: kept\n"
    )
    assert source.data == {"a": {"x": 1, "y": 9, "z": {"deep": 3}}, "b": "kept"}


def test_lists_replace(desk):
    assert desk.read("extends: base.yaml\na: [3]\n", base_yaml="a: [1, 2]\n").data == {"a": [3]}


def test_order_is_the_bases_with_new_keys_last(desk):
    source = desk.read("extends: base.yaml\nc: 1\na: 2\n", base_yaml="a: 1\nb: 1\n")
    assert list(source.data) == ["a", "b", "c"]


def test_chains_are_laid_from_the_base_up(desk):
    source = desk.read(
        "extends: mid.yaml\na: top\n",
        mid_yaml="extends: base.yaml\na: mid\nb: mid\n",
        base_yaml="a: 0\nc: 0\n",
    )
    assert source.data == {"a": "top", "b": "mid", "c": 0}


def test_marks_follow_the_values(desk):
    source = desk.read("extends: base.yaml\na: {y: 9}\n", base_yaml="a: {x: 1, y: 2}\n")
    assert source.marks["a", "x"] == Mark("base.yaml", 1, 5)
    assert source.marks["a", "y"] == Mark("s.yaml", 2, 5)


def test_null_removes_a_key(desk):
    assert desk.read("extends: base.yaml\na: null\n", base_yaml="a: {x: 1}\nb: 2\n").data == {"b": 2}


def test_null_stays_in_a_file_that_extends_nothing(desk):
    assert desk.read("a: null\n").data == {"a": None}


def test_removing_what_is_not_there_gets_a_suggestion(desk):
    assert desk.errors("extends: base.yaml\nitems: {crn: null}\n", base_yaml="items: {crm: {}}\n") == [
        's.yaml:2:9: items.crn: nothing to remove here; did you mean "crm"?'
    ]


@pytest.mark.parametrize("key", ["limits", "goals"])
def test_entries_merge_by_name(desk, key):
    source = desk.read(
        f"extends: base.yaml\n{key}: [{{name: B, cap: 9}}, {{name: C}}, {{cap: 7}}]\n",
        base_yaml=f"{key}: [{{name: A, cap: 1}}, {{name: B, cap: 2, of: spend}}]\n",
    )
    assert source.data[key] == [
        {"name": "A", "cap": 1},
        {"name": "B", "cap": 9, "of": "spend"},
        {"name": "C"},
        {"cap": 7},
    ]
    assert source.marks[key, 1, "of"].file == "base.yaml"
    assert source.marks[key, 1, "cap"].file == "s.yaml"


def test_entries_are_dropped_by_name(desk):
    source = desk.read(
        "extends: base.yaml\nlimits: [{name: A, drop: true}]\n", base_yaml="limits: [{name: A}, {name: B}]\n"
    )
    assert source.data == {"limits": [{"name": "B"}]}


@pytest.mark.parametrize("base", ["limits: [{name: cap on search}]\n", "a: 1\n"])
def test_dropping_an_unknown_entry_is_a_mistake(desk, base):
    [error] = desk.errors("extends: base.yaml\nlimits: [{name: cap on serch, drop: true}]\n", base_yaml=base)
    assert error.startswith('s.yaml:2:10: limits: no entry named "cap on serch" to drop')
    assert ('did you mean "cap on search"?' in error) == base.startswith("limits")


@pytest.mark.parametrize("name", ["A", "new"])
def test_an_overlay_that_names_an_entry_twice_is_a_mistake(desk, name):
    [error] = desk.errors(
        f"extends: base.yaml\nlimits:\n- {{name: {name}}}\n- {{name: {name}, cap: 1}}\n",
        base_yaml="limits: [{name: A}]\n",
    )
    assert error == f's.yaml:4:3: limits: "{name}" is here twice'


def test_other_lists_of_named_entries_replace(desk):
    source = desk.read(
        "extends: base.yaml\nx: {limits: [{name: B}]}\n", base_yaml="x: {limits: [{name: A}]}\n"
    )
    assert source.data == {"x": {"limits": [{"name": "B"}]}}


@pytest.mark.parametrize(
    ("base", "over", "result"),
    [
        ("budget: 5", "budget: {reserve: 1}", {"budget": {"total": 5, "reserve": 1}}),
        ("budget: {total: 5, reserve: 1}", "budget: 7", {"budget": {"total": 7, "reserve": 1}}),
        ("budget: 5", "budget: 7", {"budget": 7}),
        (
            "items: {crm: {price: 5}}",
            "items: {crm: {price: {every: month}}}",
            {"items": {"crm": {"price": {"amount": 5, "every": "month"}}}},
        ),
        (
            "items: {crm: {tiers: {basic: {price: 5}}}}",
            "items: {crm: {tiers: {basic: {price: {every: month}}}}}",
            {"items": {"crm": {"tiers": {"basic": {"price": {"amount": 5, "every": "month"}}}}}},
        ),
        (
            "items: {crm: {price: {amount: 5, every: month}}}",
            "items: {crm: {price: 6.5}}",
            {"items": {"crm": {"price": {"amount": Decimal("6.5"), "every": "month"}}}},
        ),
    ],
)
def test_short_forms_are_written_out_where_one_side_has_the_long_one(desk, base, over, result):
    assert desk.read(f"extends: base.yaml\n{over}\n", base_yaml=base).data == result


def test_null_removes_a_short_form_altogether(desk):
    source = desk.read("extends: base.yaml\nbudget: null\n", base_yaml="budget: {total: 5}\n")
    assert source.data == {}


def test_all_mistakes_of_an_overlay_are_reported(desk):
    assert len(desk.errors("extends: base.yaml\nb: null\nc: null\n", base_yaml="a: 1\n")) == 2
