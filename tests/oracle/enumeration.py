"""All plans of a small scenario at once, judged straight from the definitions in docs and design.

Nothing of allocator's model, ledger or rules is used: every quantity is an array with one row per plan.
"""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.strategies import GRID, Data

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
NEAR = 1e-9
_RANKING = ("revenue", "order", "lead", "attention")
_STRENGTH = {"revenue": 0, "return": 0, "order": 1, "customer": 1, "lead": 2}
_GIVEN = {"revenue": 1.0}


def number(value: Any) -> float:
    """A number, or a percentage as a share."""
    text = str(value)
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


class Outcome:
    """One metric of one item (or tier): arrays of what each period causes, and when it arrives."""

    def __init__(
        self, metric: str, caused: Array, arrivals: list[float], worth: float | None, *, cash: bool
    ) -> None:
        self.metric, self.caused, self.arrivals, self.worth, self.cash = metric, caused, arrivals, worth, cash

    def arriving(self, t: int) -> Array:
        parts = [
            share * self.caused[:, t - lag] for lag, share in enumerate(self.arrivals) if share and lag <= t
        ]
        return np.sum(parts, axis=0) if parts else np.zeros(len(self.caused))

    def life(self) -> Array:
        return self.caused.sum(axis=1)


class Bought:
    """One item in every plan: money per period, pieces per period, and what that brings."""

    def __init__(self, spend: Array, units: Array | None, used: Mask, outcomes: list[Outcome]) -> None:
        self.spend, self.used, self.outcomes = spend, used, outcomes
        self.units = np.zeros_like(spend) if units is None else units


