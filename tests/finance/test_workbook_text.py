"""Text in a scenario is text in the workbook, whatever it looks like."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from allocator import scenario_of, solve
from allocator.render.workbook.plain_text import CUT, LONGEST, held
from allocator.render.workbook.write import workbook_bytes
from allocator.reports.finance.dossier import Dossier, Provenance
from allocator.reports.finance.page import Studied
from allocator.scenario.textfiles import FileRecord
from tests.finance.books import formulas, needs_office, opened, recalculated

PAYLOADS = (
    '=HYPERLINK("http://example.com","click")',
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1+1)",
    '=DDE("cmd";"/C calc";"1")',
    "{=1+1}",
    "'=1+1",
    "http://example.com",
    "internal:'Inputs'!A1",
    "1e5",
    "007",
    "TRUE",
    "A1",
    "2027-01-01",
    "#REF!",
    "*",
    ">5",
    "&L&G&[Picture] evil & co",
    "<script>alert(1)</script>",
    "_x0041_",
    "\U0001f600 smile",
)
"""Texts of one line that some program takes for more than text."""
UNSEEN = ("\t=1+1", "=1+1\nnext", "a\x01\x08b", "a\x0bb", "\u202egnp", "a\ufffeb", "x" * 40_000)


def scenario(text: str, *, one_line: str | None = None) -> dict[str, Any]:
    """A scenario with the text in each of its text fields; `one_line` where no line may break."""
    word = (one_line or text)[:80]
    short = text[:1900]
    return {
        "name": short,
        "currency": "EUR",
        "horizon": {"start": "2027-01", "periods": 4, "every": "month"},
        "budget": {"total": 900, "reinvest": {"share": "50%", "into": ["fast"], "lag": 1}},
        "metrics": {"lead": {"value": 3, "source": short}},
        "goals": [{"name": short, "metric": "lead", "at_least": 20}],
        "report": {
            "title": short,
            "version": short,
            "prepared_by": short,
            "reviewed_by": short,
            "approved_by": short,
        },
        "items": {
            "1e4": {
                "name": short,
                "kind": "ad",
                "channel": word,
                "tags": [word],
                "time_frame": "fast",
                "spend": {"max_total": 600},
                "source": short,
                "returns": {"roas": 2, "cpl": 9, "source": short},
                "info": {text: text, "notes": text},
            },
            "TRUE": {"kind": "tool", "price": 100, "status": "committed", "baseline": 90},
            "A1": {"kind": "service", "channel": "b", "spend": {"max_total": 500}, "returns": {"roas": 1.5}},
        },
        "limits": [{"name": short, "on": {"channel": word}, "max_total": 500}],
    }


def book(text: str, *, one_line: str | None = None) -> bytes:
    plan = solve(scenario_of(scenario(text, one_line=one_line)))
    origin = Provenance(text, "1.0", (FileRecord(text, "0" * 64),), (text,))
    return workbook_bytes(Dossier(plan, origin), Studied())


def texts(opened_book: Any) -> list[str]:
    return [
        cell.value
        for sheet in opened_book
        if sheet.title != "Plan JSON"
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "s" and isinstance(cell.value, str)
    ]


@pytest.fixture(scope="module")
def plain() -> Any:
    """The formulas of the workbook of harmless text."""
    return set(formulas(opened(book("harmless"), values=False)))


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_payload_in_every_text_field_is_text(text: str, plain: Any) -> None:
    data = book(text)
    made = opened(data, values=False)
    assert set(formulas(made)) == plain
    assert sum(text in cell for cell in texts(made)) >= 15
    allocation = [[cell.value for cell in row] for row in made["Allocation"].iter_rows()]
    assert [row[0] for row in allocation[4:7]] == ["1e4", "TRUE", "A1"]
    assert text in allocation[4]
    links = [link.location for sheet in made for link in sheet._hyperlinks]
    assert all(link is not None and link.endswith("!A1") for link in links)
    _well_formed(data)


@pytest.mark.parametrize("text", UNSEEN)
def test_text_that_no_cell_can_hold_is_shown_as_far_as_it_goes(text: str, plain: Any) -> None:
    data = book(text, one_line="word")
    assert set(formulas(opened(data, values=False))) == plain
    _well_formed(data)
    shown = next(row for row in opened(data)["Allocation"].iter_rows(values_only=True) if row[0] == "1e4")
    assert held(text) in shown


def test_long_text_is_cut_with_a_mark_and_lengths_count_as_the_format_counts() -> None:
    assert held("x" * LONGEST) == "x" * LONGEST
    for text in ("x" * (LONGEST + 1), "\U0001f600" * LONGEST, "ab\U0001f600" * LONGEST):
        cut = held(text)
        assert cut.endswith(CUT)
        assert LONGEST - 2 <= len(cut.encode("utf-16-le")) // 2 <= LONGEST
        assert text.startswith(cut.removesuffix(CUT))
    assert held("a\x00b\u202ec\r\nd") == "a b c\nd"


@needs_office
def test_payloads_open_in_an_office_program_as_text(tmp_path: Path) -> None:
    every = (*PAYLOADS, *UNSEEN)
    items = {
        f"i{k}": {"name": text[:1900], "kind": "tool", "price": 1, "info": {"notes": text}}
        for k, text in enumerate(every)
    }
    plan = solve(scenario_of({"budget": 1000, "items": items}))
    data = workbook_bytes(Dossier(plan, Provenance("allocator", "1.0")), Studied())
    rows = list(recalculated({"all": data}, tmp_path)["all"]["Allocation"].iter_rows())
    start = next(k for k, row in enumerate(rows) if row[0].value == "item")
    notes = [cell.value for cell in rows[start]].index("notes")
    for row, text in zip(rows[start + 1 :], every, strict=False):
        for cell, shown in ((row[1], held(text[:1900])), (row[notes], held(text))):
            assert (cell.data_type, cell.value) == ("s", shown)
    assert rows[start + len(every) + 1][0].value == "TOTAL"


def _well_formed(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
