"""Budget problems with curves from other tools' tests and outputs and from textbooks, with their answers.

Each case states its objective here once more, in plain numpy and apart from the package, in the convention
of its source. Both answers, the published one and ours, are measured with it.

Not here, because they say no problem that stands by itself: most of Meridian's tests (they load stored
posterior draws), and LightweightMMM (its tests replace the solver and look at what it is called with; its
notebooks fit a model first).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Any

import numpy as np

Data = dict[str, Any]
Spends = Mapping[str, float]


@dataclass(frozen=True)
class Case:
    """A scenario, what its source measures, and the answer that the source gives.

    `told` is the objective that the source prints for its answer, within `near` of it (relative); None where
    it prints none. `better_by` is how much more than the published answer is known to be possible.
    """

    name: str
    source: str
    convention: str
    scenario: Data
    objective: Callable[[Spends], float]
    published: Spends
    told: float | None = None
    near: float = 1e-6
    better_by: float = 0.0


def in_cents(amount: float) -> float:
    """The amount down to a cent, since no part of one is paid."""
    return floor(amount * 100 + 1e-6) / 100


def _ad(curves: Data, **spend: Any) -> Data:
    return {"kind": "ad", "time_frame": "fast", "spend": spend, "returns": curves}


def _revenue(**curve: Any) -> Data:
    return {"revenue": {"curve": curve}}


def _scenario(budget: float, items: Data, **rest: Any) -> Data:
    return {"currency": "EUR", "budget": budget, "items": items, "policy": {"maximise": "return"}} | rest


# PyMC-Marketing: logistic saturation beta (1 - e^(-lam z)) / (1 + e^(-lam z)) of the adstocked spend z.


def _logistic(z: Any, lam: float, beta: float) -> Any:
    return beta * (1 - np.exp(-lam * z)) / (1 + np.exp(-lam * z))


def _adstocked(spend: float, alpha: float, periods: int = 30, lags: int = 4) -> Any:
    """The same spend in each period, carried over by weights that add up to 1, and the tail after it."""
    weights = alpha ** np.arange(lags)
    return np.convolve(np.full(periods, spend), weights / weights.sum())


def _pymc_objective(draws: Mapping[str, list[tuple[float, float]]], alpha: Mapping[str, float]) -> Any:
    def objective(spends: Spends) -> float:
        return sum(
            float(
                np.mean(
                    [_logistic(_adstocked(spends[name], alpha[name]), *draw).sum() for draw in draws[name]]
                )
            )
            for name in draws
        )

    return objective


def _pymc_scenario(
    draws: Mapping[str, list[tuple[float, float]]], alpha: Mapping[str, float], **spend: Any
) -> Data:
    """One metric for each draw and each level that the carry-over of an even spend reaches."""
    items: Data = {}
    metrics: Data = {}
    for name in draws:
        levels, counts = np.unique(np.round(_adstocked(1.0, alpha[name]), 12), return_counts=True)
        curves: Data = {}
        for k, (lam, beta) in enumerate(draws[name]):
            for j, (level, count) in enumerate(zip(levels, counts, strict=True)):
                limit, scale = float(beta * count / len(draws[name])), float(1 / (lam * level))
                metrics[f"draw_{k}_{j}"] = {"value": 1}
                curves[f"draw_{k}_{j}"] = {
                    "curve": {"shape": "logistic", "limit": repr(limit), "scale_total": repr(scale)}
                }
        items[name] = _ad(curves, **spend)
    return _scenario(100, items, metrics=metrics)


_LAM = ([0.1, 0.3, 0.5, 0.7], [0.2, 0.4, 0.6, 0.8])
_DRAWS = {"channel_1": [(v, 0.5) for v in _LAM[0]], "channel_2": [(v, 1.0) for v in _LAM[1]]}
_STEEP = {"channel_1": [(10.0, 0.5)], "channel_2": [(20.0, 1.0)]}
_ALPHA = {"channel_1": 0.5, "channel_2": 0.7}
_PYMC = "pymc-labs/pymc-marketing, tests/mmm/test_budget_optimizer.py"
_PYMC_WORDS = (
    "raw spend, the same in each of 30 periods; geometric adstock over 4 periods with weights that add up to "
    "1, before a logistic saturation; all outcomes counted, those of the 3 periods after the last one too"
)


def _saturation(x: float) -> float:
    return float(_logistic(x, 0.5, 1.0))


def _two_of_a_kind(spends: Spends) -> float:
    return _saturation(spends["channel1"]) + _saturation(spends["channel2"])


def _michaelis_menten(spends: Spends) -> float:
    one, two = spends["channel1"], spends["channel2"]
    return 10 * one / (5 + one) + 20 * two / (10 + two)


# Robyn: coefficient x^a / (x^a + inflexion^a) of the week's spend plus what is carried over from the weeks
# before. The exponents are those of model 3_165_9 in its demo; coefficient, inflexion and carry-over follow
# from the three responses that its allocator prints for each channel, and give back the slopes it prints.


@dataclass(frozen=True)
class Hill:
    """One channel of Robyn's demo, per week, and what its allocator prints: spend, response, slope."""

    exponent: float
    coefficient: float
    inflexion: float
    carried: float
    told: tuple[tuple[float, float, float], ...]

    def __call__(self, x: Any) -> Any:
        z = (x + self.carried) ** self.exponent
        return self.coefficient * z / (z + self.inflexion**self.exponent)