class Plans:
    """Every plan that can be made from whole things and money in steps of `GRID`; or one given plan's JSON.

    Outcomes may miss their bounds by the relative `room`, exact shares by one smallest unit `unit`.
    """

    def __init__(
        self, data: Data, plan: Data | None = None, *, room: float = NEAR, unit: float = 0.0
    ) -> None:
        self.data, self.room, self.unit = data, room, unit
        self.count = int(data["horizon"]["periods"])
        self.items: dict[str, Bought] = {}
        self.tiers: list[NDArray[np.int64]] = []
        self.size = 1
        if plan is not None:
            self.items = {told["id"]: self._told(data["items"][told["id"]], told) for told in plan["items"]}
            return
        ways = [list(_ways(item, self.count)) for item in data["items"].values()]
        grid = np.array(list(product(*(range(len(way)) for way in ways))), dtype=np.int64)
        self.size = len(grid)
        for k, (name, item) in enumerate(data["items"].items()):
            self.items[name] = self._chosen(item, ways[k], grid[:, k])
            self.tiers += [grid[:, k]] if "tiers" in item else []

    def _chosen(self, item: Data, ways: list[Any], chosen: NDArray[np.int64]) -> Bought:
        if "price" in item or "tiers" in item:
            return self._purchased(item, ways, chosen)
        levels = np.array(ways, dtype=float)[chosen]
        price = number(item["units"]["price"]) if "units" in item else 1.0
        return self._measured(item, levels * price, levels if "units" in item else None)

    def _told(self, item: Data, told: Data) -> Bought:
        if "price" in item or "tiers" in item:
            way = (told["tier"] or "bought") if told["bought"] else None
            return self._purchased(item, [way], np.zeros(1, dtype=np.int64))
        units = np.array([told["units_by_period"]]) if "units" in item else None
        return self._measured(item, np.array([[float(amount) for amount in told["by_period"]]]), units)

    def _measured(self, item: Data, spend: Array, units: Array | None) -> Bought:
        used = np.asarray((spend if units is None else units).any(axis=1))
        inputs = {"units": units, "bought": None, "running": None}
        return Bought(spend, units, used, self._outcomes(item.get("returns", {}), spend, inputs))

    def _purchased(self, item: Data, ways: list[Any], chosen: NDArray[np.int64]) -> Bought:
        active = _active(item, self.count)
        spend = np.zeros((self.size, self.count))
        outcomes: list[Outcome] = []
        for k, way in enumerate(ways):
            if way is None:
                continue
            mask = (chosen == k).astype(float)[:, None]
            variant: Data = item["tiers"][way] if "tiers" in item else item
            paid = mask * _payments(variant["price"], active, self.count)
            block = variant["returns"] if "returns" in variant else item.get("returns", {})
            running, start = np.zeros(self.count), np.zeros(self.count)
            running[active.start : active.stop], start[active.start] = 1.0, 1.0
            outcomes += self._outcomes(
                block, paid, {"units": None, "bought": mask * start, "running": mask * running}
            )
            spend += paid
        return Bought(spend, None, np.array([way is not None for way in ways])[chosen], outcomes)

    def _outcomes(self, block: Data, spend: Array, inputs: dict[str, Array | None]) -> list[Outcome]:
        season = self._season(block.get("season"))
        arrivals = [0.0] * int(block.get("delay", 0)) + [number(share) for share in block.get("spread", [1])]
        found = []
        for metric, way in _stated(block).items():
            caused = _caused(way, spend, inputs, season)
            worth, cash = self._worth(metric, block)
            found.append(Outcome(metric, caused, arrivals, worth, cash=cash))
        worthy = [one for one in found if (one.worth or 0) > 0] or [one for one in found if one.worth]
        best = min((_STRENGTH.get(one.metric, 3) for one in worthy), default=0)
        for one in found:  # only the best evidence counts as return, but every loss does
            if (one.worth or 0) > 0 and _STRENGTH.get(one.metric, 3) != best:
                one.worth = None
        return found

    def _worth(self, metric: str, block: Data) -> tuple[float | None, bool]:
        if metric == "return":
            return 1.0, True
        declared = self.data["metrics"].get(metric, {}).get("value")
        worth = _GIVEN.get(metric) if declared is None else number(declared)
        if metric == "revenue" and "margin" in block:
            worth = number(block["margin"])
        return worth, _STRENGTH.get(metric, 3) < 3

    def _season(self, season: Any) -> Array:
        if isinstance(season, dict):
            return np.array([number(season.get(str(t + 1), 1)) for t in range(self.count)])
        return np.array([number(weight) for weight in season]) if season else np.ones(self.count)

    # -- sums over a selection ----------------------------------------------------------------------

    def zero(self) -> Array:
        return np.zeros(self.size)

    def spend(self, names: list[str], t: int | None = None) -> Array:
        parts = [self.items[n].spend.sum(axis=1) if t is None else self.items[n].spend[:, t] for n in names]
        return np.sum(parts, axis=0) if parts else self.zero()

    def units(self, names: list[str], t: int | None = None) -> Array:
        parts = [self.items[n].units.sum(axis=1) if t is None else self.items[n].units[:, t] for n in names]
        return np.sum(parts, axis=0) if parts else self.zero()

    def used(self, names: list[str]) -> Mask:
        return (
            np.asarray(np.any([self.items[n].used for n in names], axis=0))
            if names
            else np.zeros(self.size, dtype=bool)
        )

    def outcome(self, metric: str, names: list[str], t: int | None = None, *, cash: bool = False) -> Array:
        """Outcomes of a metric; of `return` their money value, only what is money where `cash`."""
        total = self.zero()
        for one in (o for n in names for o in self.items[n].outcomes):
            factor = 1.0 if one.metric == metric else 0.0
            if metric == "return":
                factor = (one.worth or 0.0) * (one.cash or not cash)
            if factor:
                total = total + factor * (one.life() if t is None else one.arriving(t))
        return total

    # -- what must hold -----------------------------------------------------------------------------

    def feasible(self) -> Mask:
        """Which plans keep every rule."""
        kept = self._money_holds()
        for name, item in self.data["items"].items():
            kept &= self._own_limits(name, item)
        for limit in self.data.get("limits", []):
            for rule in self._rules(limit):
                kept &= rule
        return kept

    def reserve(self) -> float:
        held = self.data["budget"].get("reserve", 0)
        return number(held) * (number(self.data["budget"]["total"]) if str(held).endswith("%") else 1)

    def released(self) -> list[float]:
        """Own money per period; the reserve is held back in proportion."""
        budget = self.data["budget"]
        total, release = number(budget["total"]), budget.get("release", "upfront")
        free = total - self.reserve()
        if release == "upfront":
            return [free] + [0.0] * (self.count - 1)
        weights = [1.0] * self.count if release == "even" else [number(part) for part in release]
        whole = sum(weights)
        return [free * weight / whole if whole else 0.0 for weight in weights]

    def _money_holds(self) -> Mask:
        """Own money first; what has come back may pay for some time frames, up to a share of it.

        With carry-over, the most that can be spent again by t is U_t = min(U_{t−1} + eligible_t, share ×
        returned); it must cover what is spent beyond the own money by then. Money that lapses must be
        covered at once.
        """
        everything, released = list(self.items), self.released()
        spec = self.data["budget"].get("reinvest")
        eligible = self._of_frames(spec.get("into", ["medium", "long"])) if spec else []
        sources = self._of_frames(spec.get("from", ["fast", "medium", "long"])) if spec else []
        ok = np.ones(self.size, dtype=bool)
        again, beyond, returned = self.zero(), self.zero(), self.zero()
        for t in range(self.count):
            due = t - int(spec.get("lag", 0)) if spec else -1
            returned = returned + (self.outcome("return", sources, due, cash=True) if due >= 0 else 0.0)
            most = (number(spec["share"]) if spec else 0.0) * returned
            gap = self.spend(everything, t) - released[t]
            if self.data["budget"].get("carry_over", True):
                beyond = beyond + gap
                again = np.minimum(again + self.spend(eligible, t), most)
                ok &= beyond <= again + NEAR * 1e4
            else:
                needed = np.maximum(gap, 0.0)
                again = again + needed
                ok &= (needed <= self.spend(eligible, t) + NEAR * 1e4) & (again <= most + NEAR * 1e4)
        return ok

    def _of_frames(self, frames: list[str]) -> list[str]:
        return [name for name, item in self.data["items"].items() if item["time_frame"] in frames]

    def _own_limits(self, name: str, item: Data) -> Mask:
        ok = np.ones(self.size, dtype=bool)
        if item.get("status") == "committed" and ("price" in item or "tiers" in item):
            ok &= self.items[name].used
        bought = item.get("units") or item.get("spend") or {}
        amount = self.units if "units" in item else self.spend
        for key, bound in bought.items():
            kind, _, basis = key.partition("_")
            if key == "min_if_used_total":
                total = amount([name])
                ok &= (total == 0) | (total >= number(bound))
            elif kind in ("min", "max", "exact", "committed"):
                periods = [None] if basis == "total" else list(_active(item, self.count))
                for t in periods:
                    ok &= _holds(amount([name], t), "min" if kind == "committed" else kind, number(bound))
        return ok

    def select(self, selector: Any) -> list[str]:
        """Names of the items that a selector means."""
        if selector == "all":
            return list(self.items)
        if isinstance(selector, (str, list)):
            return [
                name for name in self.items if name in ([selector] if isinstance(selector, str) else selector)
            ]
        found = list(self.items)
        for key, words in selector.items():
            wanted = {words} if isinstance(words, str) else set(words)
            found = [
                name for name in found if wanted & set(self._labels(name, "tags" if key == "tag" else key))
            ]
        return found

    def _labels(self, name: str, key: str) -> list[str]:
        if key in ("item", "items"):
            return [name]
        value = self.data["items"][name].get("tags" if key == "tag" else key, [])
        return [value] if isinstance(value, str) else value

    def groups(self, names: list[str], by: str) -> list[list[str]]:
        labels = sorted({label for name in names for label in self._labels(name, by)})
        return [[name for name in names if label in self._labels(name, by)] for label in labels]

    def _rules(self, limit: Data) -> Iterator[Mask]:
        if "requires" in limit:
            for item, needed in limit["requires"].items():
                for other in [needed] if isinstance(needed, str) else needed:
                    yield ~self.used([item]) | self.used([other])
        elif "choose" in limit:
            groups = self.groups(self.select(limit["choose"]), limit.get("by", "item"))
            count = np.sum([self.used(names) for names in groups], axis=0) if groups else self.zero()
            kinds = {"at_most": "max", "at_least": "min", "exactly": "exact"}
            yield from (_holds(count, kind, limit[key]) for key, kind in kinds.items() if key in limit)
        elif "metric" in limit:
            names = self.select(limit.get("on", "all"))
            for key, kind, t in self._bounds(limit):
                yield _holds(self.outcome(limit["metric"], names, t), kind, number(limit[key]), self.room)
        else:
            yield from self._amount_rules(limit)

    def _bounds(self, limit: Data) -> Iterator[tuple[str, str, int | None]]:
        for kind, basis in product(("max", "min", "exact"), ("total", "per_period")):
            if (key := f"{kind}_{basis}") in limit:
                yield from ((key, kind, t) for t in ([None] if basis == "total" else range(self.count)))

    def _amount_rules(self, limit: Data) -> Iterator[Mask]:
        names = self.select(limit.get("on", "all"))
        amount = self.units if limit.get("counted") == "units" else self.spend
        for group in self.groups(names, limit["each"]) if "each" in limit else [names]:
            for key, kind, t in self._bounds(limit):
                bound: Any = number(limit[key])
                if str(limit[key]).endswith("%"):
                    whole = limit.get("of", "budget")
                    if whole == "budget":
                        bound = bound * number(self.data["budget"]["total"])
                    else:
                        bound = bound * amount(self.select("all" if whole == "spend" else whole), t)
                shared = kind == "exact" and str(limit[key]).endswith("%")
                yield _holds(amount(group, t), kind, bound, NEAR, self.unit * shared)

    # -- what is wished -----------------------------------------------------------------------------

    def stages(self) -> Iterator[tuple[str, Array]]:
        """Each stage's name and, for every plan, what it reaches: larger is better."""
        policy = self.data.get("policy", {})
        goals = [(goal.get("rank", "primary"), self._missed(goal)) for goal in self.data.get("goals", [])]
        for group in policy.get("order", ["primary", "secondary", "fast", "medium", "long"]):
            names = [group] if isinstance(group, str) else group
            missed = [shortfall for rank, shortfall in goals if rank in names]
            if missed:
                yield "goals", -np.sum(missed, axis=0)
            items = self._of_frames(names)
            if items and "minimise" not in policy:
                yield "frames", self._objective(policy, items)
        yield "spend", -self.spend(list(self.items))

    def _missed(self, goal: Data) -> Array:
        by, target = int(goal.get("by", self.count)), number(goal["at_least"])
        reached = np.sum([self.outcome(goal["metric"], list(self.items), t) for t in range(by)], axis=0)
        return np.maximum(0.0, target - reached) / target

    def _objective(self, policy: Data, items: list[str]) -> Array:
        wish = policy.get("maximise", "net_return")
        if wish == "net_return":
            hurdle = 1 + number(policy.get("hurdle", 0))
            return self.outcome("return", items) - hurdle * self.spend(items)
        return self.outcome(wish, items)

    def best(self) -> list[float] | None:
        """What the best plan reaches in each stage, served strictly in order; None where no plan holds."""
        reached, left = self._served()
        return reached if left.any() else None

    def best_purchases(self) -> set[tuple[float, ...]]:
        """What the best plans buy: money in all by item, and the tier; not when."""
        _, left = self._served()
        totals = [bought.spend.sum(axis=1) for bought in self.items.values()]
        columns = np.array([*totals, *self.tiers])[:, left]
        return {tuple(np.round(column, 6).tolist()) for column in columns.T}

    def _served(self) -> tuple[list[float], Mask]:
        left, reached = self.feasible(), []
        for _, values in self.stages() if left.any() else ():
            top = values[left].max()
            reached.append(float(top))
            left &= values >= top - NEAR * max(1.0, abs(top))
        return reached, left


