"""Parameters of curves from what is known of them: a spend, what it brings, and what twice the spend adds.

Shares are parts of the limit, p at the spend x; what twice the spend adds is a part d of what it brings, so
that the share at 2x is q = p (1 + d). Each formula follows from putting x and 2x into that of the shape.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from allocator.fields import plain, wrong

ONE, TWO = Decimal(1), Decimal(2)
STEEPEST = 100
"""Above it a curve is a step, for which points or a minimum say more."""
_HALVINGS = 110


def half_at(spend: Decimal, part: Decimal, steepness: Decimal) -> Decimal:
    """The spend that brings half of a hill's limit: x · ((1 − p) / p)^(1/s)."""
    return spend * ((1 - part) / part) ** (1 / steepness)


def hill_steepness(part: Decimal, adds: Decimal) -> Decimal:
    """How steep a hill is: 2^s is by what its odds p / (1 − p) grow while the spend doubles."""
    double = part * (1 + adds)
    return ((double / (1 - double)) / (part / (1 - part))).ln() / TWO.ln()


def hill_part(steepness: Decimal, adds: Decimal) -> Decimal:
    """The share of its limit that a hill brings: r / (1 + r), with r = (2^s − 1 − d) / (2^s · d)."""
    grown = TWO**steepness
    _check_doubling(adds, grown - 1, f"a hill of steepness {plain(steepness)}")
    odds = (grown - 1 - adds) / (grown * adds)
    return odds / (1 + odds)


def exponential_part(adds: Decimal) -> Decimal:
    """The share of its limit that an exponential curve brings: 1 − d, because d = e^(−x/k)."""
    _check_doubling(adds, ONE, "a curve that is steepest at 0")
    return 1 - adds


def logistic_part(adds: Decimal) -> Decimal:
    """The share of a logistic curve or tanh: (1 − u) / (1 + u), with d u² − 2 u + d = 0 and u = e^(−x/k)."""
    _check_doubling(adds, ONE, "a curve that is steepest at 0")
    u = (1 - (1 - adds * adds).sqrt()) / adds
    return (1 - u) / (1 + u)


def logistic_scale(spend: Decimal, part: Decimal) -> Decimal:
    """What a logistic curve divides its spend by: x / ln((1 + p) / (1 − p))."""
    return spend / ((1 + part) / (1 - part)).ln()


def logarithmic_scale(spend: Decimal, adds: Decimal) -> Decimal:
    """x / z, where ln(1 + 2z) = (1 + d) · ln(1 + z); by halving: their ratio falls with z from 2 to 1."""
    _check_doubling(adds, ONE, "a curve that is steepest at 0")
    high = ONE
    while (1 + 2 * high).ln() > (1 + adds) * (1 + high).ln():
        high *= 2
    return spend / _halved(lambda z: (1 + 2 * z).ln() <= (1 + adds) * (1 + z).ln(), Decimal(0), high)


def sigmoid_by_doubling(spend: Decimal, part: Decimal, adds: Decimal) -> tuple[Decimal, Decimal]:
    """Middle and scale of a sigmoid: with g = e^(−x/k) = p (1 − q) / (q − p), the other root being 1."""
    least = (1 - part * part) / (1 + part * part)
    if adds <= least:
        expected = f"doubling_adds above {_share(least)}, or a hill"
        raise wrong("no sigmoid that first rises more and more goes there", expected, _share(adds))
    double = part * (1 + adds)
    g = part * (1 - double) / (double - part)
    scale = spend / -g.ln()
    return _middle(g, part, scale), scale


def sigmoid_middle(spend: Decimal, part: Decimal, scale: Decimal) -> Decimal:
    """Where a sigmoid is steepest: k · ln((1 − g − p) / (p · g)), with g = e^(−x/k)."""
    most = logistic_scale(spend, part)
    if scale >= most:
        expected = f"a scale below {_rounded(most)}"
        raise wrong("no sigmoid that first rises more and more goes there", expected, plain(scale))
    return _middle((-spend / scale).exp(), part, scale)


def sigmoid_scale(spend: Decimal, part: Decimal, middle: Decimal) -> Decimal:
    """What a sigmoid divides by; by halving. Past its middle it brings the more the smaller the scale is."""
    if spend <= middle:
        problem, expected = "a spend before the middle, through which two sigmoids can go", "one after it"
        raise wrong(problem, expected, f"{plain(spend)} and {plain(middle)}")

    def brings_less(scale: Decimal) -> bool:
        brought = (1 - (-spend / scale).exp()) / (1 + ((middle - spend) / scale).exp())
        return brought <= part

    steepest = middle / STEEPEST
    if brings_less(steepest):
        raise wrong("a sigmoid as steep as a wall", f"a middle of at most {STEEPEST} scales", "more")
    return _halved(brings_less, steepest, spend / part)


def _middle(g: Decimal, part: Decimal, scale: Decimal) -> Decimal:
    return scale * ((1 - g - part) / (part * g)).ln()


def _check_doubling(adds: Decimal, below: Decimal, what: str) -> None:
    if adds >= below:
        raise wrong(f"more from doubling than {what} can add", f"below {_share(below)}", _share(adds))


def _halved(holds: Callable[[Decimal], bool], low: Decimal, high: Decimal) -> Decimal:
    """Where something begins to hold, which holds at `high` and not at `low`."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _share(part: Decimal) -> str:
    return f"{_rounded(part * 100)}%"


def _rounded(number: Decimal) -> str:
    return plain(Decimal(f"{number:.4g}"))
