from __future__ import annotations

import sys
from decimal import Decimal

import pytest

from allocator.errors import InputError
from allocator.render.csv_text import csv_text
from allocator.render.localised import localised
from allocator.render.values import for_people
from allocator.reports.document import Cell, Column, Money, Number, Percent, Table

CELLS: tuple[Cell, ...] = (
    Money(Decimal("-1234567.8"), 2),
    Money(Decimal(1234567), 0),
    Number(1234.5, 3),
    Number(2, 2, fixed=True),
    Percent(0.4567),
    "1,234.50 as a text",
    None,
)


# By CLDR, looked up in its tables by hand: signs, separators and groups of these locales.
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (None, ["-1,234,567.80", "1,234,567", "1,234.5", "2.00", "45.7%"]),
        ("en_US", ["-1,234,567.80", "1,234,567", "1,234.5", "2.00", "45.7%"]),
        ("nb_NO", ["−1\xa0234\xa0567,80", "1\xa0234\xa0567", "1\xa0234,5", "2,00", "45,7\xa0%"]),
        ("de-DE", ["-1.234.567,80", "1.234.567", "1.234,5", "2,00", "45,7\xa0%"]),
        ("de_CH", ["-1’234’567.80", "1’234’567", "1’234.5", "2.00", "45.7%"]),
        ("en_IN", ["-12,34,567.80", "12,34,567", "1,234.5", "2.00", "45.7%"]),
    ],
)
def test_figures_follow_the_locale_and_texts_do_not(name: str | None, shown: list[str]) -> None:
    with localised(name):
        assert [for_people(cell) for cell in CELLS] == [*shown, "1,234.50 as a text", "-"]
    assert for_people(CELLS[0]) == "-1,234,567.80"


def test_nothing_is_below_zero_that_rounds_to_it() -> None:
    for name in (None, "nb_NO", "de_DE"):
        with localised(name):
            assert for_people(Number(-0.001)) == "0"


def test_what_is_for_programs_has_no_locale() -> None:
    table = Table("", tuple(Column(str(k)) for k in range(len(CELLS))), (CELLS,))
    plain = csv_text(table)
    with localised("nb_NO"):
        assert csv_text(table) == plain


@pytest.mark.parametrize("name", ["xx_YY", "norsk", "", "../en", "nb NO"])
def test_a_locale_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no known locale"), localised(name):
        pass


def test_without_babel_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "babel", None)
    with pytest.raises(InputError, match=r"allocator\[locale\]"), localised("nb_NO"):
        pass
