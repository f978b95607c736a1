"""Small scenarios whose curves are carried over, told once more in numpy, apart from the package."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

Data = dict[str, Any]
Floats = NDArray[np.float64]
Formula = Callable[[Floats], Floats]
_STEPS = {1: 801, 2: 61, 3: 23, 4: 13}
"""Amounts of an axis of the first grid, by the number of axes."""
_ZOOMS, _NEAR = 7, 5


@dataclass(frozen=True)
class Carried:
    """An item with a curve: how a scenario says it, and what a formula makes of it."""

    said: Data
    formula: Formula
    weights: Sequence[float]
    before_curve: bool
    earlier: Sequence[float]
    counts_tail: bool
    season: Sequence[float]
    index: Sequence[float]
    rise: tuple[float, float] | None
    most: float

    def bought(self, money: Floats) -> Floats:
        """What money buys: the average price rises by so much with each doubling, straight between them."""
        if self.rise is None:
            return money
        rise, start = self.rise
        points = [(0.0, 0.0)] + [(start * 2**n, start * 2**n / (1 + rise) ** n) for n in range(21)]
        return np.interp(money, [x for x, _ in points], [y for _, y in points])

    def brought(self, spends: Floats, stop: int) -> list[Floats]:
        """What each period before `stop` brings of spends, one row a period of the horizon."""
        horizon, known = len(spends), len(self.earlier)
        inputs = [self.bought(np.full_like(spends[0], x)) for x in self.earlier]
        inputs += [self.bought(x / index) for x, index in zip(spends, self.index, strict=True)]
        found = []
        for t in range(stop):
            at = known + t
            seen = [
                (w, at - lag)
                for lag, w in enumerate(self.weights)
                if 0 <= at - lag < min(at + 1, len(inputs))
            ]
            if t >= horizon and not self.counts_tail:
                found.append(np.zeros_like(spends[0]))
            elif self.before_curve:
                carried = sum((w * inputs[s] for w, s in seen), np.zeros_like(spends[0]))
                found.append(self._season(t) * self.formula(carried))
            else:
                parts = (w * self._season(s - known) * self.formula(inputs[s]) for w, s in seen)
                found.append(sum(parts, np.zeros_like(spends[0])))
        return found

    def _season(self, t: int) -> float:
        return self.season[t] if 0 <= t < len(self.season) else 1.0


@dataclass(frozen=True)
class Lift:
    """What raises all that the items bring in the periods that a use reaches."""

    by: float
    price: float
    delay: int
    lasts: int

    def reaches(self, used: Sequence[int], t: int) -> bool:
        return any(0 <= t - s - self.delay < self.lasts for s, flag in enumerate(used) if flag)


@dataclass(frozen=True)
class Case:
    """Items, perhaps a lift, one budget, perhaps released evenly, and a most for what a period spends."""

    items: tuple[Carried, ...]
    periods: int
    budget: float
    is_even: bool
    week_most: float | None
    margin: float
    lift: Lift | None

    @property
    def stop(self) -> int:
        """The first period in which nothing is brought any more."""
        return self.periods + max(len(item.weights) for item in self.items)

    @property
    def scenario(self) -> Data:
        items: Data = {}
        for k, item in enumerate(self.items):
            returns = item.said | {"margin": self.margin}
            items[f"i{k}"] = {"kind": "ad", "spend": {"max_per_period": item.most}, "returns": returns}
        if self.lift:
            own = {"on": "all", "by": self.lift.by, "delay": self.lift.delay, "lasts": self.lift.lasts}
            units = {"price": self.lift.price, "max_per_period": 1}
            items["lift"] = {"kind": "tool", "units": units, "uplift": [own]}
        data: Data = {
            "horizon": {"periods": self.periods, "every": "month"},
            "budget": {"total": self.budget} | ({"release": "even"} if self.is_even else {}),
            "items": {name: item | {"time_frame": "fast"} for name, item in items.items()},
        }
        if self.week_most is not None:
            data["limits"] = [{"on": {"kind": "ad"}, "max_per_period": self.week_most}]
        return data

    def by_item(self, spends: Floats) -> list[list[Floats]]:
        """What each item brings in each period; spends have one row an item and one column a period."""
        return [item.brought(x, self.stop) for item, x in zip(self.items, spends, strict=True)]

    def net(self, spends: Floats, used: Sequence[int]) -> Floats:
        """The net return, minus infinity where the plan breaks a rule."""
        total = np.zeros(spends.shape[2:])
        for brought in self.by_item(spends):
            for t, y in enumerate(brought):
                lifted = self.lift is not None and self.lift.reaches(used, t)
                total = total + self.margin * y * (1 + (self.lift.by if lifted and self.lift else 0))
        price = self.lift.price if self.lift else 0.0
        by_period = spends.sum(axis=0)
        paid = by_period.cumsum(axis=0) + price * np.cumsum(used).reshape(-1, *[1] * (spends.ndim - 2))
        released = self.budget * (np.arange(1, self.periods + 1) / self.periods if self.is_even else 1.0)
        allowed = np.reshape(released * np.ones(self.periods), (-1, *[1] * (spends.ndim - 2)))
        keeps = np.all(paid <= allowed + 1e-9, axis=0)
        if self.week_most is not None:
            keeps &= np.all(by_period <= self.week_most + 1e-9, axis=0)
        return np.where(keeps, total - paid[-1], -np.inf)

    def best(self, near: Floats) -> float:
        """The best that grids find, each zoomed in on the best of the one before, and on a plan."""
        uses = list(product((0, 1), repeat=self.periods)) if self.lift else [(0,) * self.periods]
        return max(self._zoomed(used, near) for used in uses)

    def _zoomed(self, used: Sequence[int], near: Floats) -> float:
        tops = np.repeat([item.most for item in self.items], self.periods)
        axes = [np.linspace(0, top, _STEPS[len(tops)]) for top in tops]
        best, place = self._on(axes, used)
        best = max(best, 0.0 if any(used) else best)
        width = tops / (_STEPS[len(tops)] - 1)
        starts = [place, near.reshape(-1)]
        for at in starts:
            here, step = at, width
            for _ in range(_ZOOMS):
                axes = [
                    np.clip(x + np.linspace(-1, 1, _NEAR) * w, 0, top)
                    for x, w, top in zip(here, step, tops, strict=True)
                ]
                found, where = self._on(axes, used)
                if found >= best:
                    best, here = found, where
                step = step / 2
        return best

    def _on(self, axes: Sequence[Floats], used: Sequence[int]) -> tuple[float, Floats]:
        grid = np.array(np.meshgrid(*axes, indexing="ij")).reshape(len(axes), -1)
        nets = self.net(grid.reshape(len(self.items), self.periods, -1), used)
        top = int(np.argmax(nets))
        return float(nets[top]), grid[:, top]


def hill(limit: float, half: float, s: float) -> tuple[Data, Formula]:
    said = {"shape": "hill", "limit": limit, "half_at_per_period": half, "steepness": s}
    return said, lambda x: limit * x**s / (half**s + x**s)


def _exponential(limit: float, scale: float) -> tuple[Data, Formula]:
    said = {"shape": "exponential", "limit": limit, "scale_per_period": scale}
    return said, lambda x: limit * -np.expm1(-x / scale)


def logistic(limit: float, scale: float) -> tuple[Data, Formula]:
    said = {"shape": "logistic", "limit": limit, "scale_per_period": scale}
    return said, lambda x: limit * (1 - np.exp(-x / scale)) / (1 + np.exp(-x / scale))


def _tanh(limit: float, scale: float) -> tuple[Data, Formula]:
    said = {"shape": "tanh", "limit": limit, "scale_per_period": scale}
    return said, lambda x: limit * np.tanh(x / scale)


def _logarithmic(limit: float, scale: float) -> tuple[Data, Formula]:
    said = {"shape": "logarithmic", "factor": limit / 4, "scale_per_period": scale}
    return said, lambda x: limit / 4 * np.log1p(x / scale)


def power(limit: float, exponent: float) -> tuple[Data, Formula]:
    factor = limit / 20 * 1000**-exponent
    said = {"shape": "power", "factor_per_period": factor, "exponent": exponent}
    return said, lambda x: factor * x**exponent


def sigmoid(limit: float, middle: float, scale: float) -> tuple[Data, Formula]:
    said = {"shape": "sigmoid", "limit": limit, "middle_per_period": middle, "scale_per_period": scale}
    low = 1 / (1 + np.exp(middle / scale))
    return said, lambda x: limit * (1 / (1 + np.exp((middle - x) / scale)) - low) / (1 - low)


_LIMITS = st.sampled_from([2e5, 7e5, 2e6])
_SCALES = st.sampled_from([2e4, 9e4, 3e5])
_SHAPES = st.one_of(
    st.builds(hill, _LIMITS, _SCALES, st.sampled_from([0.5, 1.0, 1.0, 1.7, 3.0, 6.0])),
    st.builds(sigmoid, _LIMITS, st.sampled_from([3e4, 1.1e5]), st.sampled_from([1e4, 4e4])),
    st.builds(_exponential, _LIMITS, _SCALES),
    st.builds(logistic, _LIMITS, _SCALES),
    st.builds(_tanh, _LIMITS, _SCALES),
    st.builds(_logarithmic, _LIMITS, _SCALES),
    st.builds(power, _LIMITS, st.sampled_from([0.2, 0.5, 0.9])),
)


@st.composite
def _curves(draw: Any) -> tuple[Data, Formula]:
    said, formula = draw(_SHAPES)
    if draw(st.integers(1, 5)) > 1:
        return said, formula
    cap = draw(st.sampled_from([6e4, 1.5e5]))
    return said | {"cap": cap}, lambda x: np.minimum(formula(x), cap)


@st.composite
def _memories(draw: Any) -> tuple[Data, list[float]]:
    """A carry-over by a rate, perhaps with a peak, or by weights."""
    if draw(st.booleans()):
        weights = draw(st.sampled_from([[1.0], [0.6, 0.4], [0.2, 0.5, 0.3], [1.0, 0.5], [0.0, 1.0]]))
        return {"weights": weights}, weights
    rate, length = draw(st.sampled_from([0.1, 0.5, 0.9])), draw(st.integers(1, 4))
    peak, normalised = draw(st.integers(0, length - 1)), draw(st.booleans())
    weights = [rate ** ((lag - peak) ** 2 if peak else lag) for lag in range(length)]
    said = {"retain": rate, "normalised": normalised, "periods": length} | ({"peak": peak} if peak else {})
    return said, [w / sum(weights) for w in weights] if normalised else weights


@st.composite
def _items(draw: Any, periods: int) -> Carried:
    curve, formula = draw(_curves())
    memory, weights = draw(_memories())
    is_before, is_counted = draw(st.booleans()), draw(st.booleans())
    earlier = draw(st.sampled_from([[], [], [7e4], [0.0, 1.2e5, 3e4]]))
    said: Data = {"revenue": {"curve": curve}}
    if weights != [1.0] or earlier or draw(st.booleans()):
        said["carry_over"] = memory | {
            "applies": "before_curve" if is_before else "after_curve",
            "tail": "counted" if is_counted else "lost",
            "spent_before": earlier,
        }
    each = st.sampled_from([0.5, 1.0, 1.25, 2.0])
    season, index, rise = [1.0] * periods, [1.0] * periods, None
    if draw(st.booleans()):
        season = said["season"] = draw(st.lists(each, min_size=periods, max_size=periods))
    if draw(st.integers(1, 3)) == 1:
        index = said["price_index"] = draw(st.lists(each, min_size=periods, max_size=periods))
    if draw(st.integers(1, 3)) == 1:
        rise = draw(st.tuples(st.sampled_from([0.1, 0.5]), st.sampled_from([2.5e4, 8e4])))
        said["price_rise"] = {"per_doubling": rise[0], "from_per_period": rise[1]}
    most = draw(st.sampled_from([6e4, 1.5e5, 4e5]))
    return Carried(said, formula, weights, is_before, earlier, is_counted, season, index, rise, most)


@st.composite
def cases(draw: Any) -> Case:
    """At most four amounts in all, so that a grid sees them."""
    periods = draw(st.sampled_from([1, 2, 2, 3, 4]))
    items = tuple(draw(_items(periods)) for _ in range(2 if periods <= 2 and draw(st.booleans()) else 1))
    lift = None
    if draw(st.integers(1, 3)) == 1:
        lift = Lift(
            draw(st.sampled_from([0.2, 1.0])),
            draw(st.sampled_from([1e3, 4e4, 1.2e5])),
            draw(st.integers(0, min(1, periods - 1))),
            draw(st.integers(1, 3)),
        )
    return Case(
        items,
        periods,
        draw(st.sampled_from([6e4, 2.4e5, 9e5])),
        draw(st.integers(1, 4)) == 1,
        draw(st.sampled_from([None, None, 9e4])),
        draw(st.sampled_from([1.0, 0.5])),
        lift,
    )


def spent(case: Case, plan: Any) -> Floats:
    """What a plan spends on the items with curves, and in which periods it uses the lift."""
    names = [f"i{k}" for k in range(len(case.items))]
    return np.array([[float(x) for x in plan.item(name).by_period] for name in names])


def uses(case: Case, plan: Any) -> Sequence[int]:
    if case.lift is None:
        return (0,) * case.periods
    return tuple(int(x > 0) for x in plan.item("lift").by_period)


def outcomes(case: Case, plan: Any) -> Mapping[str, float]:
    """What each item of a plan brings, the lift with what it adds."""
    spends, used = spent(case, plan)[:, :, None], uses(case, plan)
    found, lifted = {}, 0.0
    for k, brought in enumerate(case.by_item(spends)):
        found[f"i{k}"] = float(sum(y[0] for y in brought))
        if case.lift:
            lifted += case.lift.by * sum(
                float(y[0]) for t, y in enumerate(brought) if case.lift.reaches(used, t)
            )
    return found | ({"lift": lifted} if case.lift else {})
