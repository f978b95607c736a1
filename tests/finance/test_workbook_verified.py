"""`allocator verify report.xlsx`: the plan inside holds, and the sheets still say what it says."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from allocator import scenario_of, solve
from tests.cli.conftest import Run
from tests.finance.books import (
    book_of,
    needs_office,
    opened,
    recalculated,
    solved,
    table,
    without_values,
)
from tests.studies.families import FAMILIES

ODD = {
    "budget": 700,
    "currency": "EUR",
    "horizon": {"start": "2027-01", "periods": 3, "every": "month"},
    "items": {
        "TOTAL": {
            "kind": "ad",
            "name": "_x0041_ _x005F_ ax005F_ \U0001f600 \u00e6",
            "spend": {"max_total": 400},
            "returns": {"roas": 2},
            "info": {"change": "often", "allocated": "9", "share": "A"},
        },
        "item": {"kind": "ad", "spend": {"max_total": 200}, "returns": {"roas": 3}, "status": "planned"},
        "2027-01": {"kind": "tool", "price": 90, "status": "committed"},
    },
}


@pytest.mark.parametrize("name", FAMILIES)
def test_a_report_as_written_holds(run: Run, name: str) -> None:
    Path("a.xlsx").write_bytes(book_of(solved(name)))
    ended = run("verify", "a.xlsx", "--format", "json")
    assert (ended.code, ended.data["verified"]) == (0, True)
    items, periods = len(solved(name).items), len(solved(name).periods)
    assert ended.data["checked"]["amounts"] > items * (periods + 5)


def test_names_like_ours_and_a_pipe(run: Run) -> None:
    data = book_of(solve(scenario_of(ODD)))
    ended = run("verify", "-", stdin=data)
    assert ended.code == 0, ended.err
    assert "amounts on the sheets" in ended.out


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def edited(change: Callable[[Any], None]) -> bytes:
    """The starter's report with stored values instead of formulas, after a change."""
    book = opened(book_of(solved("starter")))
    change(book)
    return saved(book)


def spend(book: Any, amount: object) -> None:
    book["Inputs"][table(book, "Inputs", "item").cells["paid_search", "2027-03"]] = amount


def allocated(book: Any, amount: object) -> None:
    book["Allocation"][table(book, "Allocation", "item").cells["content", "allocated"]] = amount


def budget(book: Any, amount: object) -> None:
    row = next(row for row in book["Rates"].iter_rows() if row[0].value == "budget")
    row[1].value = amount


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda b: spend(b, 2000.01),
            "Inputs!D12: paid_search, 2027-03: it says 2,000.01, the plan has 2,000.00",
        ),
        (lambda b: spend(b, "2,000.00"), "paid_search, 2027-03: it says '2,000.00', the plan has 2,000.00"),
        (lambda b: spend(b, None), "paid_search, 2027-03: it says nothing, the plan has 2,000.00"),
        (lambda b: spend(b, True), "paid_search, 2027-03: it says"),
        (lambda b: allocated(b, 44661.99), "content, allocated: it says 44,661.99, the plan has 44,662.00"),
        (lambda b: budget(b, 1), "Rates!B4: budget: it says 1.00, the plan has 120,000.00"),
        (lambda b: b["Inputs"].delete_rows(10), "Inputs: no row for graphic_design"),
        (lambda b: b["Inputs"].delete_rows(21), "Inputs: no row for TOTAL"),
        (lambda b: b["Inputs"].delete_rows(5, 9), "Inputs: no table with the columns item, 2027-01"),
        (lambda b: b["Allocation"].cell(10, 1, "crm"), "crm has more than one row"),
        (lambda b: b["Allocation"].cell(10, 1, "other"), "other is no item of the plan"),
    ],
)
def test_a_changed_amount_is_named_with_its_cell(run: Run, change: Any, words: str) -> None:
    ended = run("verify", "-", stdin=edited(change))
    assert (ended.code, ended.out) == (4, "")
    assert words in ended.err


