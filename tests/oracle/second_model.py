"""A second formulation of small scenarios, written by hand from docs/reference/scenario.md.

Nothing of allocator is used. Money is two explicit balances per period, tables are points weighted by lambda
variables with a binary for each segment, starts are binaries, and every `either ... or` is exact whatever the
objective would like. Stages are served one after the other.
"""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pulp

Data = dict[str, Any]
FRAMES = ["fast", "medium", "long"]
CENT = 0.01
LEAST_PART = 0.001
EVIDENCE = {"revenue": 0, "return": 0, "order": 1, "lead": 2, "impression": 3}
RICH = 1e5
"""More money than any of these scenarios can use."""
NEVER = (None, "")


def number(value: Any) -> float:
    text = str(value)
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def per_period(value: Any, count: int) -> list[float]:
    return [number(v) for v in value] if isinstance(value, list) else [number(value)] * count


@dataclass
class Effect:
    """What an item causes of a metric in each period, and when that arrives."""

    item: str
    metric: str
    caused: list[Any]
    arrivals: list[tuple[int, float]]
    value: float
    cash: bool
    follows: tuple[str, ...] = ()
    """The metrics that it follows from."""


@dataclass
class Timing:
    """Earlier spend, weights of what is carried over, and the season of each period from the first on."""

    earlier: list[float]
    weights: list[float]
    after: bool
    season: list[float]
    stop: int | None

    @classmethod
    def of(cls, block: Data, count: int) -> Timing:
        carry = block.get("carry_over", {})
        earlier = [number(amount) for amount in carry.get("spent_before", [])]
        weights, after = weights_of(carry), carry.get("applies") == "after_curve"
        late = 0 if after else len(weights) - 1
        season = [1.0] * len(earlier) + per_period(block.get("season", 1), count) + [1.0] * late
        stop = len(earlier) + count if carry.get("tail") == "lost" else None
        return cls(earlier, weights, after, season, stop)


def weights_of(carry: Data) -> list[float]:
    """What is left of a period's spend in the period itself, in the next, ..."""
    if "weights" in carry:
        return [number(weight) for weight in carry["weights"]]
    if not carry:
        return [1.0]
    rate, peak = number(carry["retain"]), carry.get("peak")
    lags = range(carry["periods"])
    found = [rate**lag if peak is None else rate ** ((lag - peak) ** 2) for lag in lags]
    return [weight / (sum(found) if carry["normalised"] else 1) for weight in found]


