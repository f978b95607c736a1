"""Prices of rules are differences of two solves; break-evens and ranges hold just before, not just after."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from math import exp
from typing import Any

import pytest

from allocator import InputError, NoPlanError, Scenario, scenario_of, solve
from allocator.model import Builder, Settings
from allocator.model.session import Session
from allocator.money import exact
from allocator.problem import settle
from allocator.reports.document import Facts, Note, Table
from allocator.reports.explain import ExplainReport
from allocator.scenario.edit import edited, with_budget
from allocator.scenario.figures import with_returns_times
from allocator.studies.explain import ExplainAnswer, RulePrice, explain
from allocator.studies.explain.break_even import Figures, figure_of, prices_of
from tests.cli.conftest import Run
from tests.studies.families import FAMILIES, FOLDER, family

ROUNDING = Decimal("0.15")
"""What two plans in whole cents may differ by from what they round."""
FEW = Decimal("0.10")
CURVES = "response_curves"
CURVED = (CURVES, "carry_over")
PLAIN: dict[str, Any] = {
    "currency": "EUR",
    "budget": 10000,
    "policy": {"order": "together"},
    "items": {
        "search": {"kind": "ad", "spend": {"max_total": 4000}, "returns": {"roas": 3}},
        "social": {"kind": "ad", "spend": {"max_total": 9000}, "returns": {"roas": 2}},
        "radio": {"kind": "ad", "spend": {"max_total": 5000}, "returns": {"roas": 1.5}},
        "print": {"kind": "ad", "spend": {"max_total": 5000}, "returns": {"roas": 0.8}},
    },
    "limits": [{"name": "some radio", "on": "radio", "min_total": 500}],
}
"""search 4,000 at 3, radio 500 at 1.5 by its floor, social 5,500 of 9,000 at 2."""


@cache
def explained(name: str) -> ExplainAnswer:
    return explain(family(name))


def rule(answer: ExplainAnswer, place: str) -> RulePrice:
    return next(one for one in answer.rules if one.place == place)


def net(scenario: Scenario) -> Decimal:
    return solve(scenario).totals.net_return


def without(scenario: Scenario, place: str) -> Scenario:
    """Said again by hand: the data without what the answer names."""
    data = scenario.to_data()
    first, name, *rest = place.split(".")
    if first == "goals" or first == "limits":
        del data[first][int(name) - 1]
    elif place == "budget.reserve" or place == "policy.hurdle":
        del data[first][name]
    elif rest == ["status"]:
        data["items"][name]["status"] = "optional"
    elif first == "items":
        del data["items"][name][rest[0]][rest[1]]
    else:
        raise AssertionError(f"{place} is to be asked by itself")
    return scenario_of(data)


def test_prices_and_ranges_are_those_of_the_closed_form() -> None:
    answer = explain(scenario_of(PLAIN))
    cap = rule(answer, "items.search.spend.max_total")
    assert cap.price == 5500
    assert cap.worth is not None
    assert (cap.worth.per_unit, cap.worth.until) == (1.0, None)
    floor = rule(answer, "limits.1.min_total")
    assert floor.price == 250
    assert floor.worth is not None
    assert (floor.worth.per_unit, floor.worth.until) == (0.5, None)
    assert answer.budget is not None
    assert answer.budget.until == 3500
    assert (answer.budget.per_unit, answer.budget.then) == (1.0, 0.5)
    free = rule(answer, "items.print.spend.max_total")
    assert free.price == 0
    assert not free.solved
    assert not free.binding


def test_duals_and_ranging_of_the_linear_model_agree() -> None:
    scenario = scenario_of(PLAIN)
    problem = settle(scenario)
    with exact():
        model = Builder(problem, as_rows=True).build()
    session = Session(model, Settings())
    first = model.objectives[0]
    session.minimise({column: first.sign * cost for column, cost in first.costs.items()})
    duals, (_, ranging) = session.prices, session._live.getRanging()
    rows = {rule.path: model.rule_rows[k][0] for k, rule in enumerate(problem.rules)}
    unit, answer = float(model.scales.money), explain(scenario)
    assert answer.budget is not None
    assert answer.budget.until is not None
    row = rows["budget", "total"]
    assert -duals[row] == pytest.approx(answer.budget.per_unit)
    assert ranging.row_bound_up.value_[row] * unit == pytest.approx(10000 + float(answer.budget.until))
    for place in ("items.search.spend.max_total", "limits.1.min_total"):
        worth = rule(answer, place).worth
        number = next(k for p, k in rows.items() if place in (".".join(map(str, p)), f"limits.1.{p[-1]}"))
        assert worth is not None
        assert abs(duals[number]) == pytest.approx(worth.per_unit)


@pytest.mark.parametrize("name", [name for name in FAMILIES if name not in CURVED])
def test_a_price_is_the_difference_of_two_plans(name: str) -> None:
    scenario, answer = family(name), explained(name)
    dearest = [one for one in answer.rules if one.solved and one.kind not in ("order", "cash", "ceiling")][:2]
    dearest += [one for one in answer.rules if one.kind == "hurdle"]
    assert dearest
    for one in dearest:
        assert one.price is not None
        assert abs(net(without(scenario, one.place)) - answer.net_return - one.price) <= ROUNDING, one.place


def test_a_ceiling_costs_what_its_scenario_lacks_without_it() -> None:
    data, answer = family("shared_audience").to_data(), explained("shared_audience")
    for name in data["metrics"]["lead"]["ceilings"]:
        rest = {one: spec for one, spec in data["metrics"]["lead"]["ceilings"].items() if one != name}
        metrics = {"lead": data["metrics"]["lead"] | {"ceilings": rest}}
        price = rule(answer, f"metrics.lead.ceilings.{name}").price
        assert price is not None
        gained = net(scenario_of(data | {"metrics": metrics})) - answer.net_return
        assert abs(gained - price) <= ROUNDING
        assert price > 0


def test_under_curves_a_price_is_right_to_within_the_gap() -> None:
    data = {
        "budget": 5000,
        "currency": "EUR",
        "items": {
            name: {
                "kind": "ad",
                "spend": {"max_total": most},
                "returns": {
                    "revenue": {"curve": {"shape": "exponential", "limit": 9000, "scale_total": scale}}
                },
            }
            for name, most, scale in (("a", 1000, 1500), ("b", 6000, 3000))
        },
    }
    scenario = scenario_of(data)
    answer = explain(scenario)
    cap = rule(answer, "items.a.spend.max_total")
    assert cap.price is not None
    assert cap.price > 100 * answer.within
    closely = [solve(one, gap=1e-8).totals.net_return for one in (scenario, without(scenario, cap.place))]
    assert abs(closely[1] - closely[0] - cap.price) <= answer.within


CONCAVE: dict[str, Any] = {
    "budget": 5000,
    "currency": "EUR",
    "policy": {"order": "together"},
    "items": {
        name: {
            "kind": "ad",
            "spend": {"max_total": most},
            "returns": {"revenue": {"curve": {"shape": "exponential", "limit": top, "scale_total": scale}}},
        }
        for name, most, top, scale in (("a", 1000, 9000, 1500), ("b", 8000, 18000, 6000))
    },
}
"""The whole budget is spent: 1,000 on a, which is at its cap, and 4,000 on b."""


def test_under_curves_the_worth_of_a_bound_is_what_single_solves_see() -> None:
    answer = explain(scenario_of(CONCAVE))
    cap = rule(answer, "items.a.spend.max_total")

    def net_with(more: float, budget: float) -> float:
        a, b = 1000 + more, 4000 + budget - more
        return float(9000 * (1 - exp(-a / 1500)) + 18000 * (1 - exp(-b / 6000)) - a - b)

    for worth, a, b in ((cap.worth, 1, 0), (answer.budget, 0, 1)):
        assert worth is not None
        assert worth.fades
        assert worth.until is not None
        x = float(worth.until)
        gained = net_with(a * x, b * x) - net_with(0, 0)
        assert worth.then is not None
        assert worth.then * x == pytest.approx(gained, abs=0.05, rel=2e-3)
        assert 0.9 * worth.per_unit - 1e-3 <= worth.then <= worth.per_unit
        slope = (net_with(a * 0.01, b * 0.01) - net_with(0, 0)) / 0.01
        assert worth.per_unit == pytest.approx(slope, rel=0.02)
    again = scenario_of(CONCAVE | {"budget": 5000 + int(answer.budget.until or 0)}) if answer.budget else None
    assert again is not None
    assert answer.budget is not None
    gain = solve(again, gap=1e-7).totals.net_return - solve(scenario_of(CONCAVE), gap=1e-7).totals.net_return
    assert float(gain) == pytest.approx((answer.budget.then or 0) * int(answer.budget.until or 0), rel=5e-3)


def test_under_curves_a_rule_that_costs_nothing_is_not_given_a_price() -> None:
    """A cap that is met by chance to the cent: what is left unproven of two plans is no price."""
    free = {**CONCAVE, "limits": [{"name": "never met", "on": ["a", "b"], "max_total": 6000}]}
    answer = explain(scenario_of(free), everything=True)
    idle = rule(answer, "limits.1.max_total")
    assert idle.price is not None
    assert abs(idle.price) <= idle.within + Decimal("0.01")
    assert answer.within <= Decimal("0.10")


def test_under_convex_curves_a_difference_within_the_gap_is_no_fact() -> None:
    data = family(CURVES).to_data()
    data["limits"] = [{"name": "by chance", "on": ["search", "social"], "max_total": 60000}]
    scenario = scenario_of(data)
    answer = explain(scenario, everything=True)
    idle = rule(answer, "limits.1.max_total")
    assert not idle.proven
    assert idle.worth is None
    for one in answer.rules:
        assert one.price is None or one.proven is (abs(one.price) > one.within or not one.within)
    blocks = ExplainReport((scenario,), {}, answer).document().blocks
    assert any("nothing, or at most" in block.text for block in blocks if isinstance(block, Note))
    assert not [
        row for block in blocks if isinstance(block, Table) for row in block.rows if "by chance" in row
    ]


def test_the_order_costs_what_one_stage_for_all_time_frames_would_add() -> None:
    scenario = family("starter")
    price = next(one for one in explained("starter").rules if one.kind == "order").price
    assert price is not None
    together = edited(scenario, ["policy.order=[primary, [fast, medium, long], secondary]"])
    assert abs(net(together) - net(scenario) - price) <= ROUNDING
    assert price > 1000


def test_rules_that_cost_nothing_by_proof_cost_nothing() -> None:
    scenario = scenario_of(PLAIN)
    proven = [one for one in explain(scenario).rules if not one.solved]
    assert len(proven) == 3
    for one in proven:
        assert net(without(scenario, one.place)) == net(scenario)


def aim_with(scenario: Scenario, extra: Decimal) -> float:
    """What the policy asks for, with so much more budget."""
    plan = solve(with_budget(scenario, scenario.budget.amount + extra))
    if scenario.policy.objective == "net_return":
        return float(plan.totals.net_return)
    return next(stage.value for stage in plan.stages if stage.name == "closing_cash")


@pytest.mark.parametrize("name", [name for name in FAMILIES if name not in (*CURVED, "cut_15")])
def test_what_more_budget_is_worth_holds_up_to_its_end_and_no_further(name: str) -> None:
    scenario, worth = family(name), explained(name).budget
    assert worth is not None
    now, until = aim_with(scenario, Decimal(0)), worth.until or worth.looked
    for part in (Decimal("0.37"), Decimal(1)):
        extra = (until * part).quantize(Decimal("0.01"))
        gained = aim_with(scenario, extra) - now
        assert gained == pytest.approx(worth.per_unit * float(extra), abs=0.15, rel=1e-5)
    if worth.until is None:
        return
    beyond = until + max(Decimal(200), until // 2)
    assert abs(aim_with(scenario, beyond) - now - worth.per_unit * float(beyond)) > 0.5


@pytest.mark.parametrize("name", CURVED)
def test_under_curves_more_budget_is_worth_its_average_up_to_its_end(name: str) -> None:
    scenario, answer = family(name), explained(name)
    worth = answer.budget
    assert worth is not None
    assert worth.fades
    assert worth.until is not None
    assert worth.then is not None
    gained = aim_with(scenario, worth.until) - aim_with(scenario, Decimal(0))
    assert gained == pytest.approx(worth.then * float(worth.until), rel=0.01)


def test_a_rule_that_alone_bounds_the_plan_has_no_price() -> None:
    data = {**PLAIN, "budget": "unlimited", "limits": []}
    assert rule(explain(scenario_of(data)), "items.search.spend.max_total").price is None


def test_whole_things_come_in_at_once() -> None:
    items = {"fair": {"kind": "ad", "price": 3000, "returns": {"cash": [5000]}}}
    worth = explain(scenario_of({"budget": 2000, "items": items})).budget
    assert worth is not None
    assert worth.until == 999
    assert (worth.per_unit, worth.then, worth.jump) == (0, None, 2000)


def test_with_everything_asked_a_bound_in_units_is_worth_what_one_unit_more_brings() -> None:
    scenario = family("units_and_tiers")
    answer = explain(scenario, everything=True)
    assert answer.not_solved == 0
    assert all(item.asked for item in answer.items)
    worth = rule(answer, "items.agency_days.units.max_total").worth
    assert worth is not None
    assert (worth.per_unit, worth.then) == (160, 0)
    assert worth.until == Decimal("1.5")
    for more, gain in ((1, 160), (1.5, 240), (3, 240)):
        raised = edited(scenario, [f"items.agency_days.units.max_total={22.5 + more}"])
        assert float(net(raised) - net(scenario)) == pytest.approx(gain, abs=0.1)


def test_a_rule_that_leaves_room_can_cost_something_where_whole_things_are_chosen() -> None:
    scenario = family("focus_networks")
    price = rule(explain(scenario, everything=True), "items.tiktok_clips.spend.max_total")
    assert not price.binding
    assert price.price is not None
    assert price.price > 1000
    assert abs(net(without(scenario, price.place)) - net(scenario) - price.price) <= ROUNDING
    assert explained("focus_networks").not_solved > 0


def gets(scenario: Scenario, item: str, figure: str, value: float) -> Decimal:
    if figure.endswith(".returns"):
        return solve(with_returns_times(scenario, item, Decimal(repr(value)))).item(item).spend
    return solve(edited(scenario, [f"{figure}={value}"])).item(item).spend


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("starter", "content"),
        ("contracts_fixed", "paid_social"),
        ("low_season", "paid_search"),
        ("timed_projects", "promotion"),
        ("units_and_tiers", "fair_stand"),
        ("buyers_journey", "paid_search"),
        ("cash_plan", "paid_search"),
        ("focus_networks", "facebook_ads"),
        ("ranked_goals", "open_day"),
        ("shared_audience", "search"),
        ("cut_15", "email_marketing"),
    ],
)
def test_a_break_even_is_just_there(name: str, item: str) -> None:
    scenario = family(name)
    found = Figures(scenario, item, figure_of(scenario, settle(scenario), item))
    even = found.find(solve(scenario).item(item).spend)
    assert even is not None
    assert gets(scenario, item, even.figure, even.gets) > found.must + FEW
    assert gets(scenario, item, even.figure, even.gets_not) <= found.must + FEW
    assert even.gets != even.gets_not
    assert even.gets == pytest.approx(even.gets_not, rel=1.1e-3)


@pytest.mark.parametrize(
    ("name", "item"),
    [("response_curves", "search"), ("response_curves", "social"), ("carry_over", "television")],
)
def test_under_curves_a_break_even_is_about_there(name: str, item: str) -> None:
    scenario = family(name)
    found = Figures(scenario, item, figure_of(scenario, settle(scenario), item))
    even = found.find(solve(scenario).item(item).spend)
    assert even is not None
    assert even.about
    assert gets(scenario, item, even.figure, even.gets * 1.05) > found.must + FEW
    assert gets(scenario, item, even.figure, even.gets_not * 0.95) <= found.must + FEW
    assert even.gets == pytest.approx(even.gets_not, rel=0.03)


def test_what_an_item_would_get_is_told_of_proven_prices_alone() -> None:
    answer = explain(family("carry_over"), everything=True)
    unproven = {one.place for one in answer.rules if not one.proven}
    assert unproven
    for why in answer.items:
        assert not unproven & {one.place for one in why.without}


def test_break_evens_of_the_closed_form() -> None:
    items = {one.id: one for one in explain(scenario_of(PLAIN), items=list(PLAIN["items"])).items}
    radio, wasted, search = (items[name] for name in ("radio", "print", "search"))
    assert radio.must == 500
    assert radio.break_even is not None
    assert wasted.break_even is not None
    assert search.break_even is not None
    assert (radio.break_even.gets_not, radio.break_even.gets) == (2, 2.001)
    assert (wasted.break_even.gets_not, wasted.break_even.gets) == (2, 2.001)
    assert wasted.break_even.figure == "items.print.returns.roas"
    assert (search.break_even.gets_not, search.break_even.gets) == (1.499, 1.5)


def test_what_cannot_enter_is_told_with_what_stands_in_the_way() -> None:
    data = {
        **PLAIN,
        "limits": [{"name": "two of them", "choose": {"kind": "ad"}, "at_most": 1}],
        "goals": [{"name": "sales", "metric": "spend", "on": "social", "at_least": 100}],
    }
    why = next(one for one in explain(scenario_of(data), items=["print"]).items if one.asked)
    assert (why.break_even, set(why.blocked_by)) == (None, {"two of them", "sales"})


def test_what_a_limit_needs_ends_all_plans_where_it_brings_too_little() -> None:
    data = {**PLAIN, "limits": [{"metric": "revenue", "on": "radio", "min_total": 3000}]}
    (why,) = (one for one in explain(scenario_of(data), items=["radio"]).items if one.asked)
    assert why.break_even is not None
    assert why.break_even.ends_all
    assert (why.break_even.gets_not, why.break_even.gets) == (0.5999, 0.6)


def test_an_unknown_item_is_a_mistake(run: Run) -> None:
    with pytest.raises(InputError, match='no item "prnt"; did you mean "print"'):
        explain(scenario_of(PLAIN), items=["prnt"])
    path = FOLDER / "contracts_fixed.yaml"
    ended = run("explain", path, "paid_socal", "tv", "agency")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("no item") == 2
    assert f'{path}:25:1: items: no item "paid_socal"; did you mean "paid_social"?' in ended.err


def test_the_command_answers_in_sentences_and_in_data_that_can_be_verified(run: Run) -> None:
    path = FOLDER / "contracts_fixed.yaml"
    told = run("explain", path, "paid_social").out
    assert "The dearest rule is agency: committed: without it, net return would be 11,180.00 higher." in told
    assert "it loses its money if its ROAS falls from" in told
    answer = run("explain", path, "paid_social", "--format", "json")
    again = run("verify", "-", stdin=answer.out)
    assert (again.code, again.err) == (0, "")
    again = run("verify", "-", stdin=answer.out.replace('"price": "11180.00"', '"price": "1.00"'))
    assert again.code == 4


LIFTED = {
    "budget": 1000,
    "items": {
        "crm": {"kind": "tool", "price": 100, "uplift": {"search": "10%"}},
        "search": {"kind": "ad", "spend": {"max_total": 2000}, "returns": {"roas": 2}},
    },
}
"""900 left for search bring 1,800 and a tenth of it, 1,000 without the tool 2,000: a ninth pays."""


def test_what_only_lifts_others_enters_where_its_uplift_pays_for_it() -> None:
    (why,) = (one for one in explain(scenario_of(LIFTED), items=["crm"]).items if one.asked)
    assert why.break_even is not None
    assert why.spend == 0
    assert (why.break_even.gets_not, why.break_even.gets) == (1.111, 1.112)


def holds(scenario: Scenario, item: str, figure: str, value: float) -> bool:
    """Whether the best plan at this price has some of the item, or the tier that the price is one of."""
    try:
        found = solve(edited(scenario, [f"{figure}={value}"])).item(item)
    except NoPlanError:
        return False
    parts = figure.split(".")
    return found.bought and (parts[2] != "tiers" or found.tier == parts[3])


@pytest.mark.parametrize(
    ("name", "item", "figures"),
    [
        (
            "units_and_tiers",
            "mailing_tool",
            ["items.mailing_tool.tiers.medium.price.amount", "items.mailing_tool.tiers.large.price.amount"],
        ),
        ("units_and_tiers", "fair_stand", ["items.fair_stand.price.amount"]),
        ("units_and_tiers", "videos", ["items.videos.units.price"]),
        ("units_and_tiers", "agency_days", ["items.agency_days.units.price"]),
        ("contracts_fixed", "agency", ["items.agency.price.amount"]),
        ("timed_projects", "promotion", ["items.promotion.price.amount"]),
    ],
)
def test_the_break_even_of_a_price_is_just_there(name: str, item: str, figures: list[str]) -> None:
    scenario = family(name)
    plan = solve(scenario).item(item)
    asked = list(prices_of(scenario, item))
    evens = [one.find(plan.spend if one.figure.tier in (None, plan.tier) else Decimal(0)) for one in asked]
    told = [even for even in evens if even is not None]
    assert [even.figure for even in told] == figures
    for even in told:
        assert not even.is_factor
        assert holds(scenario, item, even.figure, even.gets)
        assert not holds(scenario, item, even.figure, even.gets_not)
        assert even.gets < even.gets_not
        assert even.gets == pytest.approx(even.gets_not, rel=2.1e-3, abs=0.011)


PRICED: dict[str, Any] = {
    "budget": 1000,
    "policy": {"order": "together"},
    "items": {
        "search": {"kind": "ad", "spend": {"max_total": 2000}, "returns": {"roas": 2}},
        "stand": {"kind": "ad", "price": 300, "returns": {"revenue": {"total_when_bought": 500}}},
        "poster": {
            "kind": "ad",
            "units": {"price": 10, "max_total": 5},
            "returns": {"lead": {"per_unit": 1}},
        },
        "paper": {
            "kind": "ad",
            "price": {"schedule": [100]},
            "returns": {"revenue": {"total_when_bought": 400}},
        },
    },
    "metrics": {"lead": {"value": 30}},
}
"""Each unit of money brings 2 at search: a stand worth 500 enters at 250, a poster worth 30 leaves at 15."""


def test_break_evens_of_prices_in_closed_form() -> None:
    items = {one.id: one for one in explain(scenario_of(PRICED), items=list(PRICED["items"])).items}
    (stand,), (poster,), (paper,) = (items[name].prices for name in ("stand", "poster", "paper"))
    assert items["search"].prices == ()
    assert (stand.figure, stand.now) == ("items.stand.price.amount", 300)
    assert (stand.gets, stand.gets_not) == pytest.approx((250, 250), abs=0.11)
    assert (poster.figure, poster.now) == ("items.poster.units.price", 10)
    assert (poster.gets, poster.gets_not) == pytest.approx((15, 15), abs=0.011)
    assert paper.is_factor
    assert (paper.now, paper.gets, paper.gets_not) == pytest.approx((1, 2, 2), abs=0.0011)


def test_the_price_of_a_commitment_ends_all_plans() -> None:
    data = {
        **PRICED,
        "items": {**PRICED["items"], "crm": {"kind": "tool", "price": 100, "status": "committed"}},
    }
    (why,) = (one for one in explain(scenario_of(data), items=["crm"]).items if one.asked)
    (price,) = why.prices
    assert price.ends_all
    assert (price.gets, price.gets_not) == (1000, 1001)


NOTICE: dict[str, Any] = {
    "currency": "EUR",
    "horizon": {"start": "2027-01", "periods": 4, "every": "month"},
    "budget": 4000,
    "items": {
        "studio": {
            "kind": "service",
            "price": {"amount": 300, "every": "month"},
            "status": "committed",
            "cancellable_from": "2027-03",
        },
        "search": {
            "kind": "ad",
            "spend": {"committed_total": 500, "max_per_period": 600},
            "cancellable_from": "2027-02",
            "returns": {"roas": 2},
        },
        "radio": {
            "kind": "ad",
            "spend": {"min_total": 400, "max_total": 900},
            "status": "committed",
            "cancellable_from": "2027-02",
            "returns": {"roas": 1.5},
        },
    },
}
"""1,200 for the studio, 2,400 for search, and the 400 of radio that are signed."""


def test_without_a_contract_there_is_no_notice_to_give() -> None:
    prices = {one.place: one.price for one in explain(scenario_of(NOTICE), everything=True).rules}
    assert prices["items.studio.status"] == 1200 + 500 * Decimal("0.5")
    assert prices["items.radio.spend.min_total"] == 0
    assert prices["items.search.spend.committed_total"] == 0


def test_how_often_a_price_is_paid_is_told() -> None:
    scenario = scenario_of(NOTICE)
    report = ExplainReport((scenario,), {}, explain(scenario, items=["studio"]))
    facts = [pair for block in report.document().blocks if isinstance(block, Facts) for pair in block.entries]
    assert ("price", "no plan is possible if its price each month rises to 776.00") in facts


LITTLE: dict[str, Any] = {
    "currency": "EUR",
    "budget": 480,
    "horizon": {"start": "2027-01", "periods": 1, "every": "month"},
    "policy": {"order": "together"},
    "items": {
        name: {
            "kind": "tool",
            "time_frame": "medium",
            "spend": {"max_total": 260, "fee_if_used_per_period": 20},
            "returns": {
                "revenue": {
                    "tranches": [{"up_to_total": 90, "per_money": 0.5}, {"up_to_total": 220, "per_money": 3}]
                },
                "price_rise": {"per_doubling": "50%", "from_per_period": 90},
                "spread": [0.25, 0.5, 0.25],
            },
            **lifts,
        }
        for name, lifts in {"helper": {"uplift": [{"on": "all", "by": "100%"}]}, "film": {}}.items()
    },
}
"""A cent for the helper, beside its fee, doubles what the film brings."""


def test_what_is_bought_for_a_cent_is_bought_where_money_is_counted_finer() -> None:
    scenario = scenario_of(LITTLE)
    plan = solve(scenario)
    assert plan.item("helper").spend == Decimal("20.01")
    answer = explain(scenario)
    assert answer.net_return == plan.totals.net_return
    cap = rule(answer, "items.film.spend.max_total")
    assert cap.price is not None
    assert abs(net(without(scenario, cap.place)) - answer.net_return - cap.price) <= ROUNDING


def test_the_plan_is_called_best_only_as_far_as_that_is_proven(run: Run) -> None:
    curved, straight = (run("explain", FOLDER / f"{name}.yaml").out for name in (CURVES, "contracts_fixed"))
    gap = solve(family(CURVES)).gap
    assert gap > 5e-9
    assert f"no plan is better by more than {gap * 100:.2g}% by this policy" in curved
    assert "; no plan is better by this policy." in straight


def test_a_plan_that_is_not_proven_says_how_much_better_another_one_may_be() -> None:
    answer = explain(family("contracts_fixed")).model_copy(update={"status": "feasible", "gap": 0.031})
    first = next(iter(ExplainReport((family("contracts_fixed"),), {}, answer).document().blocks))
    assert isinstance(first, Note)
    assert "one that is better by up to 3.1% may exist" in first.text
