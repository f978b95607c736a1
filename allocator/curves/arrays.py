"""Many smooth curves at once, in floats: where pieces are best put, and how far a curve rises above a line.

The formulas are those of the shapes; plans are counted with the shapes themselves, in decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.capped import Capped
from allocator.curves.exponential import Exponential
from allocator.curves.hill import Hill
from allocator.curves.logarithmic import Logarithmic
from allocator.curves.power import Power
from allocator.curves.sigmoid import Sigmoid
from allocator.curves.smooth import Smooth

Floats = NDArray[np.float64]
_STEPS = 24
_STILL = 1e-13


class _Formulas(NamedTuple):
    """A shape over arrays: f(x), f'(x), and the x on the concave part at which f' is a given slope.

    Each takes the parameters of the shape after its first argument, as arrays. The x may be 0 or less, or
    without bound, where the slope is larger or smaller than any on the concave part.
    """

    parameters: tuple[str, ...]
    value: Callable[..., Floats]
    slope: Callable[..., Floats]
    input_at: Callable[..., Floats]


def _hill_value(x: Floats, limit: Floats, half: Floats, s: Floats) -> Floats:
    found: Floats = limit / (1 + _to_power(half / x, s))
    return found


def _to_power(x: Floats, s: Floats) -> Floats:
    """x^s; most curves have an s of 1, which powers would take many times as long to say."""
    found: Floats = x if np.all(s == 1) else x**s
    return found


def _hill_slope(x: Floats, limit: Floats, half: Floats, s: Floats) -> Floats:
    r = _to_power(x / half, s)
    low = np.minimum(r, 1 / r)
    at_0 = np.where(s == 1, limit / half, np.where(s < 1, np.inf, 0.0))
    return np.where(x > 0, limit * s * low / (x * (1 + low) ** 2), at_0)


def _hill_input(slope: Floats, limit: Floats, half: Floats, s: Floats) -> Floats:
    """Closed where s = 1. Else by Newton's steps on g = ln f' over z = ln(x / half), which is concave there.

    They start where the tail of g has the slope, or its parabola at the bend if that is nearer; from the
    second step on they come from one side. The bend itself has all slopes that are steeper.
    """
    closed: Floats = np.sqrt(limit * half / slope) - half
    if np.all(s == 1):
        return closed
    wanted = np.log(slope * half / (limit * s))
    least = np.where(s > 1, np.log(np.maximum((s - 1) / (s + 1), 0.0)) / s, -np.inf)
    missing = (s - 1) * least - 2 * np.logaddexp(0.0, s * least) - wanted
    parabola = least + 2 * np.sqrt(np.maximum(missing, 0.0) / (s * s - 1))
    z = np.where(s > 1, np.minimum(parabola, -wanted / (s + 1)), -wanted / (s + 1))
    z, known = np.maximum(z, least), (s == 1) | (s > 1) & (missing <= 0)
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-s * z))
        step = ((s - 1) * z - 2 * np.logaddexp(0.0, s * z) - wanted) / (1 - s + 2 * s * share)
        moved = np.where(known | ~np.isfinite(step), z, np.maximum(z + step, least))
        if np.all(np.abs(moved - z) <= _STILL * (1 + np.abs(z))):
            break
        z = moved
    found: Floats = np.where(s == 1, closed, half * np.exp(z))
    return found


def _sigmoid_value(x: Floats, limit: Floats, middle: Floats, scale: Floats) -> Floats:
    found: Floats = -limit * np.expm1(-x / scale) / (1 + np.exp((middle - x) / scale))
    return found


def _sigmoid_slope(x: Floats, limit: Floats, middle: Floats, scale: Floats) -> Floats:
    low = np.exp(-np.abs(x - middle) / scale)
    found: Floats = limit / scale * (1 + np.exp(-middle / scale)) * low / (1 + low) ** 2
    return found


def _sigmoid_input(slope: Floats, limit: Floats, middle: Floats, scale: Floats) -> Floats:
    """low / (1 + low)² = r is a square equation; its smaller root lies behind the middle."""
    r = np.minimum(slope * scale / (limit * (1 + np.exp(-middle / scale))), 0.25)
    found: Floats = middle - scale * np.log(2 * r / (1 - 2 * r + np.sqrt(1 - 4 * r)))
    return found


_FORMULAS: dict[type[Smooth], _Formulas] = {
    Hill: _Formulas(("limit", "half", "steepness"), _hill_value, _hill_slope, _hill_input),
    Sigmoid: _Formulas(("limit", "middle", "scale"), _sigmoid_value, _sigmoid_slope, _sigmoid_input),
    Exponential: _Formulas(
        ("limit", "scale"),
        lambda x, limit, scale: -limit * np.expm1(-x / scale),
        lambda x, limit, scale: limit / scale * np.exp(-x / scale),
        lambda slope, limit, scale: -scale * np.log(slope * scale / limit),
    ),
    Logarithmic: _Formulas(
        ("factor", "scale"),
        lambda x, factor, scale: factor * np.log1p(x / scale),
        lambda x, factor, scale: factor / (scale + x),
        lambda slope, factor, scale: factor / slope - scale,
    ),
    Power: _Formulas(
        ("factor", "exponent"),
        lambda x, factor, e: factor * x**e,
        lambda x, factor, e: factor * e * x ** (e - 1),
        lambda slope, factor, e: np.where(
            e < 1, (slope / (factor * e)) ** (1 / (e - 1)), np.where(slope < factor, np.inf, 0.0)
        ),
    ),
}


class Stack:
    """Curves one below the other; inputs have one row a curve, and any number of columns.

    `full` is where a cap is reached, without bound where there is none.
    """

    def __init__(self, curves: Sequence[Smooth]) -> None:
        self.bend = np.array([float(curve.bend) for curve in curves])
        self.is_steep = np.array([curve.is_steep for curve in curves], dtype=bool)
        self.full = np.array([_full(curve) for curve in curves])
        inner = [curve.inner if isinstance(curve, Capped) else curve for curve in curves]
        self._parts = [_part(kind, inner) for kind in dict.fromkeys(map(type, inner))]

    def take(self, rows: NDArray[np.intp]) -> Stack:
        """The curves of these rows, some of them perhaps several times."""
        new = object.__new__(Stack)
        new.bend, new.is_steep, new.full = self.bend[rows], self.is_steep[rows], self.full[rows]
        new._parts = []
        for formulas, own, parameters in self._parts:
            place = np.full(len(self.bend), -1)
            place[own] = np.arange(len(own))
            at = place[rows]
            (kept,) = np.nonzero(at >= 0)
            if len(kept):
                new._parts.append((formulas, kept, tuple(p[at[kept]] for p in parameters)))
        return new

    def value(self, x: Floats) -> Floats:
        """f(x) for x ≥ 0."""
        shape = (-1,) + (1,) * (x.ndim - 1)
        return self._each(lambda formulas: formulas.value, np.minimum(x, self.full.reshape(shape)))

    def slope(self, x: Floats) -> Floats:
        """f'(x) for x ≥ 0; to the left of `full` where that is reached."""
        return self._each(lambda formulas: formulas.slope, x)

    def input_at(self, slope: Floats) -> Floats:
        """Where f' comes down to the slope, from the bend on and at most `full`."""
        shape = (-1,) + (1,) * (slope.ndim - 1)
        found = self._each(lambda formulas: formulas.input_at, slope)
        return np.clip(found, self.bend.reshape(shape), self.full.reshape(shape))

    def _each(self, of: Callable[[_Formulas], Callable[..., Floats]], given: Floats) -> Floats:
        shape = (-1,) + (1,) * (given.ndim - 1)
        with np.errstate(all="ignore"):
            if len(self._parts) == 1:
                formulas, _, parameters = self._parts[0]
                return of(formulas)(given, *(p.reshape(shape) for p in parameters))
            found = np.empty_like(given)
            for formulas, rows, parameters in self._parts:
                found[rows] = of(formulas)(given[rows], *(p.reshape(shape) for p in parameters))
        return found


def _part(
    kind: type[Smooth], curves: Sequence[Smooth]
) -> tuple[_Formulas, NDArray[np.intp], tuple[Floats, ...]]:
    """The formulas of a shape, the places of its curves, and their parameters."""
    formulas = _FORMULAS[kind]
    own = [(k, curve) for k, curve in enumerate(curves) if type(curve) is kind]
    rows = np.array([k for k, _ in own])
    parameters = tuple(
        np.array([float(getattr(curve, name)) for _, curve in own]) for name in formulas.parameters
    )
    return formulas, rows, parameters


def _full(curve: Smooth) -> float:
    full = curve.full_at if isinstance(curve, Capped) else None
    return float("inf") if full is None else float(full)
