"""Small random scenarios that mix the newer ways of buying, returns, money, goals and wishes.

All data are coarse, so that one smallest unit of money more or less hardly matters.
"""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]
FRAMES = ("fast", "medium", "long")
METRICS: Data = {
    "lead": {"value": 20},
    "revenue": {},
    "reach": {},
    "complaint": {"value": -5},
}


def tens(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least // 10, most // 10).map(lambda ten: 10 * ten)


def one_in(draw: Draw, odds: int) -> bool:
    return draw(st.integers(1, odds)) == odds


def _maybe(draw: Draw, odds: int, **fields: st.SearchStrategy[Any]) -> Data:
    return {key: draw(strategy) for key, strategy in fields.items() if one_in(draw, odds)}


@st.composite
def _timing(draw: Draw, periods: int, *, season: bool) -> Data:
    found = _maybe(
        draw, 4, delay=st.integers(0, 2), spread=st.sampled_from([["50%", "50%"], [0.25, 0.5, 0.25]])
    )
    if season and one_in(draw, 5):
        found["season"] = draw(st.lists(st.sampled_from([0, 0.5, 1, 2]), min_size=periods, max_size=periods))
    if season and one_in(draw, 3):
        found["carry_over"] = draw(_carry_overs())
    return found


@st.composite
def _carry_overs(draw: Draw) -> Data:
    if draw(st.booleans()):
        some = st.sampled_from([0, 0.25, 0.5, 1])
        said: Data = {"weights": draw(st.lists(some, min_size=1, max_size=3).filter(any))}
    else:
        said = {
            "retain": draw(st.sampled_from(["0%", "50%", "80%", "100%"])),
            "normalised": draw(st.booleans()),
            "periods": draw(st.integers(1, 3)),
        }
        said |= _maybe(draw, 3, peak=st.integers(0, said["periods"] - 1))
    return said | _maybe(draw, 2, applies=st.just("after_curve"), tail=st.just("lost"))


@st.composite
def _prices_of_media(draw: Draw, periods: int) -> Data:
    found = _maybe(
        draw,
        4,
        price_index=st.lists(st.sampled_from([0.8, 1, 1.25, 2]), min_size=periods, max_size=periods),
    )
    if one_in(draw, 4):
        rise = st.sampled_from(["10%", "50%"])
        found["price_rise"] = {"per_doubling": draw(rise), "from_per_period": draw(tens(50, 200))}
    return found


def _rates(*, often: bool = True) -> st.SearchStrategy[float]:
    return st.sampled_from([0.5, 1.2, 1.5, 2, 3, -0.5] if often else [0.5, 2])


@st.composite
def _spend_returns(draw: Draw, periods: int) -> Data:
    shapes = ["rate", "rate", "one_off", "lead", "cash", "rising", "falling", "reach", "chain"]
    shape = draw(st.sampled_from(shapes))
    block: Data = {}
    if shape == "chain":
        return draw(_chains({"per_money": draw(st.sampled_from([1, 3]))})) | draw(
            _timing(periods, season=True)
        )
    if shape == "rate":
        block["revenue"] = {"per_money": draw(_rates())}
    if shape == "one_off":
        block["revenue"] = {"per_money": draw(_rates()), "total_when_bought": draw(tens(-50, 200))}
    if shape == "lead":
        block["lead"] = {"per_money": 0.1} | _maybe(draw, 2, total_when_bought=st.integers(-5, 10))
    if shape == "cash":
        return {"cash": draw(st.lists(st.sampled_from([0, 0.5, 0.8, 1.5, -0.3]), min_size=1, max_size=3))}
    if shape in ("rising", "falling"):
        rates = [0.5, 3] if shape == "rising" else [3, 0.5]
        ends = ["up_to_total", "up_to_per_period"]
        key = draw(st.sampled_from(ends))
        block["revenue"] = {
            "tranches": [
                {key: draw(tens(50, 200)), "per_money": rates[0]},
                {key: draw(tens(210, 400)), "per_money": rates[1]},
            ]
        }
        block |= draw(_timing(periods, season=key == "up_to_per_period")) | draw(_prices_of_media(periods))
        return _with_earlier(draw, block)
    if shape == "reach" or one_in(draw, 3):
        block["reach"] = {"per_money": draw(st.sampled_from([1, 3, -1]))}
    if one_in(draw, 5):
        block["complaint"] = {"per_money": 0.02}
    return _with_earlier(draw, block | draw(_timing(periods, season=True)) | draw(_prices_of_media(periods)))


def _with_earlier(draw: Draw, block: Data) -> Data:
    """With spend from before the horizon, where it is carried over."""
    if "carry_over" in block and one_in(draw, 2):
        block["carry_over"]["spent_before"] = draw(st.lists(tens(0, 200), min_size=1, max_size=3))
    return block


@st.composite
def _chains(draw: Draw, first: Data) -> Data:
    """One curve for reach, and what follows from it."""
    block: Data = {"reach": first, "lead": {"per": {"reach": draw(st.sampled_from([0.1, 0.3]))}}}
    block["lead"] |= _maybe(draw, 3, total_when_bought=st.integers(-5, 10))
    if one_in(draw, 2):
        block["revenue"] = {"per": {"lead": draw(st.sampled_from([10, 30]))}}
    return block | _maybe(draw, 3, complaint=st.just({"per": {"lead": 0.2}}))


@st.composite
def _uplifts(draw: Draw, items: Data, name: str) -> Any:
    others = [other for other in sorted(items) if other != name]
    shares = st.sampled_from(["20%", "50%", "100%", "-30%"])
    if one_in(draw, 2):
        return {draw(st.sampled_from(others)): draw(shares)}
    timing = {"delay": st.integers(0, 2), "lasts": st.sampled_from([1, 2, "to_end"])}
    on = draw(st.sampled_from(["all", others, {"kind": "ad"}]))
    return [
        {"on": on, "by": draw(shares)} | _maybe(draw, 2, **timing) | _maybe(draw, 5, metric=st.just("lead"))
    ]


@st.composite
def tables(draw: Draw, *, zero: bool = True) -> list[int]:
    shape = draw(st.sampled_from(["any", "rising", "falling"]))
    steps = draw(st.lists(tens(0, 150), min_size=1, max_size=4))
    if shape != "any":
        steps = sorted(steps, reverse=shape == "falling")
    else:
        steps = [step * draw(st.sampled_from([1, 1, -1])) for step in steps]
    first = 0 if zero or not one_in(draw, 4) else draw(tens(-50, 100))
    found = [first]
    for step in steps:
        found.append(found[-1] + step)
    return found


@st.composite
def _unit_returns(draw: Draw, periods: int) -> Data:
    shapes = ["rate", "one_off", "total", "total", "period", "period", "cash", "money", "chain"]
    shape = draw(st.sampled_from(shapes))
    if shape == "chain":
        key = draw(st.sampled_from(["table_total", "table_per_period"]))
        return draw(_chains({key: draw(tables())})) | draw(_timing(periods, season=key != "table_total"))
    if shape == "cash":
        amounts = st.sampled_from([0, 20, 50, 120, -30])
        return {"cash": draw(st.lists(amounts, min_size=1, max_size=3))}
    metric = draw(st.sampled_from(["revenue", "revenue", "lead", "reach"]))
    block: Data = {}
    if shape == "rate":
        block[metric] = {"per_unit": draw(st.sampled_from([20, 50, 120, -20]))}
    if shape == "one_off":
        block[metric] = {
            "per_unit": draw(st.sampled_from([20, 50, 120])),
            "total_when_bought": draw(tens(-60, 90)),
        }
    if shape in ("total", "period"):
        key = "table_total" if shape == "total" else "table_per_period"
        block[metric] = {key: draw(tables(zero=False))}
    if shape == "money":
        block[metric] = {"per_money": draw(_rates())}
    if one_in(draw, 5):
        block["complaint"] = {"per_unit": 1}
    plain = block[metric].get("table_per_period", [0])[0] != 0  # what comes in any case is not carried over
    return block | draw(_timing(periods, season=shape != "total" and not plain))


@st.composite
def _purchase_returns(draw: Draw, periods: int) -> Data:
    shape = draw(st.sampled_from(["once", "running", "cash", "money", "both"]))
    if shape == "cash":
        amounts = st.sampled_from([0, 50, 150, 300, -40])
        return {"cash": draw(st.lists(amounts, min_size=1, max_size=3))}
    metric = draw(st.sampled_from(["revenue", "revenue", "lead", "reach"]))
    way: Data = {}
    if shape in ("once", "both"):
        way["total_when_bought"] = draw(tens(-50, 500))
    if shape == "running":
        way["per_period_when_bought"] = draw(tens(10, 150))
    if shape in ("money", "both"):
        way["per_money"] = draw(_rates())
    return {metric: way} | draw(_timing(periods, season=True))


@st.composite
def _labels(draw: Draw, periods: int) -> Data:
    found: Data = {"kind": draw(st.sampled_from(["ad", "tool"])), "time_frame": draw(st.sampled_from(FRAMES))}
    if periods > 1 and one_in(draw, 5):
        first = draw(st.integers(1, periods))
        found |= {"from": first, "until": draw(st.integers(first, periods))}
    if one_in(draw, 3):
        found["uses"] = {"hours": draw(st.sampled_from([0.5, 1, 2]))}
    return found


@st.composite
def spend_items(draw: Draw, periods: int) -> Data:
    key = draw(st.sampled_from(["max_total", "max_per_period"]))
    spend = {key: draw(tens(100, 600))} | _maybe(
        draw,
        5,
        fee_if_used_total=tens(10, 90),
        fee_if_used_per_period=tens(10, 60),
        min_if_used_total=tens(20, 100),
        min_if_used_per_period=tens(20, 100),
    )
    return draw(_labels(periods)) | {"spend": spend, "returns": draw(_spend_returns(periods))}


@st.composite
def unit_items(draw: Draw, periods: int, *, whole: bool = False) -> Data:
    prices = st.sampled_from([0, 20, 40, 50, 100])
    price = draw(prices)
    if one_in(draw, 4):
        price = draw(st.lists(prices, min_size=periods, max_size=periods))
    key = draw(st.sampled_from(["max_total", "max_per_period"]))
    units = {"price": price, key: draw(st.integers(1, 3))} | _maybe(
        draw,
        5,
        fee_if_used_total=tens(10, 90),
        fee_if_used_per_period=tens(10, 60),
        min_if_used_total=st.integers(2, 3),
        min_if_used_per_period=st.integers(1, 2),
    )
    if not whole and one_in(draw, 5) and price == 50:
        units["whole"] = False
    return draw(_labels(periods)) | {"units": units, "returns": draw(_unit_returns(periods))}


@st.composite
def _prices(draw: Draw, periods: int, *, whole: bool) -> Any:
    amount = draw(tens(0, 400))
    ways = ["once", "month", "quarter", "schedule", "schedule"]
    price: Data = {"amount": amount}
    way = draw(st.sampled_from(ways))
    if way in ("month", "quarter"):
        price |= {"amount": amount // 20 * 10, "every": way}
    if way == "schedule":
        most = min(3, periods)
        price = {"schedule": draw(st.lists(tens(0, 200), min_size=1, max_size=most))}
    if not whole and one_in(draw, 4):
        price["divisible"] = True
    return price


@st.composite
def price_items(draw: Draw, periods: int, *, whole: bool = False) -> Data:
    item = draw(_labels(periods))
    if "from" in item:
        item["from"] = 1
    item |= _maybe(draw, 2, starts=st.sampled_from(["first", "once", "once", "repeatedly"]))
    item |= _maybe(draw, 3, runs=st.integers(1, periods))
    if one_in(draw, 4):
        tiers = {
            name: {"price": draw(_prices(periods, whole=True)), "returns": draw(_purchase_returns(periods))}
            for name in ("small", "large")
        }
        return item | {"tiers": tiers}
    return item | {"price": draw(_prices(periods, whole=whole)), "returns": draw(_purchase_returns(periods))}


@st.composite
def _budgets(draw: Draw, periods: int, *, plain: bool) -> Data:
    total = 120 * draw(st.integers(1, 8))
    budget: Data = {"total": total}
    if one_in(draw, 3):
        budget["release"] = "even"
    elif periods > 1 and one_in(draw, 4):
        parts = draw(st.lists(tens(0, 100), min_size=periods - 1, max_size=periods - 1))
        budget |= {"release": [*parts, total], "total": total + sum(parts)}
    if one_in(draw, 6):
        return budget | {"carry_over": False}
    if one_in(draw, 3):
        rates = st.sampled_from([0.05, 0.1, 0.5])
        budget["interest"] = draw(rates | st.lists(rates, min_size=periods, max_size=periods))
    budget |= _maybe(draw, 5, min_cash_at_end=tens(10, 200), min_cash_per_period=tens(10, 80))
    if plain:
        return budget
    if one_in(draw, 2):
        budget["reinvest"] = {
            "share": draw(st.sampled_from(["50%", "100%"])),
            "into": draw(st.sampled_from(["all", ["medium", "long"], ["long"]])),
        } | _maybe(
            draw, 3, lag=st.integers(0, 2), **{"from": st.sampled_from([["fast"], ["fast", "medium"]])}
        )
    if one_in(draw, 4):
        budget["extra"] = {"max_total": draw(tens(50, 400)), "cost": draw(st.sampled_from([0, 0.1, 0.5]))}
    if one_in(draw, 2):
        names = ["bank", "line"][: draw(st.integers(1, 2))]
        budget["loans"] = {name: draw(_loans(periods)) for name in names}
    return budget


@st.composite
def _loans(draw: Draw, periods: int) -> Data:
    if periods > 1 and one_in(draw, 3):
        most = min(2, periods - 1)
        repay = draw(st.lists(st.sampled_from([0.3, 0.6, 0.2, 1.1]), min_size=most, max_size=most))
        loan: Data = {"repay": repay}
    else:
        term = draw(st.integers(1, max(1, periods - 1)))
        loan = {"rate": draw(st.sampled_from([0, 0.05, 0.1])), "term": term}
        if one_in(draw, 3):
            loan["max_owed"] = draw(tens(50, 300))
    if periods == 1 or one_in(draw, 4):
        loan["may_outlast"] = True
    loan |= {draw(st.sampled_from(["max_total", "max_per_period"])): draw(tens(50, 300))}
    return loan | _maybe(draw, 6, **{"from": st.just(1), "until": st.integers(1, periods)})


@st.composite
def _limits(draw: Draw, items: Data, periods: int) -> Data:
    names = sorted(items)
    kind = draw(
        st.sampled_from(
            ["cap", "share", "budget", "metric", "hours", "choose", "requires", "units", "hurdle"]
        )
    )
    on = draw(st.sampled_from(["all", *names, {"kind": "ad"}]))
    if kind == "requires":
        first, second = names[-1], names[0]
        return {"requires": {first: second}} if first != second else {"choose": "all", "at_most": 1}
    if kind == "choose":
        return {"choose": "all"} | draw(st.sampled_from([{"at_most": 1}, {"at_least": 1}, {"at_most": 2}]))
    if kind == "hurdle":
        return {"hurdle": draw(st.sampled_from(["0%", "30%", "-20%"]))}
    basis = draw(st.sampled_from(["max_total", "max_per_period", "max_total", "min_total"]))
    during = _maybe(draw, 5, during=st.lists(st.integers(1, periods), min_size=1, max_size=2))
    limits: Data = {
        "cap": {"on": on, basis: draw(tens(20, 300) if "max" in basis else tens(0, 60))},
        "share": {"on": on, "max_total": "50%", "of": "spend"},
        "budget": {"on": on, "max_total": draw(st.sampled_from(["50%", "25%"]))},
        "metric": {"metric": draw(st.sampled_from(["revenue", "reach"])), "max_total": draw(tens(100, 500))},
        "hours": {"capacity": "hours", "on": on, "max_" + draw(st.sampled_from(["total", "per_period"])): 5},
        "units": {"on": on, "counted": "units", "max_total": draw(st.integers(1, 3))},
    }
    if kind == "hours" and not any("uses" in item for item in items.values()):
        return {"on": on, "max_total": 100}
    return limits[kind] | (during if kind != "budget" else {})


@st.composite
def _goals(draw: Draw, items: Data, periods: int, *, on: bool) -> Data:
    known = ["lead", "revenue", "reach", "return", "net_return", "spend", "units", "bought"]
    known += ["hours"] * any("uses" in item for item in items.values())
    metric = draw(st.sampled_from(known))
    target = {"units": st.integers(1, 4), "bought": st.integers(1, 3), "lead": tens(10, 60)}
    side = draw(st.sampled_from(["at_least", "at_most", "exactly"]))
    goal = {"metric": metric, side: draw(target.get(metric, tens(0, 400)))}
    if on and one_in(draw, 2):
        goal["on"] = draw(st.sampled_from([*sorted(items), {"kind": "ad"}]))
    if metric != "bought" and one_in(draw, 3):
        goal |= {"from": draw(st.integers(1, periods))}
        goal |= {"by": draw(st.integers(goal["from"], periods))}
    goal |= _maybe(draw, 2, rank=st.sampled_from(["secondary", 1, 2, 3]))
    if one_in(draw, 3):
        sides = {"at_least": ["weight", "weight_under"], "at_most": ["weight", "weight_over"]}
        sides["exactly"] = ["weight", "weight_under", "weight_over"]
        goal[draw(st.sampled_from(sides[side]))] = draw(st.sampled_from([0.5, 1, 3]))
    return goal


@st.composite
def _policies(draw: Draw, items: Data, *, plain: bool) -> Data:
    hours = any("uses" in item for item in items.values())
    weights: list[Data] = [
        {"reach": 0.6, "lead": 4, "spend": -0.5},
        {"net_return": 1, "units": 5},
        {"bought": 50, "return": 1},
    ]
    weights += [{"return": 1, "spend": -2}]
    most: list[Data] = [
        {"maximise": wish}
        for wish in ("net_return", "net_return", "return", "lead", "closing_cash", "bought")
    ]
    most += [{"maximise": wish} for wish in weights]
    least: list[Data] = [{"minimise": wish} for wish in ("spend", "units", "bought", "reach", "budget")]
    least += [{"minimise": {"complaint": 1, "spend": 0.1}}, {"minimise": {"spend": 1, "return": -0.5}}]
    policy = draw(st.sampled_from(most * 2 + least + [{"maximise": "hours"}] * hours))
    if policy == {"minimise": "budget"} and plain:
        policy = {}
    if policy == {"maximise": "net_return"}:
        policy = policy | _maybe(draw, 3, hurdle=st.sampled_from(["10%", "50%"]))
    return policy | _maybe(draw, 4, misses=st.just("largest"))


@st.composite
def mixed(draw: Draw, *, plain: bool = False, most_items: int = 3, most_periods: int = 4) -> Data:
    """A scenario of all families; `plain`: of whole things only, paid from own money."""
    periods = draw(st.integers(1, most_periods))
    ways = [unit_items(periods, whole=plain), price_items(periods, whole=plain)]
    ways += [] if plain else [spend_items(periods)] * 2
    items = {f"i{k}": draw(st.one_of(ways)) for k in range(draw(st.integers(1, most_items)))}
    metrics = {name: dict(said) for name, said in METRICS.items()}
    lifting = (
        draw(st.lists(st.sampled_from(sorted(items)), max_size=2, unique=True)) if len(items) > 1 else []
    )
    for name in lifting:
        if isinstance(items[name].get("price"), dict) and items[name]["price"].get("divisible"):
            continue
        items[name]["uplift"] = draw(_uplifts(items, name))
        for variant in items[name].get("tiers", {}).values():
            variant |= {"uplift": draw(_uplifts(items, name))} if one_in(draw, 2) else {}
    order = draw(st.sampled_from(["together", None, ["long", "medium", "fast", "primary", "secondary"]]))
    ceiling = one_in(draw, 3)
    if ceiling:
        metric = draw(st.sampled_from(["reach", "revenue", "lead"]))
        key = draw(st.sampled_from(["ceiling_total", "ceiling_per_period"]))
        metrics[metric][key] = draw(tens(50, 400))
        order = "together"
    if any("uplift" in item for item in items.values()) and not one_in(draw, 4):
        order = "together"
    data: Data = {
        "horizon": {"periods": periods, "every": "month"},
        "budget": draw(_budgets(periods, plain=plain)),
        "metrics": metrics,
        "items": items,
        "limits": draw(st.lists(_limits(items, periods), max_size=2)),
        "goals": draw(st.lists(_goals(items, periods, on=not ceiling), max_size=3)),
        "policy": draw(_policies(items, plain=plain)),
    }
    if ceiling:  # what some of the items bring below a ceiling is a question of its own
        data["budget"].get("reinvest", {}).pop("from", None)
    if "extra" in data["budget"] and data["policy"].get("minimise") == "budget":
        data["policy"] = {}
    if order:
        data["policy"]["order"] = order
    return data


@st.composite
def carried_and_lifted(draw: Draw, *, plain: bool = False) -> Data:
    """A scenario with an item whose outcomes are carried over, and one that lifts them."""
    data = draw(mixed(plain=plain, most_items=1))
    periods = data["horizon"]["periods"]
    if plain:
        bought = {"units": {"price": 20, "max_per_period": draw(st.integers(1, 2))}}
        first: Data = {"table_per_period": draw(tables())}
    else:
        bought = {"spend": {"max_per_period": draw(tens(100, 300))}}
        rates = draw(st.sampled_from([[1.5], [0.5, 4], [4, 0.5]]))
        ends = [
            {"up_to_per_period": end, "per_money": rate} for end, rate in zip([80, 200], rates, strict=False)
        ]
        first = {"tranches": ends}
    block = draw(_chains(first)) if one_in(draw, 2) else {"revenue": first}
    block |= draw(_timing(periods, season=True)) | {"carry_over": draw(_carry_overs())}
    if not plain:
        block = _with_earlier(draw, block | draw(_prices_of_media(periods)))
    giver: Data = {"price": {"amount": draw(st.sampled_from([0, 30, 100]))}} | _maybe(
        draw, 2, starts=st.sampled_from(["once", "repeatedly"]), runs=st.integers(1, periods)
    )
    lift: Data = {"on": "work", "by": draw(st.sampled_from(["50%", "100%", "-30%"]))}
    lift |= _maybe(draw, 2, delay=st.integers(0, 2), lasts=st.sampled_from([2, 3, "to_end"]))
    items = {"work": bought | {"returns": block}, "lift": giver | {"uplift": [lift]}}
    labels = {"kind": "ad", "time_frame": "fast"}
    data["items"] |= {name: labels | item for name, item in items.items()}
    data["policy"]["order"] = "together"
    return data
