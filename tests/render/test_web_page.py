"""The page as HTML: each part has a name, and what is too wide is folded."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from allocator.render.web_page.folding import folded
from allocator.render.web_page.page import page_text
from allocator.reports.document import (
    Bars,
    Caution,
    Chart,
    Column,
    Facts,
    Line,
    Money,
    Note,
    Number,
    Series,
    Table,
)
from allocator.reports.page import Page, Section
from tests.finance.payloads import HARMLESS, page_with

COLUMNS = (Column("item"), *(Column(f"c{k}", numeric=True) for k in range(40)))
WIDE = Table("Wide", COLUMNS, (("a", *map(Number, range(40))),), ("TOTAL", *map(Number, range(40))))


def test_every_id_is_unique_and_every_reference_leads_to_one() -> None:
    page = page_with(HARMLESS)
    ids = re.findall(r' id="([^"]+)"', page)
    assert max(Counter(ids).values()) == 1
    told = re.findall(r' (?:href="#|for="|aria-labelledby="|aria-describedby=")([^"]+)"', page)
    assert len(told) > 10
    assert set(told) <= set(ids)


def test_every_table_has_a_caption_and_scopes() -> None:
    page = page_with(HARMLESS)
    assert page.count("<table>") == page.count("<caption>") > 8
    assert not re.search(r"<th(?! scope=)[ >]", page)


def test_every_block_has_its_form() -> None:
    blocks = (
        Facts("Facts", (("budget", Number(10)),)),
        Table("T", (Column("a"), Column("b", numeric=True)), (("x", None),), total=("TOTAL", None)),
        Line(("a", "=", Number(1000))),
        Note("note"),
        Caution("care"),
        Bars("Bars", (("one", Number(3)),)),
        Chart("Chart", "x", "y", (Series("s", ((0.0, 1.0), (1.0, 2.0))),)),
    )
    page = page_text(Page("Title", (Section("one", "One", blocks),)))
    for words in (
        "<h1>Title</h1>",
        "<dt>budget</dt><dd>10</dd>",
        '<tr><th scope="row">x</th><td class="n">-</td></tr>',
        '<tr><th scope="row">TOTAL</th><td class="n"></td></tr>',
        '<p class="sum">a = 1,000 </p>',
        "<p>note</p>",
        "<strong>Warning:</strong> care",
        "<figcaption>Bars</figcaption>",
        'aria-label="Chart"',
        "<title>one: 3</title>",
        "<title>1, s: 2</title>",
    ):
        assert words in page, words
    assert "<script" not in page


def test_a_table_too_wide_for_a_page_is_folded_with_nothing_lost() -> None:
    parts = list(folded(WIDE))
    assert len(parts) == 3
    assert all(len(part.columns) <= 16 for part in parts)
    assert [column for part in parts for column in part.columns[1:]] == list(WIDE.columns[1:])
    for part in parts:
        assert part.rows[0][0] == "a"
        assert part.rows[0][1:] == (part.total or ())[1:]
    narrow = Table("", WIDE.columns[:16], (WIDE.rows[0][:16],))
    assert list(folded(narrow)) == [narrow]


@pytest.mark.parametrize("amount", ["0", "-12.5"])
def test_bars_of_nothing_and_below_zero_are_drawn(amount: str) -> None:
    from decimal import Decimal

    bars = Bars("Bars", (("one", Money(Decimal(amount), 2)), ("two", Money(Decimal(0), 2))))
    page = page_text(Page("T", (Section("one", "One", (bars,)),)))
    assert f"<title>one: {Decimal(amount):.2f}</title>" in page
