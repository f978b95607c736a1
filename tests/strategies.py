"""Small random scenarios as plain data, for every test that wants many of them.

`scenarios` draws from all families; `integral_scenarios` only decisions that can be counted, few enough to
try them all; `gridded_scenarios` adds money whose amounts an oracle tries on a coarse grid.
"""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from allocator.money import digits_of

Data = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

CURRENCIES = ("JPY", "EUR", "BHD")
"""With 0, 2 and 3 decimals."""
METRICS: Data = {
    "lead": {"value": 20},
    "engagement": {"value": 0.5},
    "reach": {},
    "customer": {"value": 60},
    "complaint": {"value": -2},
}
CHANNELS = ("search", "social", "email")
TAGS = ("brand", "local")
KINDS = ("tool", "service", "ad")
FRAMES = ("fast", "medium", "long")
MOST_PLANS = 12_000
"""How many plans an oracle tries at most."""
GRID = 100
"""The step of money in `gridded_scenarios`."""


def amounts(least: int, most: int, currency: str = "XXX", *, fine: bool = False) -> st.SearchStrategy[str]:
    """Money as text: whole tens, or (`fine`) any whole number of smallest units."""
    if not fine:
        return st.integers(least // 10, most // 10).map(lambda tens: str(10 * tens))
    unit = Decimal(1).scaleb(-digits_of(currency))
    return st.integers(int(least / unit), int(most / unit)).map(lambda units: str(units * unit))


def _sometimes(draw: Draw, strategy: st.SearchStrategy[Any], odds: int = 3) -> Any:
    """A value once in `odds` times, otherwise None."""
    return draw(strategy) if draw(st.integers(1, odds)) == 1 else None


def _given(**fields: Any) -> Data:
    return {name: value for name, value in fields.items() if value is not None}


@st.composite
def _timing(draw: Draw, periods: int, *, season: bool) -> Data:
    fields = _given(
        delay=_sometimes(draw, st.integers(0, 2), 4),
        spread=_sometimes(draw, st.sampled_from([["50%", "50%"], [0.25, 0.5, 0.25], [0, 1]]), 5),
    )
    if season and draw(st.integers(1, 5)) == 1:
        weights = st.sampled_from([0, 0.5, 0.75, 1, 1.2, 2])
        whole = st.lists(weights, min_size=periods, max_size=periods)
        fields["season"] = draw(
            whole | st.dictionaries(st.integers(1, periods).map(str), weights, min_size=1)
        )
    return fields


@st.composite
def _tranches(draw: Draw, *, by_unit: bool, rising: bool) -> tuple[list[Data], bool]:
    """A table of rates, and whether it counts in total; falling unless `rising`."""
    in_total = draw(st.booleans())
    rates = sorted(
        draw(st.lists(st.integers(1, 30), min_size=1, max_size=3, unique=True)), reverse=not rising
    )
    ends, reached = [], 0
    for _ in rates:
        reached += draw(st.integers(1, 2)) if by_unit else 10 * draw(st.integers(5, 30))
        ends.append(reached)
    basis = ("up_to_units_" if by_unit else "up_to_") + ("total" if in_total else "per_period")
    steps = [
        {basis: end, ("per_unit" if by_unit else "per_money"): rate / (1 if by_unit else 10)}
        for end, rate in zip(ends, rates, strict=True)
    ]
    if draw(st.booleans()) and len(steps) > 1:
        del steps[-1][basis]
    return steps, in_total


@st.composite
def _stated_return(draw: Draw) -> Data:
    tenths = draw(st.integers(2, 40))
    if draw(st.integers(1, 3)) == 1:
        return {"roi": (tenths - 10) / 10}
    return {"roas": tenths / 10} | _given(margin=_sometimes(draw, st.sampled_from(["60%", "35%", 0.8])))


@st.composite
def _returns(draw: Draw, way: str, periods: int, *, curves: bool = True) -> Data:
    """A returns block for an item bought as money, units or a purchase."""
    block: Data = {}
    in_total = False
    shapes = ["rate", "rate", "lead", "soft", "both", "own"] + ["tranches"] * 2 * curves
    shape = draw(st.sampled_from(shapes))
    if shape in ("rate", "both"):
        block |= draw(_stated_return())
    if shape in ("lead", "both"):
        cost = draw(st.sampled_from([5, 8, 12.5, 25, 30]))
        block |= draw(st.sampled_from([{"cpl": cost}, {"lead": {"cost_per": cost}}, {"cpo": 2 * cost}]))
    if shape == "soft":
        block["engagement"] = {"per_money": draw(st.integers(1, 8)) / 2}
        block["reach"] = {"per_money": draw(st.integers(1, 20))}
    if shape == "tranches":
        metric = draw(st.sampled_from(["revenue", "lead", "engagement"]))
        steps, in_total = draw(
            _tranches(by_unit=way == "units" and draw(st.booleans()), rising=draw(st.integers(1, 3)) == 1)
        )
        block[metric] = {"tranches": steps}
    if shape == "own" and way == "units":
        block[draw(st.sampled_from(["revenue", "customer", "reach"]))] = {
            "per_unit": draw(st.integers(1, 30)) * 10
        }
    if shape == "own" and way == "purchase":
        once = draw(st.sampled_from(["total_when_bought", "per_period_when_bought"]))
        block[draw(st.sampled_from(["revenue", "customer", "engagement"]))] = {
            once: draw(st.integers(1, 60)) * 10
        }
    if not block:
        block["reach"] = {"per_money": 3}
    if draw(st.integers(1, 8)) == 1:
        block["complaint"] = {"per_money": 0.1}
    return block | draw(_timing(periods, season=not in_total))


@st.composite
def _labels(draw: Draw, periods: int) -> Data:
    fields = _given(
        kind=draw(st.sampled_from(KINDS)),
        time_frame=draw(st.sampled_from(FRAMES)),
        channel=_sometimes(draw, st.sampled_from(CHANNELS), 2),
        tags=_sometimes(draw, st.lists(st.sampled_from(TAGS), min_size=1, max_size=2, unique=True), 3),
        status=_sometimes(draw, st.just("planned"), 5),
    )
    if periods > 1 and draw(st.integers(1, 5)) == 1:
        first = draw(st.integers(1, periods))
        fields |= {"from": first, "until": draw(st.integers(first, periods))}
    return fields


@st.composite
def money_items(draw: Draw, periods: int, currency: str, *, fine: bool = True, curves: bool = True) -> Data:
    """An item bought as money: limits that agree with each other, and are seldom large."""
    spend = _given(max_total=draw(amounts(100, 1500, currency, fine=fine)))
    shape = draw(
        st.sampled_from(
            ["cap", "cap", "cap", "free", "floor", "exact", "phased", "minimum", "signed", "monthly"]
        )
    )
    if shape == "free":
        spend = {"max_per_period": draw(amounts(200, 900, currency, fine=fine))}
    elif shape == "floor":
        spend["min_total"] = draw(amounts(0, 100, currency, fine=fine))
    elif shape == "exact":
        spend = {"exact_total": draw(amounts(0, 200, currency, fine=fine))}
    elif shape == "phased":
        spend |= {
            "min_per_period": draw(amounts(0, 20, currency, fine=fine)),
            "max_per_period": draw(amounts(20, 400, currency, fine=fine)),
        }
    elif shape == "minimum":
        spend["min_if_used_total"] = draw(amounts(0, 100, currency, fine=fine))
    elif shape == "signed":
        spend["committed_total"] = draw(amounts(0, 100, currency, fine=fine))
    elif shape == "monthly":
        spend = {"exact_per_period": draw(amounts(0, 60, currency, fine=fine))}
    item = draw(_labels(periods)) | {
        "spend": spend,
        "returns": draw(_returns("money", periods, curves=curves)),
    }
    if shape == "signed" and draw(st.booleans()) and Decimal(spend["committed_total"]):
        item["status"] = "committed"
    return item


@st.composite
def unit_items(draw: Draw, periods: int, *, whole: bool = True, most: int = 3, curves: bool = True) -> Data:
    """An item bought in pieces."""
    units: Data = {"price": draw(amounts(50, 400))}
    shape = draw(st.sampled_from(["total", "total", "period", "both", "floor", "exact"]))
    if shape in ("total", "both", "floor"):
        units["max_total"] = draw(st.integers(1, most))
    if shape in ("period", "both"):
        units["max_per_period"] = draw(st.integers(1, 2))
    if shape == "floor":
        units["min_total"] = 1
    if shape == "exact":
        units["exact_total"] = draw(st.integers(1, 2))
    if not whole:
        units["whole"] = False
    return draw(_labels(periods)) | {
        "units": units,
        "returns": draw(_returns("units", periods, curves=curves)),
    }


@st.composite
def _prices(draw: Draw) -> Any:
    once = draw(amounts(0, 800))
    return draw(
        st.sampled_from(
            [
                once,
                {"amount": once},
                {"amount": str(Decimal(once) / 5), "every": "month"},
                {"amount": once, "every": "quarter"},
            ]
        )
    )


@st.composite
def price_items(draw: Draw, periods: int, *, curves: bool = True) -> Data:
    """An item bought whole or not at all, sometimes signed."""
    item = draw(_labels(periods)) | {
        "price": draw(_prices()),
        "returns": draw(_returns("purchase", periods, curves=curves)),
    }
    return item | _given(status=_sometimes(draw, st.just("committed"), 5))


@st.composite
def tier_items(draw: Draw, periods: int) -> Data:
    """An item with one to three variants, some with returns of their own."""
    tiers = {}
    for name in ("small", "middle", "large")[: draw(st.integers(1, 3))]:
        tiers[name] = _given(
            price=draw(_prices()), returns=_sometimes(draw, _returns("purchase", periods, curves=False), 2)
        )
    item = draw(_labels(periods)) | {
        "tiers": tiers,
        "returns": draw(_returns("purchase", periods, curves=False)),
    }
    return item | _given(status=_sometimes(draw, st.just("committed"), 6))


@st.composite
def budgets(draw: Draw, periods: int) -> Data:
    """Own money in multiples of 1,200, so that it divides by any horizon here."""
    total = 1200 * draw(st.integers(1, 3))
    budget: Data = {"total": total} | _given(
        reserve=_sometimes(draw, st.sampled_from(["5%", "10%", 120])),
        carry_over=_sometimes(draw, st.just(False), 4),
        release=_sometimes(draw, st.just("even"), 3),
    )
    if "release" not in budget and budget.get("reserve") in (None, "10%") and draw(st.integers(1, 4)) == 1:
        parts = [100 * draw(st.integers(0, 12)) for _ in range(periods - 1)]
        budget |= {"release": [*parts, max(0, total - sum(parts))]}
        budget["total"] = sum(budget["release"])
    if draw(st.integers(1, 2)) == 1:
        budget["reinvest"] = _given(
            share=draw(st.sampled_from(["20%", "50%", 0.9])),
            into=_sometimes(draw, st.sampled_from([["long"], ["fast"], ["fast", "medium", "long"]])),
            lag=_sometimes(draw, st.integers(0, 2)),
            **{"from": _sometimes(draw, st.sampled_from([["fast"], ["fast", "medium"]]))},
        )
    return budget


@st.composite
def selectors(draw: Draw, items: Data) -> Any:
    """Some of the items, said in one of the ways a limit knows."""
    channels = sorted({item["channel"] for item in items.values() if "channel" in item})
    tags = sorted({tag for item in items.values() for tag in item.get("tags", ())})
    ways: list[st.SearchStrategy[Any]] = [
        st.just("all"),
        st.sampled_from(sorted(items)),
        st.lists(st.sampled_from(sorted(items)), min_size=1, max_size=3, unique=True),
        st.sampled_from(KINDS).map(lambda kind: {"kind": kind}),
        st.sampled_from(FRAMES).map(lambda frame: {"time_frame": [frame]}),
    ]
    ways += [st.sampled_from(channels).map(lambda channel: {"channel": channel})] * bool(channels)
    ways += [st.sampled_from(tags).map(lambda tag: {"tag": tag})] * bool(tags)
    return draw(st.one_of(ways))


@st.composite
def amount_limits(draw: Draw, items: Data, budget: Data, currency: str, *, fine: bool) -> Data:
    """A cap, floor or exact amount; floors and exact ones are small, so that many scenarios have plans."""
    limit: Data = {"on": draw(selectors(items))}
    kind = draw(
        st.sampled_from(["cap", "cap", "share", "share", "budget", "floor", "ratio", "units", "exact"])
    )
    groupings = ["channel", "kind", "item", "time_frame", "tag"]
    if each := _sometimes(draw, st.sampled_from(groupings)):
        limit["each"] = each
    if kind == "cap":
        basis = draw(st.sampled_from(["max_total", "max_per_period"]))
        limit[basis] = draw(amounts(300, 2000, currency, fine=fine))
    elif kind == "share":
        basis = draw(st.sampled_from(["max_total", "max_per_period"]))
        limit |= {basis: draw(st.sampled_from(["40%", "55%", "33.3%", "70%"])), "of": "spend"}
    elif kind == "budget":
        even = budget.get("release") == "even" and "reserve" not in budget
        limit["max_per_period" if even and draw(st.booleans()) else "max_total"] = draw(
            st.sampled_from(["25%", "50%", "75%"])
        )
    elif kind == "floor":
        limit |= {
            draw(st.sampled_from(["min_total", "min_total", "min_per_period"])): draw(
                amounts(0, 60, currency, fine=fine)
            )
        }
    elif kind == "ratio":
        limit |= {"max_total": draw(st.sampled_from(["50%", "100%"])), "of": draw(selectors(items))}
    elif kind == "units":
        limit |= {"max_total": draw(st.integers(1, 4)), "counted": "units"}
    else:
        limit["on"], _ = draw(st.sampled_from(sorted(items))), limit.pop("each", None)
        limit |= {"exact_total": "25%", "of": draw(st.sampled_from(["spend", {"kind": "ad"}]))}
    return limit


@st.composite
def other_limits(draw: Draw, items: Data) -> Data:
    """A choice, a prerequisite, or a floor or ceiling on a metric."""
    kind = draw(st.sampled_from(["choose", "choose", "requires", "requires", "floor", "ceiling"]))
    names = sorted(items)
    if kind == "requires" and len(names) > 1:
        first, second = draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True))
        return {"requires": {max(first, second): [min(first, second)]}}
    if kind == "choose" or kind == "requires":
        bound = draw(st.sampled_from([{"at_most": 1}, {"at_most": 2}, {"at_least": 1}, {"exactly": 1}]))
        by = draw(st.sampled_from([{}, {}, {"by": "channel"}, {"by": "kind"}]))
        return {"choose": draw(selectors(items))} | bound | by
    metric = draw(st.sampled_from(["lead", "revenue", "reach", "return", "engagement"]))
    limit = {"metric": metric, "on": draw(selectors(items))}
    basis = draw(st.sampled_from(["total", "per_period"])) if metric != "return" else "total"
    if kind == "floor":
        return limit | {f"min_{basis}": draw(st.sampled_from([1, 5, 20]))}
    return limit | {f"max_{basis}": draw(st.sampled_from([50, 300, 1500]))}


