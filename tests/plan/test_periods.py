"""Labels, dates and due payments."""

from __future__ import annotations

from datetime import date

import pytest

from allocator.periods import Every, Periods

YEAR = Periods(12, Every.MONTH, date(2027, 1, 1))
WEEKS = Periods(52, Every.WEEK, date(2027, 1, 4))
QUARTERS = Periods(4, Every.QUARTER, date(2027, 1, 1))


def test_labels():
    assert YEAR.labels[0] == "2027-01"
    assert QUARTERS.labels == ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4")
    assert WEEKS.labels[:2] == ("2027-01-04", "2027-01-11")
    assert Periods(2, Every.MONTH).labels == ("1", "2")


@pytest.mark.parametrize(
    ("periods", "reference", "found"),
    [
        (YEAR, "2027-03", range(2, 3)),
        (YEAR, 3, range(2, 3)),
        (YEAR, "2027-Q2", range(3, 6)),
        (YEAR, "2027", range(12)),
        (YEAR, "2027-03-31", range(2, 3)),
        (QUARTERS, "2027-08", range(2, 3)),
        (WEEKS, "2027-01", range(4)),
    ],
)
def test_references_touch_their_periods(periods, reference, found):
    assert periods.find(reference) == found


@pytest.mark.parametrize("reference", ["2028-01", 13, 0, "soon", "2027-13"])
def test_references_outside_are_refused(reference):
    with pytest.raises(ValueError, match=r"horizon|year|month"):
        YEAR.find(reference)


@pytest.mark.parametrize(
    ("periods", "every", "payments"),
    [
        (YEAR, Every.MONTH, tuple(range(12))),
        (YEAR, Every.QUARTER, (0, 3, 6, 9)),
        (YEAR, Every.YEAR, (0,)),
        (QUARTERS, Every.MONTH, (0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3)),
    ],
)
def test_payments_fall_due(periods, every, payments):
    assert periods.due(every, range(periods.count)) == payments


def test_weekly_periods_pay_a_monthly_price_twelve_times():
    assert len(WEEKS.due(Every.MONTH, range(52))) == 12
