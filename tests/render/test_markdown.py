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
    ],
)
def test_nothing_in_a_value_breaks_a_table_or_becomes_markup(text: str, shown: str) -> None:
    document = Document("t", (Table("", (Column("c"),), ((text,),)),))
    assert markdown_text(document).splitlines()[-1] == f"| {shown} |"


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
