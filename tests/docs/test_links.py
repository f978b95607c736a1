"""Links between documents lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.runner import ROOT
from tests.docs.test_documents import DOCUMENTS

LINK = re.compile(r"\]\((?!https?:)(?P<path>[^)#]*)(?:#(?P<anchor>[^)]*))?\)")
FENCED = re.compile(r"^ *(`{3,}).*?^ *\1`*$", re.DOTALL | re.MULTILINE)


def anchors(document: Path) -> set[str]:
    text = FENCED.sub("", document.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.relative_to(ROOT).as_posix() for path in DOCUMENTS])
def test_links_lead_somewhere(document: Path) -> None:
    text = FENCED.sub("", document.read_text(encoding="utf-8"))
    broken = []
    for link in LINK.finditer(text):
        target = (document.parent / link["path"]).resolve() if link["path"] else document
        if not target.exists() or (link["anchor"] and link["anchor"] not in anchors(target)):
            broken.append(link[0])
    assert broken == []


def links(text: str) -> set[str]:
    return set(re.findall(r"\([\w/.-]+\)", text))


def test_every_page_is_on_the_map() -> None:
    shown = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.*")}
    folders = {page: page.rpartition("/")[0] for page in pages - {"README.md"}}
    hidden = [page for page, folder in folders.items() if not {f"({page})", f"({folder})"} & links(shown)]
    assert sorted(hidden) == []