@st.composite
def _limits(draw: Draw, items: Data, budget: Data, currency: str, *, fine: bool, most: int = 3) -> list[Data]:
    kinds = st.one_of(amount_limits(items, budget, currency, fine=fine), other_limits(items))
    return draw(st.lists(kinds, max_size=most))


@st.composite
def goals(draw: Draw, periods: int) -> Data:
    """A target that may or may not be in reach."""
    goal: Data = {
        "metric": draw(st.sampled_from(["lead", "revenue", "reach", "return", "engagement", "customer"])),
        "at_least": draw(st.sampled_from([5, 40, 150, 900, 4000])),
    }
    return goal | _given(
        rank=_sometimes(draw, st.just("secondary"), 2),
        by=_sometimes(draw, st.integers(1, periods), 2),
    )


@st.composite
def policies(draw: Draw) -> Data:
    """The usual order most of the time."""
    wish = draw(st.sampled_from(["net", "net", "net", "hurdle", "return", "metric", "least"]))
    wishes: dict[str, Data] = {
        "net": {},
        "hurdle": {"hurdle": draw(st.sampled_from(["10%", "50%"]))},
        "return": {"maximise": "return"},
        "metric": {"maximise": draw(st.sampled_from(["lead", "revenue", "reach"]))},
        "least": {"minimise": "spend"},
    }
    orders = [
        [["primary"], ["secondary"], ["fast", "medium", "long"]],
        ["long", "medium", "fast", "primary", "secondary"],
        [["primary", "secondary"], "fast", ["medium", "long"]],
    ]
    return wishes[wish] | _given(order=_sometimes(draw, st.sampled_from(orders)))


