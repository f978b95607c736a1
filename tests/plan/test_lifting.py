"""What is said of items that lift others: what they add, whether they are bought, and why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from allocator.errors import InputError
from allocator.plan import Plan
from allocator.plan.verifying import verify
from allocator.scenario import load, load_with_source, scenario_of
from allocator.solving import solve

Data = dict[str, Any]


def ad(roas: float, most: float = 1000, **rest: Any) -> Data:
    return {
        "kind": "ad",
        "time_frame": "fast",
        "spend": {"max_total": most},
        "returns": {"revenue": {"per_money": roas}},
    } | rest


def tool(price: float, **rest: Any) -> Data:
    return {"kind": "tool", "price": price} | rest


def planned(items: Data, budget: float = 5000, **rest: Any) -> Plan:
    return solve(scenario_of({"budget": budget, "items": items} | rest))


def told(plan: Plan, item: str) -> tuple[str, str]:
    return plan.item(item).reason.value, plan.item(item).reason_text


def test_bought_for_what_it_lifts():
    plan = planned({"a": ad(2), "b": ad(1.5), "crm": tool(100, uplift={"a": "8%", "b": "10%"})})
    words = "bought: returns 3.10 per 1.00; raises a by 8%, b by 10%, worth 310.00"
    assert told(plan, "crm") == ("chosen", words)
    assert plan.item("a").marginal_return == 2.16


def test_not_bought_and_what_it_would_bring():
    plan = planned({"a": ad(2), "b": ad(1.5), "crm": tool(500, uplift=[{"on": ["a", "b"], "by": "10%"}])})
    words = "below the hurdle: returns 0.70 per 1.00, needs more than 1.00; "
    assert told(plan, "crm") == ("below_hurdle", words + "would raise a and b by 10%, worth 350.00")


def test_worth_it_but_too_dear_for_the_money_there_is():
    plan = planned({"a": ad(2), "crm": tool(150, uplift={"a": "20%"})}, budget=120)
    assert not plan.item("crm").bought
    assert told(plan, "crm")[1].endswith("would raise a by 20%, worth 48.00")
    assert told(plan, "crm")[0] == "below_hurdle"
    plan = planned({"a": ad(2, 5000), "crm": tool(150, uplift={"a": "20%"})}, budget=140)
    assert told(plan, "a") == ("marginal", "marginal: takes the next money (returns 2.00 per 1.00)")


def test_committed_still_says_what_it_lifts():
    plan = planned({"a": ad(2), "crm": tool(500, status="committed", uplift={"a": "10%"})})
    assert told(plan, "crm") == ("committed", "committed; raises a by 10%, worth 200.00")


def test_the_tier_that_is_bought_tells_its_own_share():
    tiers = {"s": {"price": 50, "uplift": {"a": "5%"}}, "l": {"price": 100, "uplift": {"a": "9%"}}}
    plan = planned({"a": ad(2), "crm": {"kind": "tool", "tiers": tiers}})
    assert plan.item("crm").tier == "l"
    assert told(plan, "crm")[1] == "bought: returns 1.80 per 1.00; raises a by 9%, worth 180.00"


def test_an_amount_of_money_pays_as_a_whole():
    brand = {"kind": "ad", "spend": {"max_total": 400, "min_if_used_total": 100}, "uplift": {"a": "10%"}}
    plan = planned({"a": ad(2), "brand": brand})
    assert float(plan.item("brand").spend) == 100
    words = "bought: as a whole it returns 2.00 per 1.00; raises a by 10%, worth 200.00"
    assert told(plan, "brand") == ("chosen", words)
    plan = planned({"a": ad(2, 400), "brand": brand})
    words = "below the hurdle: returns 0.80 per 1.00, needs more than 1.00; would raise a by 10%, worth 80.00"
    assert told(plan, "brand") == ("below_hurdle", words)


def test_for_a_goal_and_in_outcomes():
    goals = [{"metric": "lead", "at_least": 110}]
    items = {"a": ad(2) | {"returns": {"lead": {"per_money": 0.1}}}, "crm": tool(500, uplift={"a": "10%"})}
    plan = planned(items, goals=goals)
    assert told(plan, "crm") == ("for_goal", "for goal lead; raises a by 10%, 10 lead")


def test_one_that_an_uplift_makes_worth_its_money():
    plan = planned({"a": ad(0.95), "crm": tool(10, uplift={"a": "20%"})})
    assert float(plan.item("a").spend) == 1000
    assert plan.item("a").marginal_return == 1.14


def test_without_a_time_frame_it_is_served_with_the_last_that_it_lifts():
    items = {"a": ad(2), "b": ad(1.5, time_frame="medium"), "crm": tool(10, uplift=[{"by": "10%"}])}
    assert planned(items).item("crm").time_frame == "medium"
    items = {"a": ad(2), "b": ad(1.5, time_frame="medium"), "crm": tool(10, uplift={"a": "10%"})}
    assert planned(items).item("crm").time_frame == "fast"


def test_a_cent_is_warned_of():
    plan = planned({"a": ad(2), "brand": {"kind": "ad", "spend": {"max_total": 400}, "uplift": {"a": "10%"}}})
    assert any("brand lifts others from the smallest amount on" in warning for warning in plan.warnings)


def test_shares_by_item_stand_in_a_sheet(tmp_path: Path):
    rows = [
        "id,kind,time_frame,max_total,roas,price,uplift.a",
        "a,ad,fast,1000,2,,",
        "crm,tool,fast,,,100,8%",
    ]
    (tmp_path / "items.csv").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "plan.yaml").write_text("budget: 5000\nitems_csv: items.csv\n", encoding="utf-8")
    plan = solve(load(tmp_path / "plan.yaml"))
    assert float(plan.item("crm").returned) == 160


def test_the_plan_file_has_the_lifts_and_is_checked_with_them():
    plan = planned({"a": ad(2), "crm": tool(100, uplift={"a": "8%"})})
    data = plan.to_data()
    crm = next(item for item in data["items"] if item["id"] == "crm")
    assert crm["lifts"] == [{"item": "a", "outcomes": {"revenue": 160.0}, "return": "160.00"}]
    assert "lifts" not in next(item for item in data["items"] if item["id"] == "a")
    verify(data)
    crm["lifts"][0]["return"] = "161.00"
    with pytest.raises(Exception, match="lifts"):
        verify(data)


def uplift(**more: Any) -> Data:
    return {"crm": tool(10, uplift=[{"on": "a", "by": "8%"} | more])}


def following(**rates: Data) -> Data:
    return {"b": ad(2, returns={name: {"per": per} for name, per in rates.items()})}


OPEN = {"kind": "ad", "time_frame": "long", "spend": {}, "returns": {"roas": 2}}
IN_PARTS = {"kind": "tool", "price": {"amount": 10, "divisible": True}}
WRONG: dict[str, tuple[Data, str]] = {
    "unknown item": (uplift(on="aa"), "unknown item"),
    "itself": (uplift(on="crm"), "an uplift of the item itself"),
    "unknown metric": (uplift(metric="leed"), 'did you mean "lead"'),
    "nothing lifted": (uplift(metric="lead"), "lifts nothing"),
    "no items": ({"crm": tool(10, uplift="8%")}, "an uplift without its items"),
    "by nothing": (uplift(by=0), "an uplift by nothing"),
    "too much taken": (uplift(by="-120%"), "takes more than there is"),
    "too much together": (
        uplift(by="-60%") | {"cms": tool(10, uplift={"a": "-50%"})},
        "uplifts that take more than there is",
    ),
    "divisible": ({"crm": IN_PARTS | {"uplift": {"a": "8%"}}}, "bought in parts"),
    "served later": ({"b": ad(2, time_frame="fast", uplift={"c": "8%"}), "c": OPEN}, "served later"),
    "circle": (following(lead={"order": 1}, order={"lead": 1}), "in a circle"),
    "unknown base": (following(lead={"order": 1}), "does not bring"),
    "unbounded": ({"b": OPEN, "crm": tool(1, uplift={"b": "8%"})}, "curve or uplift speaks of it"),
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_what_is_wrong_is_told_with_its_cure(name: str):
    items, text = WRONG[name]
    budget: Any = {"total": 5000, "reinvest": {"share": "50%"}} if name == "unbounded" else 5000
    with pytest.raises(InputError, match=text):
        solve(scenario_of({"budget": budget, "items": {"a": ad(2)} | items}))


NOTHING = """
horizon: {start: 2027-01, periods: 4}
budget: 5000
items:
  early: {kind: ad, until: 2027-02, spend: {max_total: 900}, returns: {cpl: 40}}
  page: {kind: service, price: 30, from: 2027-03, uplift: {early: 8%}}
  crm:
    kind: tool
    price: 90
    uplift:
      - {on: early, by: 5%}
      - {on: early, metric: order, by: 5%}
      - {on: page, by: 3%}
      - {on: {kind: ad}, by: 4%, delay: 3}
  later: {kind: ad, spend: {max_total: 90}, uplift: [{on: early, by: 1%, delay: 4, lasts: to_end}]}