def test_rows_in_another_order_and_further_columns_do_no_harm(run: Run) -> None:
    def move(book: Any) -> None:
        book["Inputs"].insert_cols(2)
        book["Allocation"].insert_rows(2, 3)

    assert run("verify", "-", stdin=edited(move)).code == 0


def test_a_file_without_stored_values_is_told_so(run: Run) -> None:
    ended = run("verify", "-", stdin=saved(without_values(book_of(solved("starter")))))
    assert ended.code == 4
    assert "no values are stored; open the file in a spreadsheet program" in ended.err


def test_a_changed_plan_inside_is_found(run: Run) -> None:
    def cheat(book: Any) -> None:
        for row in book["Plan JSON"].iter_rows():
            row[0].value = str(row[0].value).replace('"spend":"24000.00"', '"spend":"24000.01"')

    ended = run("verify", "-", "--format", "json", stdin=edited(cheat))
    assert ended.code == 4
    assert any("24000.01" in finding for finding in ended.data["findings"])


@needs_office
def test_an_edit_made_in_an_office_program_is_found_and_none_is_not(run: Run, tmp_path: Path) -> None:
    touched = without_values(book_of(solved("starter")))
    cell = table(touched, "Inputs", "item").cells["paid_search", "2027-03"]
    touched["Inputs"][cell] = 2100
    recalculated({"touched": touched, "as_it_was": book_of(solved("starter"))}, tmp_path)
    assert run("verify", tmp_path / "out" / "as_it_was.xlsx").code == 0
    ended = run("verify", tmp_path / "out" / "touched.xlsx", "--format", "json")
    assert ended.code == 4
    assert ended.data["findings"][0].startswith(f"Inputs!{cell}: paid_search, 2027-03: it says 2,100.00")
    spent = f"{solved('starter').totals.spend + Decimal(100):,.2f}"
    assert any("TOTAL" in finding and spent in finding for finding in ended.data["findings"])


def foreign() -> bytes:
    return saved(openpyxl.Workbook())


def repacked(change: Callable[[str, bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book_of(solved("starter")))) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return stream.getvalue()


def laughing(name: str, data: bytes) -> bytes:
    if name != "xl/workbook.xml":
        return data
    head, _, rest = data.partition(b"?>")
    return head + b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + rest


def padded(name: str, data: bytes) -> bytes:
    return data + b" " * (600 << 20) if name == "docProps/app.xml" else data


def lying() -> bytes:
    """A part that unpacks to more than its entry says."""
    data = bytearray(repacked(lambda name, found: found + b" " * (8 << 20) if "theme" in name else found))
    at = data.rindex(b"xl/theme") - 46 + 24
    data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (foreign, "no report of this program (expected the sheet Plan JSON"),
        (lambda: book_of(solved("starter"))[:9000], "not a workbook that can be read"),
        (lambda: b"PK\x03\x04" + b"x" * 500, "not a workbook that can be read"),
        (
            lambda: repacked(lambda n, d: b"<x" if n == "xl/workbook.xml" else d),
            "not a workbook that can be read",
        ),
        (
            lambda: repacked(lambda n, d: b"" if n.endswith("sheet12.xml") else d),
            "not a workbook that can be read",
        ),
        (lambda: repacked(laughing), "XML with a document type"),
        (lambda: repacked(padded), "the file is too large (expected at most 400 MB unpacked"),
        (lying, "not a workbook that can be read"),
        (lambda: edited(lambda b: b["Plan JSON"].cell(1, 1, "{")), "sheet Plan JSON"),
        (lambda: edited(lambda b: b["Plan JSON"].cell(1, 1, "")), "sheet Plan JSON"),
    ],
)
def test_broken_and_foreign_files_are_bad_input(run: Run, data: Callable[[], bytes], words: str) -> None:
    ended = run("verify", "-", stdin=data())
    assert (ended.code, ended.out) == (2, ""), ended.err
    assert words in ended.err
    assert "Traceback" not in ended.err
