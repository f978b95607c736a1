"""What YAML text becomes, and what of it is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import InputError, Mark, Mistake
from allocator.scenario.yaml_nodes import compose, compose_scenario


def value_of(text: str):
    node = compose(f"a: {text}", "s.yaml").entries["a"].value
    return [entry.value for entry in node] if isinstance(node, list) else node


def errors_of(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        compose_scenario(text, "s.yaml")
    return [str(mistake) for mistake in caught.value.mistakes]


def mistakes_in(text: str) -> tuple[Mistake, ...]:
    try:
        compose_scenario(text, "s.yaml")
    except InputError as error:
        return error.mistakes
    return ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0x1F", 31),
        ("0.10", Decimal("0.10")),
        ("1e5", Decimal("1e5")),
        (".5", Decimal("0.5")),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("off", "off"),
        ("40%", "40%"),
        ("2027-01", "2027-01"),
        ("2027-01-05", "2027-01-05"),
        ("12 000", "12 000"),
        ("12_000", "12_000"),
        ("12,5", "12,5"),
        ("1,000.50", "1,000.50"),
        ('"12"', "12"),
        ("'null'", "null"),
        ("|\n  two\n  lines", "two\nlines"),
        ("[1, x]", [1, "x"]),
    ],
)
def test_plain_words_follow_the_core_rules(text, value):
    found = value_of(text)
    assert found == value
    assert type(found) is type(value)


def test_decimals_keep_the_digits_as_written():
    assert str(value_of("120.50")) == "120.50"


def test_json_is_read_by_the_same_parser():
    node = compose('{\n\t"a": {"b": [1, "\\ud83d\\ude00"]}\n}', "s.json")
    assert [entry.value for entry in node.entries["a"].entries["b"].value] == [1, "😀"]  # type: ignore[union-attr]


def test_an_entry_is_marked_at_its_key():
    node = compose("a:\n  b: 1\n", "s.yaml")
    assert node.entries["a"].entries["b"].mark == Mark("s.yaml", 2, 3)


def test_a_list_entry_is_marked_where_it_begins():
    node = compose("a:\n  - x\n  - {y: 1}\n", "s.yaml")
    assert [entry.mark.line for entry in node.entries["a"].value] == [2, 3]  # type: ignore[union-attr]


def test_an_alias_repeats_the_value_and_is_marked_where_it_stands():
    node = compose("a: &s [1, 2]\nb: *s\n", "s.yaml")
    assert node.entries["a"].value == node.entries["b"].value
    assert node.entries["b"].mark == Mark("s.yaml", 2, 1)


def test_whole_numbers_as_keys_become_their_text():
    assert list(compose("2027: x\n", "s.yaml").entries) == ["2027"]


def test_every_duplicate_key_is_reported_with_the_first_ones_line():
    assert errors_of("a: 1\nb: 2\na: 3\nb: 4\n") == [
        's.yaml:3:1: a: "a" is here twice; the first is on line 1',
        's.yaml:4:1: b: "b" is here twice; the first is on line 2',
    ]


@pytest.mark.parametrize("key", ["1.5", "true", "null", "[x]", "{x: 1}"])
def test_other_keys_are_refused(key):
    assert "a key must be text" in errors_of(f"? {key}\n: 1\n")[0]


def test_merge_keys_are_refused_with_the_cure():
    assert 'use "extends"' in errors_of("<<: {a: 1}\n")[0]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!foo", "!!str", "!"])
def test_tags_are_refused(tag):
    assert errors_of(f"a: {tag} x\n") == [f's.yaml:1:1: a: tags such as "{tag}" are not read; remove it']


@pytest.mark.parametrize("text", [".nan", ".inf", "-.Inf"])
def test_numbers_that_are_not_finite_are_refused(text):
    assert errors_of(f"a: {text}") == [f's.yaml:1:1: a: not a finite number (found "{text}")']


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999", "0e999999999", "1e" + "9" * 30, "9" * 5000])
def test_numbers_out_of_all_range_are_refused(text):
    assert "a number o" in errors_of(f"a: {text}")[0]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "null\n"])
def test_an_empty_file_is_refused(text):
    assert "the file is empty" in errors_of(text)[0]


@pytest.mark.parametrize(("text", "found"), [("- a\n", "a list"), ("hello", '"hello"'), ("3", "3")])
def test_the_top_level_must_be_a_mapping(text, found):
    [error] = errors_of(text)
    assert error.startswith("s.yaml:1:1: not a scenario")
    assert error.endswith(f"found {found})")


def test_a_second_document_is_refused_where_it_begins():
    assert errors_of("a: 1\n---\nb: 2\n")[0].startswith("s.yaml:2:1: a second document")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "a: b: c\n",
            '1:5: not valid YAML: ":" does not fit here; indent like the lines above, or quote the text',
        ),
        ("a:\n\tb: 1\n", "2:1: not valid YAML: a tab; indent with spaces"),
        ("a: 'x\nb: 1\n", "1:4: not valid YAML: a quote that is never closed"),
        ("a: [1, 2\nb: 3\n", '1:4: not valid YAML: "]" or a comma is missing'),
        ("a: 1\nfoo\nb: 2\n", '2:1: not valid YAML: no ":" after this key'),
        ("a: @x\n", '1:4: not valid YAML: text cannot begin with "@"; put it in quotes'),
        ('a: "\\q"\n', '1:4: not valid YAML: "\\q" means nothing in double quotes; use single quotes'),
        ("a: - b\n", '1:4: not valid YAML: "-" does not fit here; begin the list on a new line'),
        ("- a\nb: 1\n", "2:1: not valid YAML: the indentation does not fit the lines above"),
        ("a: {b: 1,, c: 2}\n", '1:10: not valid YAML: "," stands where a value is expected'),
        ('a: "\\U7fffffff"\n', "1:1: not valid YAML: no such character"),
    ],
)
def test_syntax_errors_become_one_line_with_a_cure(text, error):
    assert errors_of(text) == [f"s.yaml:{error}"]


def test_mistakes_before_a_syntax_error_are_reported_with_it():
    assert len(errors_of("a: .nan\na: 1\nb: 'x\n")) == 3


def test_an_unknown_alias_gets_a_suggestion():
    assert errors_of("a: &season 1\nb: *seasom\n")[0].endswith('did you mean "season"?')


def test_an_alias_inside_what_it_stands_for_is_refused():
    assert errors_of("a: &a [*a]\n") == ['s.yaml:1:8: a.1: "*a" stands inside what it stands for']


def test_an_alias_bomb_is_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert "unfolds to too many values" in errors_of("\n".join(lines))[-1]


def test_a_deep_nest_is_refused():
    assert "nested too deeply" in errors_of("a: " + "[" * 2000 + "]" * 2000)[0]


def test_a_nest_made_deep_by_aliases_is_refused():
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60)]
    assert "nested too deeply" in errors_of("\n".join(lines))[0]


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud83d", "\\x1b"])
def test_escapes_that_make_no_text_are_refused(escape):
    assert errors_of(f'{{"a": "{escape}"}}')[0].startswith("s.yaml:1:2: a: ")


@given(st.text(alphabet="ab:-[]{}'\"&*!|>%@,#? \n\t019.e~<\\uU", max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text):
    assert all(mistake.mark for mistake in mistakes_in(text))