@st.composite
def _assembled(draw: Draw, items: Data, periods: int, currency: str, *, fine: bool) -> Data:
    budget = draw(budgets(periods))
    return {
        "currency": currency,
        "horizon": {"periods": periods},
        "budget": budget,
        "metrics": METRICS,
        "items": items,
        "limits": draw(_limits(items, budget, currency, fine=fine)),
        "goals": draw(st.lists(goals(periods), max_size=3)),
        "policy": draw(policies()),
    }


@st.composite
def scenarios(draw: Draw, *, curves: bool = True, whole: bool = True) -> Data:
    """Any family, any way to buy; without `whole`, only what a plain LP can say of items."""
    periods, currency = draw(st.integers(1, 4)), draw(st.sampled_from(CURRENCIES))
    ways: list[st.SearchStrategy[Any]] = [money_items(periods, currency, curves=curves)] * 3
    if whole:
        ways += [unit_items(periods, curves=curves), unit_items(periods, whole=False, curves=curves)]
        ways += [price_items(periods, curves=curves), tier_items(periods)]
    items = {f"i{k}": draw(st.one_of(ways)) for k in range(draw(st.integers(1, 5)))}
    return draw(_assembled(items, periods, currency, fine=True))


def levels_of(item: Data, periods: int) -> int:
    """How many ways there are to buy an item, its own limits left aside."""
    last, first = int(item.get("until", periods)), int(item.get("from", 1))
    if "units" in item:
        units = item["units"]
        most = min(units.get("max_per_period", 9), units.get("max_total", units.get("exact_total", 9)))
        return (int(most) + 1) ** (last - first + 1)
    if "spend" in item:
        return int(Decimal(item["spend"]["max_per_period"]) // GRID + 1) ** (last - first + 1)
    return 1 + len(item.get("tiers", [0]))


@st.composite
def _countable(draw: Draw, ways: Callable[[int], list[st.SearchStrategy[Any]]], most_periods: int) -> Data:
    periods, currency = draw(st.integers(1, most_periods)), draw(st.sampled_from(CURRENCIES))
    items: Data = {}
    plans = 1
    for k in range(draw(st.integers(1, 5))):
        item = draw(st.one_of(ways(periods)))
        if plans * levels_of(item, periods) <= MOST_PLANS:
            items[f"i{k}"] = item
            plans *= levels_of(item, periods)
    if not items:
        items["i0"] = draw(price_items(periods))
    return draw(_assembled(items, periods, currency, fine=False))


def integral_scenarios() -> st.SearchStrategy[Data]:
    """Only whole units, prices and tiers: all plans can be tried."""
    return _countable(lambda periods: [unit_items(periods), price_items(periods), tier_items(periods)], 3)


@st.composite
def _gridded_money(draw: Draw, periods: int) -> Data:
    spend: Data = {"max_per_period": str(GRID * draw(st.integers(1, 3)))}
    shape = draw(st.sampled_from(["cap", "cap", "total", "floor", "minimum"]))
    if shape == "total":
        spend["max_total"] = str(GRID * draw(st.integers(1, 4)))
    if shape == "floor":
        spend["min_total"] = str(GRID)
    if shape == "minimum":
        spend["min_if_used_total"] = str(2 * GRID)
    return draw(_labels(periods)) | {"spend": spend, "returns": draw(_returns("money", periods))}


def gridded_scenarios() -> st.SearchStrategy[Data]:
    """Money in steps of `GRID` beside whole things: some good plans can be tried, not all."""
    return _countable(
        lambda periods: [
            _gridded_money(periods),
            _gridded_money(periods),
            unit_items(periods),
            price_items(periods),
        ],
        2,
    )
