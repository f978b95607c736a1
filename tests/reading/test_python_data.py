"""Which Python data can stand for a scenario."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from allocator.errors import InputError
from allocator.scenario.source import source_of


def errors_of(data) -> list[str]:
    with pytest.raises(InputError) as caught:
        source_of(data)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (0.1, Decimal("0.1")),
        (Decimal("1.50"), Decimal("1.50")),
        (np.float64(2.5), Decimal("2.5")),
        (np.int64(7), 7),
        (date(2027, 1, 5), "2027-01-05"),
        ((1, 2), [1, 2]),
        (True, True),
    ],
)
def test_values_become_plain_ones(given, value):
    found = source_of({"a": given}).data["a"]
    assert found == value
    assert type(found) is type(value)


def test_whole_numbers_as_keys_become_their_text():
    by_year: dict[Any, Any] = {2027: {"b": "x"}}
    assert source_of(by_year).data == {"2027": {"b": "x"}}


def test_no_files_are_recorded():
    assert source_of({"a": 1}).files == ()


def test_the_callers_data_is_not_touched():
    data = {"budget": 5, "items": {"crm": {"price": 1}}}
    source_of(data, settings=["budget.reserve=1", "items.crm.price.every=month"])
    assert data == {"budget": 5, "items": {"crm": {"price": 1}}}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), 1e300])
def test_numbers_that_nothing_can_be_computed_with_are_refused(value):
    assert errors_of({"a": value})[0].startswith("<data>:1:1: a: ")


def test_every_mistake_is_reported():
    assert len(errors_of({"a": object(), "b": {1.5: 2}, "c": [b"bytes"]})) == 3


def test_data_inside_itself_is_refused():
    data: dict[str, object] = {}
    data["a"] = data
    assert "nested too deeply" in errors_of(data)[0]


@pytest.mark.parametrize("key", ["extends", "items_csv"])
def test_files_can_only_be_named_in_files(key):
    assert errors_of({key: "x"}) == [f"<data>:1:1: {key}: can only be said in a file"]


def test_other_data_is_refused():
    assert errors_of([1]) == ["<data>:1:1: not a scenario (expected a mapping, found list)"]
