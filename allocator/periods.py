"""The horizon cut into periods: their names, dates, and which payments fall due in which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property


class Every(StrEnum):
    """How long a period is, or how often a price is paid."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
WEEKS_PER_YEAR = 52
_UNDATED = date(2001, 1, 1)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


def months_long(every: Every) -> float:
    """The length of one period in months; a week counts as 12/52 of a month."""
    return 12 / WEEKS_PER_YEAR if every is Every.WEEK else float(MONTHS[every])


def add_months(start: date, months: int) -> date:
    """The first day of the month that lies so many months after `start`'s; `start` is a first of month."""
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, start.day)


def span_of(text: str) -> tuple[date, date]:
    """First and last day of a year, quarter, month or day (`2027`, `2027-Q2`, `2027-04`, `2027-04-09`).

    Raises ValueError for anything else.
    """
    try:
        return _span_of(text)
    except ValueError:
        expected = "a year, quarter, month or day, such as 2027, 2027-Q3, 2027-09 or 2027-09-14"
        raise ValueError(expected) from None


def _span_of(text: str) -> tuple[date, date]:
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if quarter := _QUARTER.fullmatch(text):
        first = date(int(quarter[1]), 3 * int(quarter[2]) - 2, 1)
        return first, add_months(first, 3) - timedelta(days=1)
    if re.fullmatch(r"\d{4}-\d{2}", text):
        first = date.fromisoformat(f"{text}-01")
        return first, add_months(first, 1) - timedelta(days=1)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text), date.fromisoformat(text)
    raise ValueError(text)


@dataclass(frozen=True)
class Periods:
    """`count` periods of one length from the first day `start`; numbered from 1 where no date is given.

    All indices are 0-based.
    """

    count: int
    every: Every
    start: date | None = None

    @cached_property
    def starts(self) -> tuple[date, ...]:
        """The first day of each period, and as last entry the day after the horizon."""
        first = self.start or _UNDATED
        if self.every is Every.WEEK:
            return tuple(first + timedelta(weeks=k) for k in range(self.count + 1))
        return tuple(add_months(first, MONTHS[self.every] * k) for k in range(self.count + 1))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The name of each period, as shown and as accepted in scenarios."""
        if self.start is None:
            return tuple(str(k + 1) for k in range(self.count))
        return tuple(self._label(day) for day in self.starts[:-1])

    def _label(self, day: date) -> str:
        if self.every is Every.YEAR and day.month == 1:
            return f"{day:%Y}"
        if self.every is Every.QUARTER and day.month in (1, 4, 7, 10):
            return f"{day:%Y}-Q{(day.month + 2) // 3}"
        return f"{day:%Y-%m-%d}" if self.every is Every.WEEK else f"{day:%Y-%m}"

    def find(self, reference: str | int) -> range:
        """The periods that a reference touches: a number from 1, a label, or a date of any precision.

        Raises ValueError where the reference is unreadable or outside the horizon.
        """
        text = str(reference)
        if text in self.labels:
            at = self.labels.index(text)
            return range(at, at + 1)
        if re.fullmatch(r"\d{1,3}", text):
            if 1 <= int(text) <= self.count:
                return range(int(text) - 1, int(text))
            raise ValueError(f"a period of the horizon, from 1 to {self.count}")
        if self.start is None:
            raise ValueError("the horizon has no start date; refer to a period by its number")
        return self._touched(*span_of(text))

    def _touched(self, first: date, last: date) -> range:
        inside = [k for k in range(self.count) if self.starts[k] <= last and first < self.starts[k + 1]]
        if not inside or (first < self.starts[0] and last < self.starts[0]):
            raise ValueError(f"a date from {self.labels[0]} to {self.labels[-1]}, the horizon")
        return range(inside[0], inside[-1] + 1)

    def earlier(self, count: int) -> Periods:
        """The periods just before these, as many as there are years to count in.

        Raises ValueError where these periods have no dates.
        """
        if self.start is None:
            raise ValueError("a list of amounts, because the horizon has no start date", "dates")
        many = min(count, self.start.year - 1)
        if self.every is Every.WEEK:
            return Periods(many, self.every, self.start - timedelta(weeks=many))
        return Periods(many, self.every, add_months(self.start, -MONTHS[self.every] * many))

    def due(self, every: Every, active: range) -> tuple[int, ...]:
        """The period of each payment of a price that falls due every so often while it is active.

        The first payment is due on the first day of the first active period, the following ones at
        that interval, until the last active period ends.
        """
        begin, end = self.starts[active.start], self.starts[active.stop]
        days: list[date] = []
        while (day := self._due_day(begin, every, len(days))) < end:
            days.append(day)
        return tuple(max(k for k in active if self.starts[k] <= day) for day in days)

    @staticmethod
    def _due_day(begin: date, every: Every, nth: int) -> date:
        if every is Every.WEEK:
            return begin + timedelta(weeks=nth)
        target = add_months(begin.replace(day=1), MONTHS[every] * nth)
        return target + timedelta(days=min(begin.day, 28) - 1)
