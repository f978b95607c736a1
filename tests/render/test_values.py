from __future__ import annotations

from decimal import Decimal

import pytest

from allocator.render.values import for_people, for_programs
from allocator.reports.document import Cell, Money, Number, Percent


@pytest.mark.parametrize(
    ("cell", "people", "programs"),
    [
        (Money(Decimal("1234567.5"), 2), "1,234,567.50", "1234567.50"),
        (Money(Decimal(-1200), 0), "-1,200", "-1200"),
        (Money(Decimal("0.125"), 3), "0.125", "0.125"),
        (Percent(0.2594), "25.9%", "0.2594"),
        (Number(1234.5), "1,234.5", "1234.5"),
        (Number(1234.5, fixed=True), "1,234.50", "1234.5"),
        (Number(1e-7), "0", "0.0000001"),
        (Number(-0.001), "0", "-0.001"),
        (Number(1e20, 0), "100,000,000,000,000,000,000", "100000000000000000000"),
        (Number(Decimal("2.50")), "2.5", "2.5"),
        (None, "-", ""),
        ("paid search", "paid search", "paid search"),
    ],
)
def test_a_value_reads_well_for_people_and_exactly_for_programs(
    cell: Cell, people: str, programs: str
) -> None:
    assert (for_people(cell), for_programs(cell)) == (people, programs)


@pytest.mark.parametrize("text", ["a\nb", "a\x1b[31mb", "a\u202eb", "a\tb", "a\r\nb"])
def test_text_for_people_is_one_line_and_steers_no_terminal(text: str) -> None:
    assert for_people(text).isprintable()
    assert for_people(text).startswith("a ")
