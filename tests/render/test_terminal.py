from __future__ import annotations

from decimal import Decimal

import pytest
from rich.cells import cell_len

from allocator.render.layout import folded
from allocator.render.terminal import Screen, terminal_text
from allocator.reports.document import Caution, Cell, Column, Document, Facts, Line, Money, Note, Table

WHY = "outbid by content_creation, which returns more per unit of money"


def table(*, name: str = "paid_search") -> Table:
    columns = (
        Column("item"),
        Column("kind", rank=2),
        Column("spend", numeric=True),
        Column("return", numeric=True, rank=1),
        Column("why", folds=True),
    )
    rows: tuple[tuple[Cell, ...], ...] = (
        (name, "ad", Money(Decimal(1000), 2), Money(Decimal(2000), 2), WHY),
        ("crm", "tool", None, None, "committed"),
    )
    return Table("Allocation", columns, rows, ("TOTAL", None, Money(Decimal(1000), 2), None, None))


def shown(
    *blocks: Table | Line | Note | Caution | Facts, width: int | None = None, styled: bool = False
) -> list[str]:
    screen = None if width is None else Screen(width, styled)
    return terminal_text(Document("Plan", blocks), screen).splitlines()


def test_off_screen_nothing_folds_is_left_out_or_styled() -> None:
    lines = shown(table())
    assert lines == [
        "Plan",
        "",
        "Allocation",
        "  item         kind     spend    return  why",
        "  " + "─" * (len(lines[5]) - 2),
        f"  paid_search  ad    1,000.00  2,000.00  {WHY}",
        "  crm          tool         -         -  committed",
        "  " + "─" * (len(lines[5]) - 2),
        "  TOTAL              1,000.00",
    ]


@pytest.mark.parametrize("width", [60, 72, 90, 110])
def test_a_screen_is_never_overrun(width: int) -> None:
    assert max(map(cell_len, shown(table(), Note(WHY * 3), width=width))) <= width


def test_a_narrow_screen_leaves_out_the_least_important_columns_and_says_so() -> None:
    lines = shown(table(), width=56)
    assert "kind" not in lines[3]
    assert "why" in lines[3]
    assert lines[-1] == "  (left out for this width: kind, return)"


def test_a_table_without_spare_columns_goes_on_below_with_its_first_column_repeated() -> None:
    columns = (Column("item"), *(Column(f"2027-{month:02}", numeric=True) for month in range(1, 13)))
    row: tuple[Cell, ...] = ("crm", *(Money(Decimal(month), 2) for month in range(1, 13)))
    lines = shown(Table("Spend", columns, (row,)), width=50)
    heads = [line for line in lines if line.startswith("  item")]
    assert len(heads) > 1
    assert [word for head in heads for word in head.split() if word != "item"] == [
        c.title for c in columns[1:]
    ]
    assert max(map(len, lines)) <= 50


def test_wide_letters_keep_columns_in_line() -> None:
    lines = shown(table(name="検索広告"))
    assert cell_len(lines[5][: lines[5].index("ad")]) == cell_len(lines[6][: lines[6].index("tool")])


def test_styles_are_for_screens_that_show_them() -> None:
    blocks = (table(), Caution("care"))
    assert not any("\x1b" in line for line in shown(*blocks, width=100))
    assert any("\x1b[33mwarning: care" in line for line in shown(*blocks, width=100, styled=True))


def test_sums_stand_together_and_tables_apart() -> None:
    lines = shown(Line(("a",)), Line(("b",)), Note("c"), Facts("", (("x", "1"), ("long", "2"))))
    assert lines == ["Plan", "", "a", "b", "c", "", "x     1", "long  2"]


def test_folding_breaks_between_words_and_only_then_inside() -> None:
    assert folded("one two three", 7) == ["one two", "three"]
    assert folded("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"]
    assert folded("検索広告", 4) == ["検索", "広告"]


def test_a_screen_of_ascii_has_rules_of_ascii() -> None:
    assert terminal_text(Document("Plan", (table(),)), Screen(90, styled=False, ascii_only=True)).isascii()
    assert not terminal_text(Document("Plan", (table(),)), Screen(90, styled=False)).isascii()