ROBYN = {
    "facebook": Hill(
        2.98911679875,
        368248.5235131366,
        9442.281408312794,
        85.26321733361587,
        (
            (3273.18868673127, 16028.274840653, 13.6482073838324),
            (4909.7830300969, 47773.9272174738, 24.8828234244502),
            (11456.1604035594, 237766.213085838, 21.817705153313),
        ),
    ),
    "ooh": Hill(
        0.51639771924,
        366029.613353054,
        234378.14377741315,
        34557.03299766128,
        (
            (26136.8, 121639.68747999, 0.69100177695509),
            (39205.2, 129951.477726157, 0.586770839581732),
            (91478.8, 153947.898585177, 0.365468092029914),
        ),
    ),
    "print": Hill(
        2.936020043,
        82529.92553705277,
        11385.01120140832,
        520.2053879387784,
        (
            (3244.77333333333, 3083.94093007449, 2.31559198123614),
            (4867.16, 8255.76628472168, 4.04967916514215),
            (11356.7066666667, 43824.0170493482, 5.08056319715979),
        ),
    ),
    "search": Hill(
        0.6371621796,
        71340.04660800376,
        8618.534300802725,
        43.75256764007896,
        (
            (12080, 39532.729436483, 0.926284143512021),
            (18120, 43986.096682528, 0.591606265472365),
            (42280, 52349.5015106202, 0.209785639410256),
        ),
    ),
    "tv": Hill(
        2.68865559625,
        420253.2720871204,
        55227.95909331776,
        7975.863728980915,
        (
            (34559.2573333333, 139248.325486675, 5.88545263558626),
            (41471.1088, 179121.356251119, 5.58835235273),
            (69118.5146666667, 298504.967851738, 3.01585073128808),
        ),
    ),
}
_LOW = {"facebook": 0.7, "ooh": 0.7, "print": 0.7, "search": 0.7, "tv": 0.8}
_HIGH = {"facebook": 1.5, "ooh": 1.5, "print": 1.5, "search": 1.5, "tv": 1.2}
_ROBYN = "facebookexperimental/Robyn, 03.output/Robyn_202411301927_init/3_165_9_max_response_reallocated.csv"
_ROBYN_WORDS = (
    "spend of one week; what earlier weeks carry over is added before the hill, and stays what it was"
)


def _robyn_objective(spends: Spends) -> float:
    return float(sum(curve(spends[name]) for name, curve in ROBYN.items()))


