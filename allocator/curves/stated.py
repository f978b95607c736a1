"""A curve as a scenario file says it: a shape, its parameters or what is known of it, and their basis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from functools import cached_property, partial
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from allocator.curves.anchored import (
    STEEPEST,
    exponential_part,
    half_at,
    hill_part,
    hill_steepness,
    logarithmic_scale,
    logistic_part,
    logistic_scale,
    sigmoid_by_doubling,
    sigmoid_middle,
    sigmoid_scale,
)
from allocator.curves.base import Curve, Piece, figure
from allocator.curves.capped import Capped
from allocator.curves.exponential import Exponential
from allocator.curves.hill import Hill
from allocator.curves.logarithmic import Logarithmic
from allocator.curves.power import Power
from allocator.curves.sigmoid import Sigmoid
from allocator.curves.smooth import DIGITS, ZERO, Smooth
from allocator.curves.tranches import Basis, Tranches
from allocator.curves.ways import Shape, basis_of, is_said, may_stand, ways_in_words
from allocator.fields import Fields, PositiveNumber, PositiveRate, Rate, Signed, plain, wrong

ONE = Decimal(1)


class Known(Fields):
    """What is known of a curve: at this spend it brings so much."""

    spend_per_period: PositiveNumber | None = None
    """Money spent in one period."""
    spend_total: PositiveNumber | None = None
    """Money spent over the whole horizon."""
    brings: PositiveNumber
    """Outcomes that this spend brings."""


Point = tuple[Rate, Signed]
Points = Annotated[tuple[Point, ...], Field(min_length=1)]


class StatedCurve(Fields):
    """A curve of spend. Amounts of money say whether they mean one period or the whole horizon, all the same.

    What the limit and the cap count is on the same basis.
    """

    shape: Shape
    """The formula, see below."""
    limit: PositiveNumber | None = None
    """Outcomes that it comes near to and never exceeds; hill, exponential, logistic, tanh, sigmoid."""
    half_at_per_period: PositiveNumber | None = None
    """Spend in a period that brings half of the limit; hill."""
    half_at_total: PositiveNumber | None = None
    """Spend over the horizon that brings half of the limit; hill."""
    steepness: PositiveRate | None = None
    """Of a hill: 1 (where nothing is said) is steepest at the start, above 1 it is S-shaped; at most 100."""
    middle_per_period: PositiveNumber | None = None
    """Spend in a period at which it is steepest; sigmoid."""
    middle_total: PositiveNumber | None = None
    """Spend over the horizon at which it is steepest; sigmoid."""
    scale_per_period: PositiveNumber | None = None
    """Spend in a period that the formula divides by; exponential, logistic, tanh, sigmoid, logarithmic."""
    scale_total: PositiveNumber | None = None
    """Spend over the horizon that the formula divides by."""
    factor: PositiveNumber | None = None
    """Outcomes that the formula multiplies by; logarithmic."""
    factor_per_period: PositiveNumber | None = None
    """Outcomes that the first unit of money in a period brings; power."""
    factor_total: PositiveNumber | None = None
    """Outcomes that the first unit of money over the horizon brings; power."""
    exponent: PositiveRate | None = None
    """Above 0 and at most 1; power."""
    at: Known | None = None
    """A spend and what it brings, in place of the parameter that follows from it."""
    doubling_adds: PositiveRate | None = None
    """How much twice that spend brings on top, in place of one more parameter, as limit or exponent."""
    points_per_period: Points | None = None
    """Spend in a period and what it brings, `[spend, outcomes]` in order of spend; points."""
    points_total: Points | None = None
    """Spend over the horizon and what it brings; points."""
    cap: PositiveNumber | None = None
    """Outcomes that it is cut off at, whatever the formula says; all but points."""

    @model_validator(mode="after")
    def _says_it_once(self) -> Self:
        bases = {basis_of(name) for name in self._all_given} - {None}
        if len(bases) > 1:
            raise wrong(
                "a curve that mixes amounts per period and in total", "one of the two", "both in one curve"
            )
        self._check_parameters()
        if self.shape is Shape.POINTS:
            _check_points(self.points)
        elif self.exponent is not None and self.exponent > 1:
            raise wrong("a power above 1 rises without end", "an exponent of at most 1", str(self.exponent))
        elif self.shape is Shape.POWER and (self.doubling_adds or ZERO) > 1:
            raise wrong(
                "a power above 1 rises without end", "doubling_adds of at most 100%", str(self.doubling_adds)
            )
        self._check_known()
        curve = self.curve.inner if isinstance(self.curve, Capped) else self.curve
        if isinstance(curve, Hill) and curve.steepness > STEEPEST:
            expected = f"a steepness of at most {STEEPEST}"
            raise wrong("a hill as steep as a wall", expected, figure(curve.steepness))
        if isinstance(curve, Sigmoid) and curve.middle > STEEPEST * curve.scale:
            found = f"{figure(curve.middle)} and {figure(curve.scale)}"
            raise wrong("a sigmoid as steep as a wall", f"a middle of at most {STEEPEST} scales", found)
        return self

    def _check_known(self) -> None:
        """Whether what is known stays below the limit, and says each parameter once."""
        if self.at is None or self.limit is None:
            return
        below = f"below the limit of {plain(self.limit)}"
        if self.at.brings >= self.limit:
            raise wrong(
                "a spend that brings the whole limit, or more", f"`brings` {below}", plain(self.at.brings)
            )
        if self.doubling_adds is None:
            return
        double = self.at.brings * (1 + self.doubling_adds)
        if double >= self.limit:
            raise wrong("twice the spend brings the whole limit, or more", f"less, {below}", plain(double))
        if self.steepness is not None:
            found = "also what doubling adds"
            raise wrong("a steepness that follows from what is known", "one of the two", found)

    def _check_parameters(self) -> None:
        """Whether the parameters are those of the shape, in one of the ways in which it can be said."""
        if is_said(self.shape, self._all_given):
            return
        said = ways_in_words(self.shape, type(self).model_fields)
        alien = sorted(self._written & {name for name in self._all_given if not may_stand(name, self.shape)})
        problem = f"a curve of shape {self.shape} has no {alien[0]}" if alien else None
        found = ", ".join(name for name in type(self).model_fields if name in self._written)
        raise wrong(problem or f"what a curve of shape {self.shape} needs", said, found or "none")

    @property
    def _written(self) -> set[str]:
        """The names of the fields given."""
        return {name for name in type(self).model_fields if getattr(self, name) is not None} - {"shape"}

    @cached_property
    def _all_given(self) -> set[str]:
        """The same, and what `at` says of its spend."""
        given = self._written
        if self.at is not None:
            spends = {"spend_per_period": self.at.spend_per_period, "spend_total": self.at.spend_total}
            given |= {name for name, value in spends.items() if value is not None}
        return given

    @cached_property
    def basis(self) -> Basis:
        """Whether the curve speaks of the spend of each period or of the whole horizon."""
        return next(basis for name in self._all_given if (basis := basis_of(name)) is not None)

    @property
    def points(self) -> tuple[Point, ...]:
        """The points, on whichever basis."""
        return self.points_per_period or self.points_total or ()

    @cached_property
    def curve(self) -> Curve:
        """The curve with all parameters worked out."""
        if self.shape is Shape.POINTS:
            return _through(self.points)
        with localcontext(DIGITS):
            curve = _MAKERS[self.shape](self)
        return curve if self.cap is None else Capped(curve, self.cap)

    def money(self, name: str) -> Decimal | None:
        """An amount of money, on whichever basis it is given."""
        found: Decimal | None = getattr(self, f"{name}_per_period")
        return found if found is not None else getattr(self, f"{name}_total")

    @property
    def known(self) -> tuple[Decimal, Decimal]:
        """The spend that something is known of, and what it brings."""
        spend = (self.at.spend_per_period or self.at.spend_total) if self.at is not None else None
        if self.at is None or spend is None:
            raise ValueError("no point of the curve is known")
        return spend, self.at.brings

    def share(self, by_doubling: Callable[[Decimal], Decimal]) -> tuple[Decimal, Decimal]:
        """The limit, and the part of it that the known spend brings; without one by what doubling adds."""
        _, brings = self.known
        if self.limit is not None:
            return self.limit, brings / self.limit
        part = by_doubling(self.doubling_adds or ONE)
        return brings / part, part


def _hill(said: StatedCurve) -> Smooth:
    steepness, half = said.steepness or ONE, said.money("half_at")
    if half is not None:
        return Hill(said.limit or ONE, half, steepness)
    limit, part = said.share(partial(hill_part, steepness))
    if said.limit is not None and said.doubling_adds is not None:
        steepness = hill_steepness(part, said.doubling_adds)
    return Hill(limit, half_at(said.known[0], part, steepness), steepness)


def _exponential(said: StatedCurve) -> Smooth:
    if (scale := said.money("scale")) is not None:
        return Exponential(said.limit or ONE, scale)
    limit, part = said.share(exponential_part)
    return Exponential(limit, said.known[0] / -(1 - part).ln())


def _logistic(said: StatedCurve) -> Smooth:
    if (scale := said.money("scale")) is not None:
        return Sigmoid(said.limit or ONE, ZERO, scale)
    limit, part = said.share(logistic_part)
    return Sigmoid(limit, ZERO, logistic_scale(said.known[0], part))


def _tanh(said: StatedCurve) -> Smooth:
    scale = said.money("scale")
    return _logistic(said) if scale is None else Sigmoid(said.limit or ONE, ZERO, scale / 2)


def _sigmoid(said: StatedCurve) -> Smooth:
    middle, scale, limit = said.money("middle"), said.money("scale"), said.limit or ONE
    if middle is not None and scale is not None:
        return Sigmoid(limit, middle, scale)
    spend, brings = said.known
    part = brings / limit
    if scale is not None:
        return Sigmoid(limit, sigmoid_middle(spend, part, scale), scale)
    if middle is not None:
        return Sigmoid(limit, middle, sigmoid_scale(spend, part, middle))
    return Sigmoid(limit, *sigmoid_by_doubling(spend, part, said.doubling_adds or ONE))


def _logarithmic(said: StatedCurve) -> Smooth:
    scale, factor = said.money("scale"), said.factor
    if factor is not None:
        return Logarithmic(factor, scale or ONE)
    spend, brings = said.known
    if scale is None:
        scale = logarithmic_scale(spend, said.doubling_adds or ONE)
    return Logarithmic(brings / (1 + spend / scale).ln(), scale)


def _power(said: StatedCurve) -> Smooth:
    exponent, factor = said.exponent, said.money("factor")
    if exponent is None:
        exponent = (1 + (said.doubling_adds or ONE)).ln() / Decimal(2).ln()
    if factor is None:
        spend, brings = said.known
        factor = brings / spend**exponent
    return Power(factor, exponent)


_MAKERS: Mapping[Shape, Callable[[StatedCurve], Smooth]] = {
    Shape.HILL: _hill,
    Shape.EXPONENTIAL: _exponential,
    Shape.LOGISTIC: _logistic,
    Shape.TANH: _tanh,
    Shape.SIGMOID: _sigmoid,
    Shape.LOGARITHMIC: _logarithmic,
    Shape.POWER: _power,
}


def _check_points(points: tuple[Point, ...]) -> None:
    spends = [spend for spend, _ in points]
    if any(later <= earlier for earlier, later in pairwise(spends)):
        raise wrong("points out of order", "each spend above the one before", ", ".join(map(str, spends)))
    if spends[0] == 0 and points[0][1] != 0:
        raise wrong("no spend that brings something", "0 at a spend of 0", str(points[0][1]))
    if spends[-1] == 0:
        raise wrong("a curve of the spend 0 alone", "a point above 0", "none")


def _through(points: tuple[Point, ...]) -> Tranches:
    """Straight from 0 to the first point and from each to the next; level after the last."""
    corners = points if points[0][0] == 0 else ((ZERO, ZERO), *points)
    with localcontext(DIGITS):
        return Tranches(tuple(Piece(x - w, (y - v) / (x - w)) for (w, v), (x, y) in pairwise(corners)))
