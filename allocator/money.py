"""Amounts of money: exact decimals in a currency's own units, and sums that tie out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, localcontext

# ISO 4217 lists the minor unit of each currency; these are the ones that are not two decimals.
_DIGITS = (
    dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)
    | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)
    | dict.fromkeys("CLF UYW".split(), 4)
)
NO_CURRENCY = "XXX"
LARGEST = Decimal(10) ** 15
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


def digits_of(currency: str) -> int:
    """How many decimals the currency's smallest unit has, by ISO 4217."""
    return _DIGITS.get(currency, 2)


@contextmanager
def exact() -> Iterator[None]:
    """Decimal arithmetic with 60 digits: enough that sums and shares of any allowed amount are exact."""
    with localcontext(_EXACT):
        yield


def to_units(amount: Decimal, digits: int) -> Decimal:
    """The amount in smallest units (cents), not rounded."""
    return amount.scaleb(digits, _EXACT)


def from_units(units: int, digits: int) -> Decimal:
    """The amount that so many smallest units make, with exactly `digits` decimals."""
    return Decimal(units).scaleb(-digits, _EXACT)


def rounded(amount: Decimal, digits: int) -> Decimal:
    """The amount to the nearest smallest unit, halves to even."""
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN, _EXACT)


def floored(amount: Decimal, digits: int) -> Decimal:
    """The amount down to a whole smallest unit."""
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_FLOOR, _EXACT)


def apportion(parts: Sequence[Decimal], total: int) -> list[int]:
    """Whole numbers near `parts` that add up to `total`, by largest remainder (Hamilton's method).

    Each result is its part rounded down, plus one for the parts with the largest remainders, the
    earlier first among equals. `total` must lie within len(parts) of the sum of `parts`; a total
    further away spreads the rest evenly over further rounds. Zero parts stay zero while others can move.
    """
    if not parts:
        return []
    whole = [int(part.to_integral_value(ROUND_FLOOR)) for part in parts]
    missing = total - sum(whole)
    step = 1 if missing > 0 else -1
    order = sorted(range(len(parts)), key=lambda k: (-step * (parts[k] - whole[k]), k))
    movable = [k for k in order if parts[k]] or order
    rounds, rest = divmod(abs(missing), len(movable))
    for turn, k in enumerate(movable):
        whole[k] += step * (rounds + (turn < rest))
    return whole


def split(total: Decimal, weights: Sequence[Decimal], digits: int) -> list[Decimal]:
    """`total` divided in proportion to `weights` (their sum must be positive), to the smallest unit."""
    with exact():
        units = int(to_units(total, digits))
        whole = sum(weights, Decimal(0))
        return [from_units(part, digits) for part in apportion([units * w / whole for w in weights], units)]


def money_text(amount: Decimal, digits: int) -> str:
    """The amount for reading: thousands separated by commas, as many decimals as the currency has."""
    return f"{amount:,.{digits}f}"
