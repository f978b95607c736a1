from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from allocator.render.csv_text import csv_text
from allocator.reports.document import Cell, Column, Money, Table


def written(*cells: Cell) -> str:
    columns = tuple(Column(f"c{k}") for k in range(len(cells)))
    return csv_text(Table("", columns, (cells,))).split("\r\n", 1)[1]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+SUM(A1)", "-cmd|x", "@A1", " =1", "\tx", "\rx", "\nx", "-", "+49 30 1234", "＝1", "＠SUM(1)"],  # noqa: RUF001
)
def test_text_that_a_spreadsheet_would_run_is_neutralised(text: str) -> None:
    (read,) = next(csv.reader(io.StringIO(written(text), newline="")))
    assert read == f"'{text}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a;=1", "a;'=1"),
        ("a\t@SUM(A1)", "a\t'@SUM(A1)"),
        ("one\n=1; +2", "one\n'=1; '+2"),
        ("\t=1", "'\t'=1"),
        ("a; b, c = d", "a; b, c = d"),
    ],
)
def test_text_is_neutralised_for_programs_that_split_it_elsewhere_too(text: str, shown: str) -> None:
    (read,) = next(csv.reader(io.StringIO(written(text), newline="")))
    assert read == shown


@pytest.mark.parametrize(
    ("cell", "plain"), [("-12.50", "-12.50"), ("+3", "+3"), (Money(Decimal("-1234.5"), 2), "-1234.50")]
)
def test_numbers_stay_numbers(cell: Cell, plain: str) -> None:
    assert written(cell) == f"{plain}\r\n"


def test_fields_are_quoted_by_rfc_4180() -> None:
    assert written("a,b", 'say "x"', "two\nlines", None) == '"a,b","say ""x""","two\nlines",\r\n'


def test_titles_are_neutralised_and_the_total_is_left_out() -> None:
    table = Table("", (Column("=x"), Column("y")), (("a", "b"),), total=("TOTAL", "c"))
    assert csv_text(table) == "'=x,y\r\na,b\r\n"