def _robyn_scenario(budget: float, low: Spends, high: Spends, corners: int = 60) -> Data:
    """What a week's spend adds to what is carried over, through points: a hill that does not begin at 0."""
    items: Data = {}
    for name, curve in ROBYN.items():
        first = curve.told[0][0]
        least, most = ceil(low[name] * first * 100 - 1e-6) / 100, in_cents(high[name] * first)
        spends = [0.0, *np.round(np.linspace(max(least, 1.0), most, corners), 2)]
        points = [[repr(float(x)), repr(float(curve(x) - curve(0.0)))] for x in spends]
        returns = _revenue(shape="points", points_total=points)
        items[name] = _ad(returns, min_total=least, max_total=most)
    return _scenario(budget, items)


def _robyn_spends(place: int) -> Spends:
    return {name: curve.told[place][0] for name, curve in ROBYN.items()}


def _robyn_told(place: int) -> float:
    return sum(curve.told[place][1] for curve in ROBYN.values())


_NO_LOW = dict.fromkeys(ROBYN, 0.0)
_FAR = dict.fromkeys(ROBYN, 3.5) | {"tv": 2.0}

_MEDIA = {
    "newspaper": ((10000, 0.9), (19000, 700 / 900), (27000, 0.5)),
    "television": ((60000, 10 / 12), (110000, 0.75), (150000, 5 / 8)),
}


def _reached(spends: Spends) -> float:
    return sum(
        rate * max(0.0, min(spends[name], end) - start)
        for name, steps in _MEDIA.items()
        for start, (end, rate) in zip([0, *(end for end, _ in steps)], steps, strict=False)
    )


_MEDIA_RATES = {
    "newspaper": ("900/1000", "700/900", "400/800"),
    "television": ("10000/12000", "7500/10000", "5000/8000"),
}


def _media_items() -> Data:
    items: Data = {}
    for name, steps in _MEDIA.items():
        tranches = []
        for (end, _), rate in zip(steps, _MEDIA_RATES[name], strict=True):
            brought, cost = map(int, rate.split("/"))
            tranches.append({"up_to_total": end, "cost_per": repr(cost / brought)})
        items[name] = _ad({"customer": {"tranches": tranches}}, max_total=steps[-1][0])
    return items


# Meridian: a table for each channel, of which the next step is chosen that brings most for its money.

_GRID_LOW = {"ch_0": 500, "ch_1": 600, "ch_2": 700, "rf_0": 800, "rf_1": 900}
_GRID_HIGH = {"ch_0": 1500, "ch_1": 1400, "ch_2": 1300, "rf_0": 1200, "rf_1": 1100}
_GRID: Mapping[str, tuple[tuple[float, float], ...]] = {
    **{name: ((float(_GRID_LOW[name]), 1.0), (float(_GRID_HIGH[name]), 1.0)) for name in _GRID_LOW},
    "rf_0": ((800, 0.67), (900, 0.75), (1000, 0.83), (1100, 0.92), (1200, 1.0)),
    "rf_1": ((900, 0.82), (1000, 0.91), (1100, 1.0)),
}


def _grid_objective(spends: Spends) -> float:
    total = 0.0
    for name, points in _GRID.items():
        total += float(np.interp(spends[name], [x for x, _ in points], [y for _, y in points]))
    return total


def _grid_items() -> Data:
    return {
        name: _ad(
            _revenue(shape="points", points_total=[list(point) for point in points]),
            min_total=_GRID_LOW[name],
            max_total=_GRID_HIGH[name],
        )
        for name, points in _GRID.items()
    }


# M. Labonne: alpha + beta ln(x) for x of 1 or more, of which 1 is spent beforehand here.

_LOGARITHMS = {
    "google": (-9453.72, 8256.21),
    "facebook": (-8312.84, 7764.20),
    "twitter": (-7371.33, 7953.36),
}


def _logarithms(spends: Spends) -> float:
    return sum(alpha + beta * float(np.log1p(spends[name])) for name, (alpha, beta) in _LOGARITHMS.items())


def _logarithms_scenario() -> Data:
    return _scenario(
        100000 - 3,
        {
            name: _ad(_revenue(shape="logarithmic", factor=beta, scale_total=1))
            for name, (_, beta) in _LOGARITHMS.items()
        },
    )


