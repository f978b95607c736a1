"""Plans whose best answer can be written down by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import NoPlanError
from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.strategies import Data


def planned(items: Data, **rest: Any) -> Plan:
    return solve(scenario_of({"items": items} | rest))


def ad(spend: Data, frame: str = "fast", **returns: Any) -> Data:
    return {"kind": "ad", "time_frame": frame, "spend": spend, "returns": returns}


def spends(plan: Plan) -> dict[str, Decimal]:
    return {item.id: item.spend for item in plan.items}


def money(**amounts: Any) -> dict[str, Decimal]:
    return {name: Decimal(str(amount)) for name, amount in amounts.items()}


caps = st.lists(st.integers(0, 90_000).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=6)


@given(
    caps, st.integers(0, 200_000).map(lambda cents: Decimal(cents) / 100), st.randoms(use_true_random=False)
)
def test_rates_under_caps_are_filled_best_first(most: list[Decimal], budget: Decimal, random: Any):
    rates = random.sample(range(5, 40), len(most))  # tenths; 10 is break-even
    items = {
        f"i{k}": ad({"max_total": str(cap)}, roas=rate / 10)
        for k, (cap, rate) in enumerate(zip(most, rates, strict=True))
    }
    left, expected = budget, {}
    for k in sorted(range(len(most)), key=lambda k: -rates[k]):
        expected[f"i{k}"] = min(most[k], left) if rates[k] > 10 else Decimal(0)
        left -= expected[f"i{k}"]
    assert spends(planned(items, budget=str(budget))) == expected


@given(st.integers(1, 9), st.integers(1, 50).map(lambda hundreds: 100 * hundreds))
def test_a_mix_of_two_takes_the_better_one_to_its_share(tenths: int, budget: int):
    items = {"good": ad({}, roas=3), "fair": ad({}, roas=2)}
    plan = planned(
        items, budget=budget, limits=[{"on": "good", "max_total": f"{10 * tenths}%", "of": "spend"}]
    )
    assert spends(plan) == money(good=budget * tenths / 10, fair=budget * (10 - tenths) / 10)
    assert plan.stages[0].value == pytest.approx(budget * (2 * tenths + 10 - tenths) / 10)


def test_falling_rates_of_several_items_are_filled_like_water():
    def falling(*steps: tuple[int, float]) -> Data:
        return ad({}, revenue={"tranches": [{"up_to_total": end, "per_money": rate} for end, rate in steps]})

    items = {"a": falling((100, 4), (300, 2.5), (500, 1.2)), "b": falling((200, 3), (400, 2), (900, 0.5))}
    assert spends(planned(items, budget=550)) == money(a=300, b=250)
    assert spends(planned(items, budget=5000)) == money(
        a=500, b=400
    )  # past that it brings less than it costs


@pytest.mark.parametrize(("hurdle", "bought"), [("0%", 500), ("24%", 500), ("25%", 0), ("26%", 0)])
def test_only_what_brings_more_than_the_hurdle_is_bought(hurdle: str, bought: int):
    plan = planned(
        {"a": ad({"max_total": 500}, roas=2.5, margin="50%")}, budget=900, policy={"hurdle": hurdle}
    )
    assert spends(plan) == money(a=bought)
    assert plan.totals.unspent == 900 - bought


def test_all_or_nothing_beats_the_better_rate_where_it_fills_the_budget():
    items = {
        "rate": {"kind": "service", "time_frame": "fast", "price": 60, "returns": {"roas": 3}},
        "fill": {"kind": "service", "time_frame": "fast", "price": 100, "returns": {"roas": 2.5}},
        "pair": {
            "kind": "service",
            "time_frame": "fast",
            "units": {"price": 50, "max_total": 2},
            "returns": {"roas": 2.4},
        },
    }
    assert spends(planned(items, budget=100)) == money(rate=0, fill=100, pair=0)
    assert spends(planned(items, budget=110)) == money(rate=60, fill=0, pair=50)
    assert spends(planned(items, budget=100, limits=[{"requires": {"fill": "pair"}}])) == money(
        rate=0, fill=0, pair=100
    )


def test_what_comes_back_fast_pays_for_long_term_work_when_it_has_arrived():
    items = {
        "quick": ad({"max_per_period": 200}, roas=2, delay=1),
        "slow": ad({"max_total": 2000}, "long", roas=1.5),
    }
    budget = {"total": 450, "reinvest": {"share": "50%"}}
    plan = planned(items, budget=budget, horizon={"periods": 3})
    # quick takes all 450. Half of what has come back goes to slow, and what slow brings at once counts as
    # well: x = 0.5 · (what quick brings in time + 1.5 · x).
    quick = [p for item in plan.items if item.id == "quick" for p in item.by_period]
    assert sum(quick) == 450
    back = 2 * (quick[0] + quick[1])
    expected = Decimal(back) / 2 / (1 - Decimal("0.75"))
    assert spends(plan)["slow"] == min(expected, 2000)
    assert plan.totals.reinvested == spends(plan)["slow"]
    assert plan.periods[0].reinvested == 0


def test_a_goal_is_served_before_money():
    items = {"leads": ad({}, cpl=20), "money": ad({}, roas=3)}
    metrics = {"lead": {"value": 5}}
    plan = planned(items, budget=1000, metrics=metrics, goals=[{"metric": "lead", "at_least": 30}])
    assert spends(plan) == money(leads=600, money=400)
    short = planned(items, budget=1000, metrics=metrics, goals=[{"metric": "lead", "at_least": 80}])
    assert spends(short) == money(leads=1000, money=0)
    assert short.goals[0].shortfall == pytest.approx(30)
    assert short.stages[0].value == pytest.approx(30 / 80)


def test_a_goal_on_return_counts_the_money_value_of_every_outcome_that_has_arrived():
    metrics = {"engagement": {"value": 2}}
    items = {"a": ad({"max_per_period": 100}, engagement={"per_money": 1}, delay=1)}
    goals = [{"metric": "return", "at_least": 500, "by": 2}]
    plan = planned(items, budget=300, metrics=metrics, horizon={"periods": 3}, goals=goals)
    assert plan.goals[0].reached == 200


@pytest.mark.parametrize(
    ("returns", "frame", "months"),
    [
        ({"roas": 2}, "fast", 0.5),
        ({"roas": 2, "delay": 3}, "medium", 3.5),
        ({"roas": 1, "spread": ["50%", "25%", "25%"]}, "fast", 3),
        ({"roas": 0.9}, "long", None),
        ({"cpl": 20, "delay": 13}, "long", 13.5),
    ],
)
def test_the_time_frame_follows_from_the_payback_period(returns: Data, frame: str, months: float | None):
    item = {"kind": "ad", "spend": {"max_total": 10}, "returns": returns}
    plan = planned({"a": item}, budget=10, horizon={"periods": 6}, metrics={"lead": {"value": 40}})
    assert (plan.item("a").time_frame, plan.item("a").payback_months) == (frame, months)


def tranches(*steps: tuple[int, float]) -> Data:
    return {
        "revenue": {"tranches": [{"up_to_total": end, "per_money": rate} for end, rate in steps]},
        "margin": "100%",
    }


def fy27(budget: int) -> Plan:
    """The solved example that the first screens were drawn from."""
    signed = {"crm": 10800, "email_platform": 4188, "social_monitoring": 7188, "video_production": 18000}
    items: Data = {
        name: {"kind": "tool", "time_frame": "fast", "price": price, "status": "committed"}
        for name, price in signed.items()
    }
    items |= {
        "graphic_design": {
            "kind": "service",
            "time_frame": "fast",
            "spend": {"min_total": 12000, "max_total": 12000},
        },
        "paid_search": ad({"max_total": 80000}, **tranches((40000, 3.0), (80000, 1.9))),
        "paid_social": ad({"max_total": 60000}, **tranches((30000, 2.5), (60000, 1.5))),
        "social_referral": ad({"max_total": 25000}, **tranches((10000, 4.8), (25000, 1.7))),
        "content_creation": ad(
            {"min_total": 15000, "max_total": 60000}, "long", **tranches((30000, 1.9), (60000, 1.3))
        ),
        "fan_acquisition": ad({"max_total": 40000}, "long", **tranches((20000, 1.6), (40000, 1.1))),
        "engagement": ad({"max_total": 30000}, "long", **tranches((15000, 1.5), (30000, 1.0))),
    }
    return planned(
        items,
        name="FY27 base",
        currency="USD",
        budget={"total": budget, "reinvest": {"share": "15%", "into": ["long"], "from": ["fast"]}},
        policy={"maximise": "return"},
    )


def test_the_worked_example_ties_out():
    plan = fy27(250_000)
    found = spends(plan)
    assert (
        found
        | money(
            paid_search=80000,
            paid_social=60000,
            social_referral=25000,
            content_creation=56249,
            fan_acquisition=20000,
            engagement=15000,
        )
        == found
    )
    totals = plan.totals
    assert (totals.reinvested, totals.spend, totals.unspent) == (Decimal(58425), Decimal(308425), Decimal(0))
    assert totals.returned == Decimal("535123.70")
    returns = {
        frame: sum(i.returned for i in plan.items if i.time_frame == frame) for frame in ("fast", "long")
    }
    assert returns == {"fast": Decimal(389500), "long": Decimal("145623.70")}
    shown = {item.id: (item.reason.value, item.marginal_return, round(item.share, 3)) for item in plan.items}
    assert shown["crm"] == ("committed", None, 0.035)
    assert shown["graphic_design"][0] == "at_floor"
    assert shown["paid_search"] == ("at_cap", 0.0, 0.259)
    assert shown["content_creation"] == ("marginal", 1.3, 0.182)
    assert shown["fan_acquisition"] == ("outbid", 1.1, 0.065)
    assert shown["engagement"] == ("outbid", 1.0, 0.049)


def test_the_worked_example_after_a_cut_of_15_per_cent():
    base, cut = spends(fy27(250_000)), fy27(212_500)
    changed = {name: amount - base[name] for name, amount in spends(cut).items() if amount != base[name]}
    assert changed == money(content_creation=-26249, engagement="-7627.10", paid_social=-4676)
    assert cut.totals.returned == Decimal("482545.35")


def test_the_worked_example_reaches_a_return_with_the_smallest_budget_only():
    items = [(Decimal("223084.34"), True), (Decimal("223084.32"), False)]
    for budget, enough in items:
        assert (fy27(budget).totals.returned >= 500_000) is enough  # type: ignore[arg-type]


def test_the_worked_example_is_impossible_with_60000():
    with pytest.raises(NoPlanError) as caught:
        fy27(60_000)
    assert ("budget.total", Decimal("7176.00")) in [(cure.path, cure.amount) for cure in caught.value.cures]
    named = {rule.path.split(".")[1] for rule in caught.value.rules}
    assert {"total", "crm", "video_production", "graphic_design", "content_creation"} <= named


def test_falling_rates_under_a_ceiling_are_not_filled_from_behind():
    """A linear program alone would take the poor tranche first, to stay under the ceiling with more spend."""
    steps = [{"up_to_total": 100, "per_money": 4}, {"per_money": 2}]
    items = {"a": ad({"max_total": 300}, revenue={"tranches": steps}, lead={"per_money": 1})}
    plan = planned(
        items, budget=1000, limits=[{"metric": "revenue", "max_total": 500}], policy={"maximise": "lead"}
    )
    assert spends(plan) == money(a=150)


def test_a_harm_that_falls_with_spend_is_counted_from_its_worst_part():
    steps = [{"up_to_total": 100, "per_money": 3}, {"per_money": 0.5}]
    metrics = {"complaint": {"value": -1, "evidence": "revenue"}}
    items = {"a": ad({"max_total": 120}, roas=3, complaint={"tranches": steps})}
    assert spends(planned(items, budget=1000, metrics=metrics)) == money(
        a=0
    )  # 3 − 1 − 3 on the first 100, then 1.5
    items["a"]["spend"] = {"max_total": 200}
    plan = planned(items, budget=1000, metrics=metrics)
    assert spends(plan) == money(a=200)
    assert plan.stages[0].value == pytest.approx(-100 + 150)
