"""The money of a plan, in all and by period, and where it comes from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from allocator.plan.format.base import MoneyText, Part


class TotalsPart(Part):
    """The plan's money.

    budget + extra + reinvested + borrowed - repaid + interest = spend + unspent + reserve.
    """

    budget: MoneyText
    """Own money, the reserve included."""
    extra: MoneyText
    """Own money beyond the budget, at a price."""
    reserve: MoneyText
    """Own money held back."""
    reinvested: MoneyText
    """Money that came back and is spent again."""
    borrowed: MoneyText
    """Money taken from loans."""
    repaid: MoneyText
    """What is paid for them, their cost included."""
    interest: MoneyText
    """What own money has earned while it was left."""
    cost_of_money: MoneyText
    """What loans cost over their whole term, and the price of extra money."""
    spend: MoneyText
    """Money allocated, own and reinvested."""
    committed: MoneyText
    """The part of it that is signed: committed items, and the committed part of others."""
    unspent: MoneyText
    """Own money that is neither allocated nor held back."""
    return_: Annotated[MoneyText, Field(alias="return")]
    """Money value of all outcomes over their whole life."""
    net_return: MoneyText
    """Return less spend, and less the cost of money."""


class PeriodPart(Part):
    """One period's money."""

    label: str
    """The period's name."""
    released: MoneyText
    """Own money that becomes available."""
    funded: MoneyText
    """What loans and extra money bring, less what is repaid."""
    spend: MoneyText
    """Money spent."""
    reinvested: MoneyText
    """The part of it, and of repayments, that had come back before."""
    interest: MoneyText
    """What own money has earned since the period before."""
    return_: Annotated[MoneyText, Field(alias="return")]
    """Money value of what arrives in the period."""
    own_cash: MoneyText
    """Own money left at the end of the period."""
    interest_back: MoneyText
    """What money that has come back has earned since the period before."""
    account: MoneyText
    """Own money, and money that has come back and may be spent again, at the end of the period."""


class SourcePart(Part):
    """A loan, the extra budget, or the budget that was to be found."""

    id: str
    """Its place in the scenario, such as `budget.loans.bank`; `budget` for one that was to be found."""
    drawn: MoneyText
    """Money taken from it."""
    by_period: list[MoneyText]
    """Money taken in each period; own money counts in the first one, however it is released."""
