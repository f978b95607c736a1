"""The time a plan covers."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from allocator.fields import Fields, PeriodRef, wrong
from allocator.periods import Every, Periods, span_of

_LAST_YEAR = 9000


class Horizon(Fields):
    """The time a plan covers: so many periods of one length. Left out, it is one year in one period."""

    start: PeriodRef | None = None
    """First day of the plan: `2027`, `2027-04` or `2027-04-05`. Without it, periods are numbered from 1."""
    periods: Annotated[int, Field(ge=1, le=520)] = 12
    """How many periods there are."""
    every: Every = Every.MONTH
    """How long a period is: week, month, quarter or year."""

    @model_validator(mode="after")
    def _start_is_a_date(self) -> Self:
        if self.start is not None:
            try:
                first = span_of(self.start)[0]
            except ValueError as error:
                raise wrong("not a start date", "such as 2027-01 or 2027-01-04", self.start) from error
            if self.every is not Every.WEEK and first.day > 28:
                raise wrong("a start that not every month has", "a day from 1 to 28", self.start)
            if first.year + self.periods > _LAST_YEAR:
                raise wrong("a horizon past the calendar", f"years up to {_LAST_YEAR}", self.start)
        return self

    @cached_property
    def calendar(self) -> Periods:
        """The periods with their names and dates."""
        return Periods(self.periods, self.every, self._first_day())

    def _first_day(self) -> date | None:
        return span_of(self.start)[0] if self.start else None


WHOLE_YEAR = Horizon.model_construct(periods=1, every=Every.YEAR)
"""The horizon of a scenario that does not name one."""
