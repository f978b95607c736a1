from __future__ import annotations

import pytest

from allocator.render.markdown import markdown_text
from allocator.reports.document import Caution, Column, Document, Facts, Line, Note, Table


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", r"a \| b"),
        ("<script>&", "&lt;script&gt;&amp;"),
        ("*b* `c` [d](e) ~f~", r"\*b\* \`c\` \[d\](e) \~f\~"),
        ("paid_search", "paid_search"),
        ("_x_ y_", r"\_x\_ y\_"),
        ("two\nlines", "two lines"),
        (r"back\slash", r"back\\slash"),
        ("{{7*7}} $x$", r"\{\{7\*7\}\} \$x\$"),
    ],
)
def test_nothing_in_a_value_breaks_a_table_or_becomes_markup(text: str, shown: str) -> None:
    document = Document("t", (Table("", (Column("c"),), ((text,),)),))
    assert markdown_text(document).splitlines()[-1] == f"| {shown} |"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# x", r"\# x"),
        ("- x", r"\- x"),
        ("+ x", r"\+ x"),
        ("1. x", r"1\. x"),
        ("12) x", r"12\) x"),
        ("===", r"\==="),
        ("1.50 EUR", "1.50 EUR"),
    ],
)
def test_a_sentence_begins_no_heading_and_no_list(text: str, shown: str) -> None:
    for block in (Note(text), Line((text,))):
        assert markdown_text(Document("t", (block,))).splitlines()[-1] == shown


def test_every_block_has_its_form() -> None:
    blocks = (
        Facts("", (("budget", "10"),)),
        Table("T", (Column("a"), Column("b", numeric=True)), (("x", None),), total=("TOTAL", None)),
        Line(("a", "=", "b")),
        Note("note"),
        Caution("care"),
    )
    assert markdown_text(Document("Title", blocks)) == (
        "# Title\n\n- budget: 10\n\n## T\n\n| a | b |\n| --- | ---: |\n| x | - |\n| **TOTAL** |  |\n\n"
        "a = b\n\nnote\n\n> **Warning:** care\n"
    )