def _holds(value: Any, kind: str, bound: Any, room: float = NEAR, more: float = 0.0) -> Mask:
    slack = room * np.maximum(1.0, np.abs(bound)) + more
    checks = {
        "max": value <= bound + slack,
        "min": value >= bound - slack,
        "exact": np.abs(value - bound) <= slack,
    }
    return np.asarray(checks[kind])


def _active(item: Data, count: int) -> range:
    return range(int(item.get("from", 1)) - 1, int(item.get("until", count)))


def _ways(item: Data, count: int) -> Iterator[Any]:
    """Every way to buy an item: amounts per period, or whether it is bought (None where it is not)."""
    if "price" in item or "tiers" in item:
        yield from (None, *item.get("tiers", ("bought",)))
        return
    bought: Data = item["units"] if "units" in item else item["spend"]
    step = 1 if "units" in item else GRID
    total = next((number(bought[key]) for key in ("max_total", "exact_total") if key in bought), 9e9)
    most = int(min(number(bought.get("max_per_period", 9e9)), total) // step)
    active = _active(item, count)
    for levels in product(*(range(most + 1) if t in active else (0,) for t in range(count))):
        if step * sum(levels) <= total:
            yield tuple(step * level for level in levels)


def _payments(price: Any, active: range, count: int) -> Array:
    """Once at the start, every month (a period), or every quarter from the start on."""
    amount, every = (price["amount"], price.get("every")) if isinstance(price, dict) else (price, None)
    paid = np.zeros(count)
    steps = {None: count, "month": 1, "quarter": 3}
    paid[active.start : active.stop : steps[every]] = number(amount)
    return paid


def _stated(block: Data) -> dict[str, Data]:
    """Every metric of a returns block with its way of counting."""
    short: dict[str, Data] = {}
    if "roi" in block:
        short["return"] = {"per_money": 1 + number(block["roi"])}
    if "roas" in block:
        short["revenue"] = {"per_money": block["roas"]}
    if "cpl" in block:
        short["lead"] = {"cost_per": block["cpl"]}
    if "cpo" in block:
        short["order"] = {"cost_per": block["cpo"]}
    return short | {name: way for name, way in block.items() if isinstance(way, dict) and name != "season"}


def _caused(way: Data, spend: Array, inputs: dict[str, Array | None], season: Array) -> Array:
    """Outcomes that each period's purchases cause."""
    if "tranches" in way:
        steps = way["tranches"]
        units = inputs["units"] if "per_unit" in steps[0] else None
        x = spend if units is None else units
        key = next((k for k in steps[0] if k.startswith("up_to")), "")
        if key.endswith("total"):
            return np.diff(_table(steps, key, np.cumsum(x, axis=1)), axis=1, prepend=0.0)
        return season * _table(steps, key, x)
    if "per_money" in way or "cost_per" in way:
        return (
            season * spend * (number(way["per_money"]) if "per_money" in way else 1 / number(way["cost_per"]))
        )
    ((name, rate),) = way.items()
    source = {"per_unit": "units", "total_when_bought": "bought", "per_period_when_bought": "running"}[name]
    given = inputs[source]
    return season * (np.zeros_like(spend) if given is None else given) * number(rate)


def _table(steps: list[Data], key: str, x: Array) -> Array:
    """Σ rate · the part of x inside each tranche; nothing past the last end."""
    total, begin = np.zeros_like(x), 0.0
    for step in steps:
        end = number(step[key]) if key in step else np.inf
        rate = number(step["per_unit"] if "per_unit" in step else step["per_money"])
        total += rate * np.clip(x - begin, 0.0, end - begin)
        begin = end
    return total
