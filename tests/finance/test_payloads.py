"""Nothing in a scenario can act in a report: whatever its texts say, a report has the same structure."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from allocator.render.csv_text import csv_text
from allocator.render.json_text import json_text
from allocator.render.markdown import markdown_text
from allocator.render.values import for_people
from allocator.reports.allocation import Allocation
from allocator.reports.document import Document, Table
from allocator.reports.finance.report import FinanceReport
from tests.finance.payloads import HARMLESS, PAYLOADS, dossier_with, page_with, plan_with

Tag = tuple[str, tuple[str, ...]]


class Structure(HTMLParser):
    """All tags with the names of their attributes, what stands in scripts, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []
        self.scripts: list[str] = []
        self.text = ""
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.links += [str(value) for name, value in attrs if name in ("href", "src")]
        if tag == "script":
            self.scripts.append("")

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", ()))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script" and self.cdata_elem == "script":
            self.scripts[-1] += data
        else:
            self.text += data


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_web_page_has_the_same_tags_and_scripts_whatever_its_texts_say(text: str) -> None:
    page, plain = Structure(page_with(text)), Structure(page_with(HARMLESS))
    assert page.tags == plain.tags
    assert page.links == plain.links
    assert page.scripts[-1] == plain.scripts[-1]  # the one that runs; the other holds data
    assert for_people(text) in " ".join(page.text.split())


@pytest.mark.parametrize("text", PAYLOADS)
def test_the_data_of_a_page_cannot_end_its_script(text: str) -> None:
    (data,) = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page_with(text), re.DOTALL)
    assert not set("<>&'") & set(data)
    assert json.loads(data)[0].keys() == {"at", "budget", "said", "rows"}


@pytest.mark.parametrize("text", PAYLOADS)
def test_markdown_becomes_the_same_tags_whatever_its_texts_say(text: str) -> None:
    def structure(document: Document) -> Structure:
        render = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render
        return Structure(render(markdown_text(document)))

    pairs = (
        (FinanceReport(dossier_with(one)).document(), Allocation(plan_with(one)).document())
        for one in (text, HARMLESS)
    )
    for document, plain in zip(*pairs, strict=True):
        made, expected = structure(document), structure(plain)
        assert made.tags == expected.tags
        assert made.links == []
        assert for_people(text) in made.text


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_cell_of_csv_is_a_formula_whatever_separates_cells(text: str) -> None:
    written = csv_text(Allocation(plan_with(text)).sheet())
    blocks = FinanceReport(dossier_with(text)).document().blocks
    written += "".join(csv_text(block) for block in blocks if isinstance(block, Table))
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator):
            for cell in row:
                is_number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
                assert is_number or not cell.lstrip().startswith(("=", "+", "-", "@")), cell


@pytest.mark.parametrize("text", PAYLOADS)
def test_json_holds_the_texts_as_they_are(text: str) -> None:
    data = json.loads(json_text(plan_with(text).to_data()))
    assert data["scenario"]["name"] == text
    assert data["items"][0]["name"] == text