_LABONNE = (
    "M. Labonne, Optimize Your Marketing Budget with Nonlinear Programming (2023), and "
    "mlabonne/linear-programming-course, notebook 4"
)
_LABONNE_WORDS = (
    "raw spend, no adstock; alpha + beta ln(x), which a curve of 0 at 0 says with one unit of money for each "
    "channel spent beforehand; allocations as printed, in whole units"
)

CASES = [
    Case(
        name="meridian_grid",
        source="google/meridian, meridian/analysis/optimizer_test.py, test_optimize_grid_correct, "
        "default_budget_scenario; the table as in test_optimization_grid_media_and_rf_correct",
        convention="spend to outcome by a table in steps of 100, no adstock; five channels of 1,000 each, "
        "which may change by 50, 40, 30, 20 and 10 per cent",
        scenario=_scenario(5000, _grid_items()),
        objective=_grid_objective,
        published={"ch_0": 800.0, "ch_1": 900.0, "ch_2": 1000.0, "rf_0": 1200.0, "rf_1": 1100.0},
        told=5.0,
    ),
    Case(
        name="three_logarithms",
        source=f"{_LABONNE}: cvxpy with ECOS",
        convention=_LABONNE_WORDS,
        scenario=_logarithms_scenario(),
        objective=_logarithms,
        published={"google": 34439.0 - 1, "facebook": 32386.0 - 1, "twitter": 33175.0 - 1},
        told=224540.15,
        near=1e-8,
    ),
    Case(
        name="three_logarithms_at_random",
        source=f"{_LABONNE}: the best of 1,000 random splits",
        convention=_LABONNE_WORDS,
        scenario=_logarithms_scenario(),
        objective=_logarithms,
        published={"google": 35476.0 - 1, "facebook": 31722.0 - 1, "twitter": 32802.0 - 1},
        told=224534.0,
        near=5e-6,
        better_by=5.5,
    ),
    Case(
        name="pymc_posterior",
        source=f"{_PYMC} (2025), default_minimizer_kwargs",
        convention=_PYMC_WORDS + "; the mean over four draws",
        scenario=_pymc_scenario(_DRAWS, _ALPHA, max_total=100),
        objective=_pymc_objective(_DRAWS, _ALPHA),
        published={"channel_1": 54.78357587906867, "channel_2": 45.21642412093133},
        told=48.8,
        near=1e-2,
    ),
    Case(
        name="pymc_posterior_bounds",
        source=f"{_PYMC} (2025), custom_minimizer_kwargs",
        convention=_PYMC_WORDS + "; the mean over four draws",
        scenario=_pymc_scenario(_DRAWS, _ALPHA, max_total=50),
        objective=_pymc_objective(_DRAWS, _ALPHA),
        published={"channel_1": 50.0, "channel_2": 50.0},
        told=48.8,
        near=1e-2,
    ),
    Case(
        name="pymc_steep",
        source=f"{_PYMC} (2024)",
        convention=_PYMC_WORDS,
        scenario=_pymc_scenario(_STEEP, _ALPHA, max_total=50),
        objective=_pymc_objective(_STEEP, _ALPHA),
        published={"channel_1": 50.0, "channel_2": 50.0},
        told=49.5,
        near=1e-2,
    ),
    Case(
        name="pymc_sigmoid",
        source=f"{_PYMC} (2023), sigmoid",
        convention="raw spend, no adstock; (1 - e^(-x/2)) / (1 + e^(-x/2)). Its bounds of 1, "
        "which leave 8 of 10 unspent, are a default of the tool and no part of the problem",
        scenario=_scenario(
            10,
            {
                name: _ad(_revenue(shape="logistic", limit=1, scale_total=2), max_total=10)
                for name in ("channel1", "channel2")
            },
        ),
        objective=_two_of_a_kind,
        published={"channel1": 1.0, "channel2": 1.0},
        better_by=1.0,
    ),
    Case(
        name="pymc_michaelis_menten",
        source=f"{_PYMC} (2023), michaelis-menten",
        convention="raw spend, no adstock; alpha x / (lam + x)",
        scenario=_scenario(
            100,
            {
                "channel1": _ad(_revenue(shape="hill", limit=10, half_at_total=5), max_total=50),
                "channel2": _ad(_revenue(shape="hill", limit=20, half_at_total=10), max_total=50),
            },
        ),
        objective=_michaelis_menten,
        published={"channel1": 50.0, "channel2": 50.0},
    ),
    Case(
        name="robyn_as_it_was",
        source=f"{_ROBYN}: initSpendUnit, and the bounds of 0.7 to 1.5 (tv 0.8 to 1.2) times that",
        convention=_ROBYN_WORDS,
        scenario=_robyn_scenario(79294.01, _LOW, _HIGH),
        objective=_robyn_objective,
        published=_robyn_spends(0),
        told=_robyn_told(0),
        better_by=30000.0,
    ),
    Case(
        name="robyn_bounded",
        source=f"{_ROBYN}: optmSpendUnit, 500,000 a week, more than the bounds let it spend",
        convention=_ROBYN_WORDS,
        scenario=_robyn_scenario(500000, _LOW, _HIGH),
        objective=_robyn_objective,
        published=_robyn_spends(1),
        told=_robyn_told(1),
    ),
    Case(
        name="robyn_unbounded",
        source=f"{_ROBYN}: optmSpendUnitUnbound, up to 3.5 (tv 2) times the spend as it was",
        convention=_ROBYN_WORDS,
        scenario=_robyn_scenario(500000, _NO_LOW, _FAR),
        objective=_robyn_objective,
        published=_robyn_spends(2),
        told=_robyn_told(2),
    ),
    Case(
        name="market_share",
        source="W. F. Samuelson and S. G. Marks, Managerial Economics: advertising A against a rival's 8 in "
        "a market of 20; profit 20 A / (A + 8) - A is largest where 160 / (A + 8)^2 = 1",
        convention="raw spend, a hill of steepness 1, money in millions",
        scenario=_scenario(
            20000000,
            {"own": _ad(_revenue(shape="hill", limit=20000000, half_at_total=8000000))},
            policy={"maximise": "net_return"},
        ),
        objective=lambda spends: 20e6 * spends["own"] / (8e6 + spends["own"]) - spends["own"],
        published={"own": (sqrt(160) - 8) * 1e6},
        told=20e6 - 2 * sqrt(160) * 1e6 + 8e6,
    ),
    Case(
        name="two_colas",
        source="exercise in operations management: 75 sqrt(x) dozens of one cola at a profit of 2.20, "
        "50 sqrt(y) of another at 2.50, 10,000 for promotion; spends go as the squares of 165 and 125",
        convention="raw spend, power 0.5, infinitely steep at 0",
        scenario=_scenario(
            10000,
            {
                "classic": _ad(_revenue(shape="power", factor_total=165, exponent=0.5)),
                "diet": _ad(_revenue(shape="power", factor_total=125, exponent=0.5)),
            },
        ),
        objective=lambda spends: 165 * sqrt(spends["classic"]) + 125 * sqrt(spends["diet"]),
        published={"classic": 10000 * 165**2 / (165**2 + 125**2), "diet": 10000 * 125**2 / (165**2 + 125**2)},
        told=100 * sqrt(165**2 + 125**2),
    ),
    Case(
        name="newspaper_and_television",
        source="exercise in linear programming: 145,000 for advertisements that reach 900, 700 and 400 "
        "customers at 1,000, 900 and 800 (10 of each) or 10,000, 7,500 and 5,000 at 12,000, 10,000 and 8,000 "
        "(5 of each)",
        convention="falling tranches of spend; the best tranches first, and two of the last advertisements",
        scenario=_scenario(
            145000,
            _media_items(),
            policy={"maximise": "customer"},
            metrics={"customer": {}},
        ),
        objective=_reached,
        published={"newspaper": 19000.0, "television": 126000.0},
        told=113500.0,
    ),
]