"""


def test_uplifts_that_lift_nothing_are_told_where_they_stand_all_at_once(tmp_path: Path):
    (tmp_path / "nothing.yaml").write_text(NOTHING)
    with pytest.raises(InputError) as told:
        load(tmp_path / "nothing.yaml")
    assert {(m.mark.line, m.path) for m in told.value.mistakes if m.mark} == {
        (6, "items.page.uplift.1"),
        (12, "items.crm.uplift.2"),
        (13, "items.crm.uplift.3"),
        (14, "items.crm.uplift.4"),
        (15, "items.later.uplift.1"),
    }
    late = next(m for m in told.value.mistakes if m.mark and m.mark.line == 6)
    assert late.expected == "a time in which early brings something: from 2027-01 to 2027-02"
    assert late.found == "one that works from 2027-03 to 2027-04"


@pytest.mark.parametrize(
    "carry_over",
    [
        {"weights": [0.5, 0.5]},
        {"weights": [0.5, 0.5], "tail": "lost"},
        {"weights": [0.5, 0.5], "spent_before": [90], "tail": "lost"},
    ],
)
def test_what_is_carried_into_the_time_of_an_uplift_is_lifted(carry_over: Data):
    early = ad(2, returns={"revenue": {"per_money": 2}, "carry_over": carry_over}, until=1)
    plan = planned({"a": early, "crm": tool(10, uplift={"a": "10%"}, **{"from": 2})}, horizon={"periods": 2})
    assert float(plan.item("crm").returned) == 100


def test_what_only_its_tiers_bring_is_lifted():
    tiers = {"small": {"price": 50, "returns": {"revenue": {"total_when_bought": 200}}}}
    video = {"kind": "service", "time_frame": "fast", "tiers": tiers}
    plan = planned({"video": video, "crm": tool(10, uplift={"video": "10%"})})
    assert float(plan.item("crm").returned) == 20


def test_an_item_whose_time_frame_is_derived_is_lifted_by_it():
    open_frame = {key: value for key, value in ad(2).items() if key != "time_frame"}
    frame = planned({"a": open_frame}).item("a").time_frame
    lifting = tool(10, uplift=[{"on": {"time_frame": frame}, "by": "10%"}], time_frame="long")
    plan = planned({"a": open_frame, "crm": lifting})
    assert float(plan.item("crm").returned) == 200


def test_what_is_wrong_elsewhere_in_an_item_does_not_make_its_uplift_wrong():
    a = ad(2, returns={"revenue": {"per_money": 2, "cost_per": 9}})
    with pytest.raises(InputError) as told:
        scenario_of({"budget": 5000, "items": {"a": a, "crm": tool(10, uplift={"a": "8%"})}})
    assert [m.path for m in told.value.mistakes] == ["items.a.returns.revenue"]


def test_a_mistake_that_only_a_solve_finds_names_its_line(tmp_path: Path):
    (tmp_path / "both.yaml").write_text(
        "budget: 900\nitems:\n  a: {kind: ad, spend: {max_total: 90}, returns: {roas: 2}}\n"
        "  b: {kind: tool, price: 1, uplift: {a: -60%}}\n  c: {kind: tool, price: 1, uplift: {a: -50%}}\n"
    )
    loaded = load_with_source(tmp_path / "both.yaml")
    with pytest.raises(InputError) as told:
        solve(loaded.scenario, source=loaded.source)
    (mistake,) = told.value.mistakes
    assert mistake.mark is not None
    assert (mistake.mark.line, mistake.path) == (3, "items.a")


def test_an_uplift_that_takes_from_a_formula_leaves_what_the_formula_says():
    """0.9 · 900 x / (200 + x) − x is largest at x = √162000 − 200, beside 2,000 of b."""
    curve = {"shape": "hill", "limit": 900, "half_at_total": 200}
    items = {"a": ad(2, returns={"revenue": {"curve": curve}}), "b": ad(3, uplift={"a": "-10%"})}
    x = 162000**0.5 - 200
    stage = planned(items).stages[0]
    assert stage.value == pytest.approx(2000 + 810 * x / (200 + x) - x, rel=1e-4)
    assert stage.bound >= 2000 + 810 * x / (200 + x) - x - 1e-6


def test_an_uplift_in_some_of_the_periods_that_a_formula_counts():
    """Bought from the second month on, so what a brings of itself belongs there, where it is lifted."""
    curve = {"shape": "hill", "limit": 900, "half_at_total": 200}
    items = {
        "a": ad(2, returns={"revenue": {"curve": curve}}),
        "b": tool(10, uplift={"a": "10%"}, **{"from": 2}),
    }
    x = 198000**0.5 - 200
    plan = planned(items, horizon={"periods": 2})
    assert plan.stages[0].value == pytest.approx(990 * x / (200 + x) - x - 10, rel=1e-4)
    assert plan.item("a").by_period[0] == 0
    verify(plan.to_data())