class Model:
    """The scenario as a mixed-integer program of its own."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.count = int(data.get("horizon", {"periods": 1})["periods"])
        self.problem = pulp.LpProblem("second", pulp.LpMaximize)
        self.made = 0
        self.policy: Data = data.get("policy", {})
        self.spend: dict[str, list[Any]] = {}
        self.units: dict[str, list[Any]] = {}
        self.used: dict[str, Any] = {}
        self.effects: list[Effect] = []
        self.uses: list[tuple[str, str, list[Any]]] = []
        self.missed: list[tuple[Any, Any]] = []
        self.in_use: dict[str, list[tuple[Any, range]]] = {}
        """By item and tier: what is 1 where it is bought, and the periods in which that works."""
        for name, item in data["items"].items():
            if "price" in item or "tiers" in item:
                self._purchase(name, item)
            else:
                self._amounts(name, item)
        self._uplifts()
        self._ceilings()
        self._money()
        for limit in data.get("limits", []):
            self._limit(limit)
        for goal in data.get("goals", []):
            self._goal(goal)

    # -- what the second formulation and the trial of all plans say differently -----------------------

    def sum(self, parts: Any) -> Any:
        return pulp.lpSum(parts)

    def zero(self) -> Any:
        return pulp.lpSum([])

    def holds(self, left: Any, sense: str, right: Any) -> None:
        """A rule: left <= right, or left >= right."""
        self.add(left <= right if sense == "<=" else left >= right)

    def beyond(self, amount: Any, target: float) -> Any:
        """max(0, amount - target), at least; nobody wishes for more."""
        beyond = self.var(0, 1e7)
        self.add(amount - beyond <= target)
        return beyond

    def largest(self, amounts: list[Any]) -> Any:
        largest = self.var(0, 1e9)
        for amount in amounts:
            self.add(largest >= amount)
        return largest

    def bought_in(self, periods: range, most: float, *, whole: bool) -> list[Any]:
        """Amounts of each period; 0 in periods that are not named."""
        amounts = self.zeros()
        for t in periods:
            amounts[t] = amounts[t] + self.var(0, most, whole=whole)
        return amounts

    def started(self, *, divisible: bool) -> tuple[Any, Any]:
        """Whether something is started, and how much of it is bought."""
        chosen = self.binary()
        if not divisible:
            return chosen, chosen
        part = self.var(0, 1)
        self.add(part <= chosen)
        self.add(part >= LEAST_PART * chosen)
        return chosen, part

    def left(self, money: Any) -> Any:
        """What is left in an account: never less than nothing."""
        left = self.var(0, 10 * RICH)
        self.add(left == money)
        return left

    def any_of(self, flags: list[Any]) -> Any:
        used = self.binary()
        self.add(used <= self.sum(flags))
        for chosen in flags:
            self.add(used >= chosen)
        return used

    def times(self, flag: Any, amount: Any) -> Any:
        """The amount where the flag is 1, and 0 where it is 0."""
        low, high = self.span(amount)
        low, high = min(low, 0.0), max(high, 0.0)
        product = self.var(low, high)
        self.add(product <= high * flag)
        self.add(product >= low * flag)
        self.add(product <= amount - low * (1 - flag))
        self.add(product >= amount - high * (1 - flag))
        return product

    def var(self, low: float | None, high: float | None, *, whole: bool = False) -> Any:
        self.made += 1
        kind = pulp.LpInteger if whole else pulp.LpContinuous
        return self.problem.add_variable(f"v{self.made:05d}", low, high, kind)

    def binary(self) -> Any:
        return self.var(0, 1, whole=True)

    def add(self, constraint: Any) -> None:
        if not isinstance(constraint, bool):
            self.problem += constraint
        elif not constraint:
            self.problem += self.var(0, 0) >= 1

    def span(self, expression: Any) -> tuple[float, float]:
        """The least and the most that an expression can be."""
        low = high = float(
            getattr(expression, "constant", expression if isinstance(expression, (int, float)) else 0)
        )
        for variable, factor in pulp.lpSum([expression]).items():
            ends = [factor * variable.lowBound, factor * variable.upBound]
            low, high = low + min(ends), high + max(ends)
        return low, high

    def flag(self, amount: Any, least: float) -> Any:
        """1 where the amount is `least` or more, 0 where it is 0; nothing in between is allowed."""
        most = self.span(amount)[1]
        is_used = self.binary()
        self.add(amount <= most * is_used)
        self.add(amount >= least * is_used)
        return is_used

    def at_most(self, amount: Any, ceiling: float) -> Any:
        """min(amount, ceiling), exactly."""
        low, high = self.span(amount)
        if high <= ceiling:
            return amount
        kept, over = self.var(min(low, ceiling), ceiling), self.binary()
        self.add(kept <= amount)
        self.add(kept >= amount - (high - ceiling) * over)
        self.add(kept >= ceiling - (ceiling - min(low, ceiling)) * (1 - over))
        return kept

    def through(self, amount: Any, points: list[tuple[float, float]]) -> Any:
        """A function through points, by weights on them of which two neighbours at most are positive."""
        most = self.span(amount)[1]
        if points[-1][0] < most:
            points = [*points, (most + 1, points[-1][1])]
        weights = [self.var(0, 1) for _ in points]
        segments = [self.binary() for _ in points[1:]]
        self.add(self.sum(weights) == 1)
        self.add(self.sum(segments) == 1)
        for k, weight in enumerate(weights):
            self.add(weight <= self.sum(segments[max(0, k - 1) : k + 1]))
        self.add(amount == self.sum(x * w for (x, _), w in zip(points, weights, strict=True)))
        return self.sum(y * w for (_, y), w in zip(points, weights, strict=True))

    def active(self, item: Data) -> range:
        return range(int(item.get("from", 1)) - 1, int(item.get("until", self.count)))

    def zeros(self) -> list[Any]:
        return [self.zero() for _ in range(self.count)]

    # -- ways of buying -----------------------------------------------------------------------------

    def _amounts(self, name: str, item: Data) -> None:
        is_money = "spend" in item
        said, active = item["spend" if is_money else "units"], self.active(item)
        prices = [1.0] * self.count if is_money else per_period(said["price"], self.count)
        whole = not is_money and said.get("whole", True)
        most = min(number(said.get(key, 1e9)) for key in ("max_total", "max_per_period", "exact_total"))
        assert most < 1e9
        amounts = self.bought_in(active, most, whole=whole)
        total = self.sum(amounts)
        for key, bound in said.items():
            kind, _, basis = key.partition("_")
            if kind not in ("min", "max", "exact") or key.startswith("min_if"):
                continue
            for amount in [total] if basis == "total" else [amounts[t] for t in active]:
                self._bound(amount, kind, number(bound))
        least = CENT if is_money else (1.0 if whole else LEAST_PART)
        used = self.flag(total, max(least, number(said.get("min_if_used_total", 0))))
        fee, fees = number(said.get("fee_if_used_total", 0)), number(said.get("fee_if_used_per_period", 0))
        minimum = number(said.get("min_if_used_per_period", 0))
        if "uplift" in item:
            flags = [(self.flag(amounts[t], max(least, minimum)), range(t, t + 1)) for t in active]
            self.in_use[name] = flags
        spend = [prices[t] * amounts[t] for t in range(self.count)]
        put = list(spend)
        for t in active:
            if fees or minimum:
                spend[t] = spend[t] + fees * self.flag(amounts[t], max(least, minimum))
        spend[active.start] = spend[active.start] + fee * used
        self.spend[name], self.used[name] = spend, used
        self.units[name] = self.zeros() if is_money else amounts
        inputs = {
            "money": put,
            "units": None if is_money else amounts,
            "bought": self._at(active.start, used),
            "running": None,
            "natural": put if is_money else amounts,
        }
        self._returns(name, item.get("returns", {}), inputs)
        self._capacities(name, item.get("uses", {}), inputs)

    def _at(self, t: int, amount: Any) -> list[Any]:
        found = self.zeros()
        found[t] = found[t] + amount
        return found

    def _purchase(self, name: str, item: Data) -> None:
        variants: Data = item.get("tiers", {"": item})
        active, how = self.active(item), item.get("starts", "first")
        spend, starts = self.zeros(), dict[int, list[Any]]()
        flags = []
        for tier, variant in variants.items():
            price = variant["price"] if isinstance(variant["price"], dict) else {"amount": variant["price"]}
            bought, running, put = self.zeros(), self.zeros(), self.zeros()
            for start in active[:1] if how == "first" else active:
                schedule = price.get("schedule", [0])
                if start + len(schedule) > self.count:
                    continue
                works = range(start, min(active.stop, start + int(item.get("runs", self.count))))
                chosen, part = self.started(divisible=bool(price.get("divisible")))
                for t, amount in self._payments(price, works):
                    put[t] = put[t] + amount * part
                bought[start] = bought[start] + part
                for t in works:
                    running[t] = running[t] + part
                starts.setdefault(start, []).append(chosen)
                self.in_use.setdefault(f"{name} {tier}".strip(), []).append((chosen, works))
                flags.append(chosen)
            for t in range(self.count):
                spend[t] = spend[t] + put[t]
            inputs = {"money": put, "units": None, "bought": bought, "running": running, "natural": bought}
            self._returns(name, variant.get("returns", item.get("returns", {})), inputs)
            self._capacities(name, variant.get("uses", item.get("uses", {})), inputs)
        if how == "repeatedly":
            for group in starts.values():
                self.holds(self.sum(group), "<=", 1)
        else:
            self.holds(self.sum(flags), "<=", 1)
        used = self.any_of(flags)
        if item.get("status") == "committed":
            self.holds(used, ">=", 1)
        self.spend[name], self.used[name], self.units[name] = spend, used, self.zeros()

    def _payments(self, price: Data, works: range) -> list[tuple[int, float]]:
        if "schedule" in price:
            return [(works.start + k, number(amount)) for k, amount in enumerate(price["schedule"])]
        amount = number(price["amount"])
        steps = {None: len(works), "month": 1, "quarter": 3}
        return [(t, amount) for t in works[:: steps[price.get("every")]]]

    # -- what it brings -----------------------------------------------------------------------------

    def _returns(self, name: str, block: Data, inputs: Data) -> None:
        delay = int(block.get("delay", 0))
        arrivals = [(delay + k, number(share)) for k, share in enumerate(block.get("spread", [1]))]
        timing = Timing.of(block, self.count)
        inputs = self._seen(inputs, block, timing)
        found: list[Effect] = []

        def add(metric: str, caused: list[Any], lag: int = 0) -> None:
            value, cash = self._worth(metric, block)
            caused = self._timed(caused, timing)
            found.append(
                Effect(name, metric, caused, [(k + lag, share) for k, share in arrivals], value, cash)
            )

        for lag, amount in enumerate(block.get("cash", [])):
            add("return", [number(amount) * x for x in inputs["natural"]], lag)
        if "roas" in block:
            add("revenue", [number(block["roas"]) * x for x in inputs["money"]])
        if "roi" in block:
            add("return", [(1 + number(block["roi"])) * x for x in inputs["money"]])
        if "cpl" in block:
            add("lead", [x / number(block["cpl"]) for x in inputs["money"]])
        for metric, way in block.items():
            if isinstance(way, dict):
                add(metric, self._caused(way, inputs))
                found += self._following(found, metric, way.get("per", {}), block)
        positive = [e for e in found if e.value > 0]
        best = min((self._evidence(e.metric) for e in positive), default=9)
        for effect in found:
            if effect.value > 0 and self._evidence(effect.metric) != best:
                effect.value, effect.cash = 0.0, False
        self.effects += found

    def _following(self, found: list[Effect], metric: str, rates: Data, block: Data) -> list[Effect]:
        """What comes at a rate of other metrics, which are written before it."""
        value, cash = self._worth(metric, block)
        return [
            Effect(
                e.item,
                metric,
                [number(rate) * x for x in e.caused],
                e.arrivals,
                value,
                cash,
                (*e.follows, base),
            )
            for base, rate in rates.items()
            for e in found
            if e.metric == base
        ]

    def _timed(self, caused: list[Any], timing: Timing) -> list[Any]:
        """What comes in the periods of the horizon and after it, in season."""
        caused = [w * x for w, x in zip(timing.season, caused, strict=True)]
        if timing.after:
            caused = self._carried(caused, timing.weights)
        return caused[len(timing.earlier) : timing.stop]

    def _seen(self, inputs: Data, block: Data, timing: Timing) -> Data:
        """Inputs from the first period of earlier spend on, at their prices, carried over."""
        earlier, weights = timing.earlier, [1.0] if timing.after else timing.weights
        index = [1.0] * len(earlier) + per_period(block.get("price_index", 1), self.count)
        found: Data = {}
        for source, amounts in inputs.items():
            if amounts is not None:
                is_money = amounts is inputs["money"]
                before = earlier if is_money else [0.0] * len(earlier)
                amounts = [self.zero() + amount for amount in before] + list(amounts)
                if is_money:
                    amounts = [x * (1 / price) for x, price in zip(amounts, index, strict=True)]
                    amounts = self._dearer(amounts, block.get("price_rise"))
                amounts = self._carried(amounts, weights)
            found[source] = amounts
        return found

    def _carried(self, amounts: list[Any], weights: list[float]) -> list[Any]:
        """Each period's amount handed on to the ones after it, past the last one."""
        found = [self.zero() for _ in range(len(amounts) + len(weights) - 1)]
        for t, amount in enumerate(amounts):
            for lag, weight in enumerate(weights):
                found[t + lag] = found[t + lag] + weight * amount
        return found

    def _dearer(self, amounts: list[Any], rise: Data | None) -> list[Any]:
        """What money buys where twice as much of it makes all of it dearer."""
        if rise is None:
            return amounts
        start, growth = number(rise["from_per_period"]), 1 + number(rise["per_doubling"])
        points = [(start * 2**k, start * (2 / growth) ** k) for k in range(7)]
        return [self.through(amount, [(0.0, 0.0), *points]) for amount in amounts]

    def _evidence(self, metric: str) -> int:
        said = self.data.get("metrics", {}).get(metric, {}).get("evidence")
        return EVIDENCE.get(said, 3) if said else EVIDENCE.get(metric, 3)

    def _worth(self, metric: str, block: Data) -> tuple[float, bool]:
        if metric == "return":
            return 1.0, True
        said = self.data.get("metrics", {}).get(metric, {})
        value = number(said.get("value", 1 if metric == "revenue" else 0))
        if metric == "revenue" and "margin" in block:
            value = number(block["margin"])
        return value, bool(said.get("cash", self._evidence(metric) < 3))

    def _caused(self, way: Data, inputs: Data) -> list[Any]:
        caused = [self.zero() for _ in inputs["natural"]]
        rates = {"per_money": "money", "per_unit": "units", "total_when_bought": "bought"}
        rates |= {"per_period_when_bought": "running", "amount": "natural"}
        for key, source in rates.items():
            if key in way:
                caused = [c + number(way[key]) * x for c, x in zip(caused, inputs[source], strict=True)]
        if "cost_per" in way:
            caused = [c + x / number(way["cost_per"]) for c, x in zip(caused, inputs["money"], strict=True)]
        for key in ("table_total", "table_per_period"):
            if key in way:
                points = [(float(k), number(y)) for k, y in enumerate(way[key])]
                more = self._tabled(inputs["units"], points, in_total=key == "table_total")
                caused = [c + x for c, x in zip(caused, more, strict=True)]
        if "tranches" in way:
            key = next(k for k in way["tranches"][0] if k.startswith("up_to"))
            points, rate = [(0.0, 0.0)], "per_unit" if "per_unit" in way["tranches"][0] else "per_money"
            for step in way["tranches"]:
                x, y = points[-1]
                end = number(step.get(key, RICH))
                points.append((end, y + (end - x) * number(step[rate])))
            source = inputs["units"] if rate == "per_unit" else inputs["money"]
            more = self._tabled(source, points, in_total=key.endswith("total"))
            caused = [c + x for c, x in zip(caused, more, strict=True)]
        return caused

    def _tabled(self, amounts: list[Any], points: list[tuple[float, float]], *, in_total: bool) -> list[Any]:
        if not in_total:
            return [self.through(x, points) for x in amounts]
        reached = [self.through(self.sum(amounts[: t + 1]), points) for t in range(len(amounts))]
        return [reached[0], *(later - earlier for earlier, later in pairwise(reached))]

    def _capacities(self, name: str, uses: Data, inputs: Data) -> None:
        for capacity, way in uses.items():
            caused = self._caused(way if isinstance(way, dict) else {"amount": way}, inputs)
            self.uses.append((name, capacity, caused))

    def _arriving(self, effect: Effect, t: int | None) -> Any:
        if t is None:
            return self.sum(effect.caused)
        return self.sum(
            share * effect.caused[t - lag]
            for lag, share in effect.arrivals
            if 0 <= t - lag < len(effect.caused)
        )

    def _uplifts(self) -> None:
        """What is lifted, as further outcomes of the item that lifts."""
        own, found = list(self.effects), []
        for name, item in self.data["items"].items():
            tiers = item.get("tiers", {"": {}})
            for tier, variant in tiers.items():
                said = variant.get("uplift", item.get("uplift", []))
                listed = [{"on": on, "by": by} for on, by in said.items()] if isinstance(said, dict) else said
                for uplift in listed:
                    uses = self.in_use[f"{name} {tier}".strip()]
                    others = [i for i in self.select(uplift.get("on", "all")) if i != name]
                    found += [
                        self._lifted(
                            name, number(uplift["by"]), effect, self._live(uplift, uses, len(effect.caused))
                        )
                        for effect in own
                        if effect.item in others
                        and uplift.get("metric", effect.metric) in (effect.metric, *effect.follows)
                    ]
        self.effects += found

    def _live(self, uplift: Data, uses: list[tuple[Any, range]], count: int) -> list[Any]:
        delay, lasts = int(uplift.get("delay", 0)), uplift.get("lasts", 1)
        ends = self.count if lasts == "to_end" else count
        lasts = self.count if lasts == "to_end" else int(lasts)
        found: list[Any] = []
        for t in range(count):
            if t >= ends:
                found.append(None)
                continue
            flags = [flag for flag, works in uses if any(s + delay <= t < s + delay + lasts for s in works)]
            found.append(self.any_of(flags) if flags else None)
        return found

    def _lifted(self, name: str, by: float, effect: Effect, live: list[Any]) -> Effect:
        caused = [
            self.zero() if flag is None else by * self.times(flag, amount)
            for flag, amount in zip(live, effect.caused, strict=True)
        ]
        return Effect(name, effect.metric, caused, effect.arrivals, effect.value, effect.cash)

    def _ceilings(self) -> None:
        """What is lost of a metric, as an item of its own that brings a negative amount."""
        for metric, said in self.data.get("metrics", {}).items():
            effects = [e for e in self.effects if e.metric == metric]
            key = next((k for k in ("ceiling_total", "ceiling_per_period") if k in said), None)
            if key is None or not effects:
                continue
            last = max(len(e.caused) + lag for e in effects for lag, _ in e.arrivals)
            brought = [self._late(effects, t) for t in range(last)]
            if key == "ceiling_total":
                until = [self.at_most(self.sum(brought[: t + 1]), number(said[key])) for t in range(last)]
                kept = [until[0], *(later - earlier for earlier, later in pairwise(until))]
            else:
                kept = [self.at_most(amount, number(said[key])) for amount in brought]
            for effect in effects:
                self.effects.remove(effect)
            together = Effect("", metric, kept, [(0, 1.0)], effects[0].value, effects[0].cash)
            self.effects.append(together)

    def _late(self, effects: list[Effect], t: int) -> Any:
        return self.sum(
            share * e.caused[t - lag]
            for e in effects
            for lag, share in e.arrivals
            if 0 <= t - lag < len(e.caused)
        )

    # -- quantities ---------------------------------------------------------------------------------

    def select(self, on: Any) -> list[str]:
        names = list(self.data["items"])
        if on == "all":
            return names
        if isinstance(on, (str, list)):
            return [name for name in names if name in ([on] if isinstance(on, str) else on)]
        for key, value in on.items():
            words = [value] if isinstance(value, str) else value
            names = [name for name in names if self.data["items"][name].get(key) in words]
        return names

    def quantity(self, what: str, names: list[str], t: int | None = None) -> Any:
        """Anything that can be counted, in a period or over the whole life."""
        if what in ("money", "spend"):
            return self.sum(x for name in names for x in self._of(self.spend[name], t))
        if what == "units":
            return self.sum(x for name in names for x in self._of(self.units[name], t))
        if what == "bought":
            return self.sum(self.used[name] for name in names)
        if what == "net_return":
            return self.quantity("return", names, t) - self.quantity("spend", names, t)
        used = [
            x
            for name, capacity, xs in self.uses
            if capacity == what and name in names
            for x in self._of(xs, t)
        ]
        counted = [e for e in self.effects if e.item in [*names, ""]]
        if what in ("return", "cash"):
            parts = [
                e.value * self._arriving(e, t) for e in counted if e.value and (what == "return" or e.cash)
            ]
        else:
            parts = [self._arriving(e, t) for e in counted if e.metric == what]
        return self.sum(used + parts)

    def _of(self, amounts: list[Any], t: int | None) -> list[Any]:
        return amounts if t is None else [amounts[t]]

    # -- money --------------------------------------------------------------------------------------

    def _money(self) -> None:
        said = self.data.get("budget", "unlimited")
        budget: Data = said if isinstance(said, dict) else {"total": said}
        self.budget, count = budget, self.count
        self.drawn, self.borrowed, self.owed = [], self.zero(), self.zero()
        self.extra_cost, self.loan_cost = self.zero(), self.zero()
        self.extra = self.zero()
        unlimited = budget["total"] == "unlimited"
        self.open = unlimited or self.policy.get("minimise") == "budget"
        total = 0.0 if self.open else number(budget["total"])
        coming, repaid = self.zeros(), self.zeros()
        shares = self._shares(budget, total)
        for t in range(count):
            coming[t] = coming[t] + shares[t] * total
        if self.open or "extra" in budget:
            extra = self.var(0, RICH if self.open else number(budget["extra"]["max_total"]))
            for t in range(count):
                coming[t] = coming[t] + shares[t] * extra
            self.drawn.append(extra)
            self.found = extra
            self.extra = self.extra + extra
            if not self.open:
                self.extra_cost = self.extra_cost + number(budget["extra"].get("cost", 0)) * extra
        for loan in budget.get("loans", {}).values():
            self._loan(loan, coming, repaid)
        self._balances(budget, coming, repaid)

    def _shares(self, budget: Data, total: float) -> list[float]:
        release = budget.get("release", "upfront")
        if isinstance(release, list):
            return [number(amount) / number(budget["total"]) for amount in release]
        return [1 / self.count] * self.count if release == "even" else [1.0] + [0.0] * (self.count - 1)

    def _loan(self, loan: Data, coming: list[Any], repaid: list[Any]) -> None:
        back = [number(part) for part in loan.get("repay", [])]
        if not back:
            back = [0.0] * (int(loan.get("term", 1)) - 1) + [1 + number(loan.get("rate", 0))]
        draws = self.zeros()
        for t in range(int(loan.get("from", 1)) - 1, int(loan.get("until", self.count))):
            if t + len(back) >= self.count and not loan.get("may_outlast"):
                continue
            draw = self.var(
                0, min(number(loan.get(key, RICH)) for key in ("max_total", "max_per_period", "max_owed"))
            )
            draws[t] = draws[t] + draw
            coming[t] = coming[t] + draw
            self.drawn.append(draw)
            for k, part in enumerate(back, start=1):
                if t + k < self.count:
                    repaid[t + k] = repaid[t + k] + part * draw
                else:
                    self.owed = self.owed + part * draw
        self.borrowed = self.borrowed + self.sum(draws)
        self.loan_cost = self.loan_cost + (sum(back) - 1) * self.sum(draws)
        if "max_total" in loan:
            self.add(self.sum(draws) <= number(loan["max_total"]))
        if "max_owed" in loan:
            for t in range(self.count):
                parts = [sum(back[t - s :]) / (sum(back) or 1) * draws[s] for s in range(t + 1)]
                self.add(self.sum(parts) <= number(loan["max_owed"]))

    def _balances(self, budget: Data, coming: list[Any], repaid: list[Any]) -> None:
        """own_t and back_t, what is left of own money and of what has come back at the end of each period."""
        interest = per_period(budget.get("interest", 0), self.count)
        again = budget.get("reinvest")
        into = self.select({"time_frame": self._frames(again.get("into", FRAMES[1:]))}) if again else []
        sources = self.select({"time_frame": self._frames(again.get("from", FRAMES))}) if again else []
        own, back = self.zero(), self.zero()
        floors = per_period(budget.get("min_cash_per_period", 0), self.count)
        for t in range(self.count):
            grown = 1 + interest[t - 1] if t else 0.0
            spend = self.quantity("spend", list(self.data["items"]), t)
            used, settled, returned, made_up = (self.zero() for _ in range(4))
            if again:
                made_up = made_up + self.var(0, RICH)  # own money pays where what comes back is negative
                used, settled = used + self.var(0, RICH), settled + self.var(0, RICH)
                self.holds(used, "<=", self.quantity("spend", into, t))
                self.holds(settled, "<=", repaid[t])
                if (due := t - int(again.get("lag", 0))) >= 0:
                    returned = number(again["share"]) * self.quantity("cash", sources, due)
            kept = grown * own if budget.get("carry_over", True) else self.zero()
            own = self.left(kept + coming[t] - (repaid[t] - settled) - (spend - used) - made_up)
            back = self.left(grown * back + returned - used - settled + made_up)
            if floors[t]:
                self.holds(own + back, ">=", floors[t])
        self.closing = own + back - self.owed
        self.holds(own + back, ">=", number(budget.get("min_cash_at_end", 0)))

    def _frames(self, frames: Any) -> list[str]:
        return FRAMES if frames == "all" else frames

    # -- rules and goals ----------------------------------------------------------------------------

    def _bound(self, amount: Any, kind: str, bound: Any) -> None:
        if kind in ("min", "exact"):
            self.holds(amount, ">=", bound)
        if kind in ("max", "exact"):
            self.holds(amount, "<=", bound)

    def _limit(self, limit: Data) -> None:
        if "requires" in limit:
            for name, other in limit["requires"].items():
                self.holds(self.used[name], "<=", self.used[other])
            return
        if "choose" in limit:
            count = self.sum(self.used[name] for name in self.select(limit["choose"]))
            kinds = {"at_most": "max", "at_least": "min", "exactly": "exact"}
            for key, kind in kinds.items():
                if key in limit:
                    self._bound(count, kind, limit[key])
            return
        self._limited(limit, self.select(limit.get("on", "all")))

    def _limited(self, limit: Data, names: list[str]) -> None:
        if "hurdle" in limit:
            asked = (1 + number(limit["hurdle"])) * self.quantity("spend", names)
            self.holds(self.quantity("return", names), ">=", asked)
            return
        what = limit.get("metric") or limit.get("capacity") or limit.get("counted", "money")
        for key in [k for k in limit if k.endswith(("_total", "_per_period"))]:
            kind, _, basis = key.partition("_")
            periods: Any = list(range(self.count))
            if "during" in limit:
                periods = sorted({int(t) - 1 for t in limit["during"]})
            elif basis == "total":
                periods = [None]
            sums = [self.quantity(what, names, t) for t in periods]
            wholes = [self._whole(limit, key, t) for t in periods]
            if basis == "total":
                sums, wholes = [self.sum(sums)], [self.sum(wholes) if "of" in limit else wholes[0]]
            for amount, bound in zip(sums, wholes, strict=True):
                self._bound(amount, kind, bound)

    def _whole(self, limit: Data, key: str, t: int | None) -> Any:
        bound = number(limit[key])
        if not str(limit[key]).endswith("%"):
            return bound
        if limit.get("of", "budget") == "budget":
            return bound * (self.found if self.open else number(self.budget["total"]))
        return bound * self.quantity(
            "spend", self.select("all" if limit["of"] == "spend" else limit["of"]), t
        )

    def _goal(self, goal: Data) -> None:
        side = next(key for key in ("at_least", "at_most", "exactly") if key in goal)
        target = number(goal[side])
        periods: Any = range(int(goal.get("from", 1)) - 1, int(goal.get("by", self.count)))
        names = self.select(goal.get("on", "all"))
        if goal["metric"] == "bought":
            periods = [None]
        reached = self.sum(self.quantity(goal["metric"], names, t) for t in periods)
        usual = number(goal.get("weight", 1 / abs(target) if target else 1))
        deviation = []
        if side != "at_most":
            missing = self.beyond(-1 * reached, -target)
            deviation.append(number(goal.get("weight_under", usual)) * missing)
        if side != "at_least":
            deviation.append(number(goal.get("weight_over", usual)) * self.beyond(reached, target))
        words: Data = {"primary": 1, "secondary": 2}
        rank = goal.get("rank", "primary")
        self.missed.append((words.get(rank, rank), self.sum(deviation)))

    # -- stages -------------------------------------------------------------------------------------

    def stages(self) -> list[Any]:
        """What is made as large as possible, one after the other."""
        words: Data = {"primary": 1, "secondary": 2}
        order = self.policy.get("order", ["primary", "secondary", *FRAMES])
        if order == "together":
            order = ["primary", "secondary", FRAMES]
        lists: list[list[Any]] = [g if isinstance(g, list) else [g] for g in order]
        groups = [[words.get(name, name) for name in group] for group in lists]
        named = {name for group in groups for name in group}
        unnamed = sorted({rank for rank, _ in self.missed} - named)
        first = next(k for k, group in enumerate(groups) if set(group) & set(FRAMES))
        groups[first:first] = [[rank] for rank in unnamed]
        found, whole = [], self._whole_wish()
        if "minimise" in self.policy:
            groups.sort(key=lambda group: set(group) <= set(FRAMES))
        for group in groups:
            missed = [deviation for rank, deviation in self.missed if rank in group]
            if missed and self.policy.get("misses") == "largest" and len(missed) > 1:
                found.append(-1 * self.largest(missed))
            if missed:
                found.append(-1 * self.sum(missed))
            if not (frames := [name for name in group if name in FRAMES]):
                continue
            if whole is not None:
                found += [whole] if whole is not NEVER else []
                whole = NEVER
            elif names := self.select({"time_frame": frames}):
                found.append(self._wish(names))
        everything = list(self.data["items"])
        found.append(-1 * self.quantity("spend", everything))
        if self.drawn or self.budget.get("loans"):
            found.append(-1 * self.sum(self.drawn))
        return found

    def _weights(self) -> dict[str, float]:
        wish = self.policy.get("minimise") or self.policy.get("maximise") or "net_return"
        return {wish: 1.0} if isinstance(wish, str) else {name: number(w) for name, w in wish.items()}

    def _whole_wish(self) -> Any:
        """The one wish for the plan as a whole; NEVER where there is none, None where each frame has one."""
        weights = self._weights()
        if "minimise" not in self.policy and "closing_cash" not in weights:
            return None
        if self.policy.get("minimise") == "spend":
            return NEVER
        if self.policy.get("minimise") == "budget":
            return -1 * self.found
        wish = self.zero() + self._wish(list(self.data["items"]), priced=False)
        wish = wish + weights.get("closing_cash", 0) * (self.closing - self.extra - self.extra_cost)
        wish = wish + weights.get("borrowed", 0) * self.borrowed
        return -1 * wish if "minimise" in self.policy else wish

    def _wish(self, names: list[str], *, priced: bool = True) -> Any:
        wish = self.zero()
        for what, weight in self._weights().items():
            if what in ("closing_cash", "borrowed"):
                continue
            wish = wish + weight * self.quantity(what, names)
            if what == "net_return":
                wish = wish - weight * number(self.policy.get("hurdle", 0)) * self.quantity("spend", names)
            if priced and what in ("net_return", "return"):
                wish = wish - weight * (self.extra_cost + self.loan_cost)
        return wish

    def best(self, solver: Any = None) -> list[float] | None:
        """What the best plan reaches in each stage; None where there is no plan."""
        solver = solver or pulp.HiGHS(msg=False)
        reached: list[float] = []
        kept: list[float] = []
        for wish in self.stages():
            wish = pulp.lpSum([wish])
            self.problem.setObjective(wish)
            status = self._solved(solver, kept)
            if status == "Infeasible" and not reached:
                return None
            assert status == "Optimal", status
            value = float(pulp.value(wish) or 0.0)
            self.problem.addConstraint(wish >= value, f"kept{len(reached)}")
            reached.append(value)
            kept.append(value - wish.constant)
        return reached

    def _status(self) -> str:
        """How the last solve ended; PuLP 4 tells it another way, and the solver itself in the same words."""
        if hasattr(pulp, "LpStatus"):
            return str(pulp.LpStatus[self.problem.status])
        live = self.problem.solverModel
        return str(live.modelStatusToString(live.getModelStatus()))

    def _solved(self, solver: Any, kept: list[float]) -> str:
        """Solve, keeping what earlier stages reached, as nearly as the solver's tolerance allows."""
        for room in (1e-6, 1e-5, 1e-4):
            for stage, value in enumerate(kept):
                row = self.problem.get_constraint_by_name(f"kept{stage}")
                row.changeRHS(value - room * max(1.0, abs(value)))
            self.problem.solve(solver)
            status = self._status()
            if status != "Infeasible" or not kept:
                break
        return status
