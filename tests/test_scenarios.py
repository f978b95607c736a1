"""Every scenario in scenarios/ is right, and shows what the comment at its top says."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import allocator
from allocator.plan import Plan
from allocator.plan.verifying import verify

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "scenarios"
NAMES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.yaml"))
WITHOUT_PLAN = {"no_plan", "what_if/impossible_promise"}
ASKED = set(
    "starter cut_15 contracts_fixed focus_networks low_season units_and_tiers buyers_journey no_plan "
    "cash_plan ranked_goals timed_projects response_curves carry_over".split()
)


@cache
def solved(name: str) -> Plan:
    return allocator.solve(allocator.load(FOLDER / f"{name}.yaml"))


def reasons(plan: Plan) -> dict[str, str]:
    return {item.id: item.reason.value for item in plan.items}


def goal(plan: Plan, name: str) -> tuple[float, bool]:
    """What a goal reached, and whether that is its target."""
    found = next(goal for goal in plan.goals if goal.name == name)
    return found.reached, found.shortfall == 0


def binding(plan: Plan) -> set[str]:
    return {limit.name for limit in plan.limits if limit.binding}


def test_each_question_has_its_scenario() -> None:
    assert set(NAMES) >= ASKED


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_opens_with_its_question(name: str) -> None:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert text.splitlines()[0].endswith("?")
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize("name", sorted(set(NAMES) - WITHOUT_PLAN))
def test_a_scenario_has_a_best_plan_that_passes_the_check(name: str) -> None:
    plan = solved(name)
    assert plan.status == "optimal"
    assert plan.warnings == ()
    assert plan.totals.difference == 0
    assert verify(plan.to_data()) == plan


def test_the_template_of_init_is_the_starter() -> None:
    template = ROOT / "allocator" / "cli" / "templates" / "starter.yaml"
    assert template.read_bytes() == (FOLDER / "starter.yaml").read_bytes()


def test_starter() -> None:
    plan = solved("starter")
    assert reasons(plan) == {
        "social_monitoring": "committed",
        "crm": "committed",
        "email_marketing": "chosen",
        "graphic_design": "at_floor",
        "video_production": "does_not_fit",
        "paid_search": "at_cap",
        "paid_social": "at_cap",
        "paid_photos": "at_cap",
        "paid_clips": "left_out_by_limit",
        "social_referral": "at_cap",
        "influencer": "below_hurdle",
        "content": "marginal",
        "community": "held_by_limit",
        "engagement": "held_by_limit",
    }
    assert plan.totals.unspent == 0
    assert Decimal("0.3") < plan.totals.reinvested / plan.totals.spend < Decimal("0.37")
    assert goal(plan, "enquiries by the summer")[1]
    assert goal(plan, "enquiries in the year")[1]
    assert goal(plan, "new fans") == (5900.0, True)
    assert not goal(plan, "engagement")[1]
    assert "instagram as its share of time" in binding(plan)


def test_cut_15() -> None:
    plan, whole = solved("cut_15"), solved("starter")
    assert plan.totals.budget == whole.totals.budget * Decimal("0.85")
    fast = [item for item in plan.items if item.time_frame == "fast"]
    kept = sum(item.spend for item in fast) / sum(whole.item(item.id).spend for item in fast)
    assert Decimal("0.99") < kept < 1
    assert plan.item("community").spend < whole.item("community").spend / 2
    assert goal(whole, "new fans")[1]
    assert not goal(plan, "new fans")[1]
    assert all(goal.shortfall == 0 for goal in plan.goals if goal.rank == "primary")


def test_contracts_fixed() -> None:
    plan = solved("contracts_fixed")
    committed = [item for item in plan.items if item.reason == "committed"]
    assert sum(item.spend for item in committed) == 29600
    assert plan.totals.committed == 38600
    assert {item.id for item in committed} == {"crm", "agency", "monitoring", "trade_fair"}
    assert plan.item("agency").by_period[5:7] == (Decimal(1800), Decimal(0))
    assert plan.item("paid_search").spend > 9000
    assert plan.item("newsletter_sponsorship").reason == "marginal"
    assert plan.item("trade_fair").marginal_return == pytest.approx(0.9)
    assert plan.item("crm").info == {"owner": "sales", "contract": "C-2031"}


def test_focus_networks() -> None:
    plan = solved("focus_networks")
    bought = {item.channel for item in plan.items if item.bought and item.id != "paid_search"}
    assert bought == {"facebook", "instagram"}
    assert plan.item("tiktok_clips").reason_text == "left out by limit: two networks"
    assert plan.item("linkedin_ads").reason == plan.item("x_posts").reason == "outbid"
    tiktok, instagram = (plan.item(name).marginal_return or 0 for name in ("tiktok_clips", "instagram_ads"))
    assert tiktok > instagram
    assert "facebook by its share of time" in binding(plan)
    assert plan.item("paid_search").reason == "marginal"


def test_low_season() -> None:
    plan = solved("low_season")
    spend = {period.label: period.spend for period in plan.periods}
    cash = [period.own_cash for period in plan.periods]
    labels = list(spend)
    assert set(sorted(labels, key=spend.__getitem__)[:2]) == {"2026-10", "2026-11"}
    assert set(sorted(labels, key=spend.__getitem__)[-3:]) == {"2027-05", "2027-06", "2027-07"}
    until_april = cash[: labels.index("2027-04") + 1]
    assert until_april == sorted(until_april)
    assert cash[labels.index("2027-07")] == 0
    assert not any(plan.item("paid_search").by_period[: labels.index("2027-05")])
    assert plan.item("paid_social").by_period[0] == 300


def test_units_and_tiers() -> None:
    plan = solved("units_and_tiers")
    assert plan.item("mailing_tool").tier == "medium"
    assert plan.item("videos").units == 4
    assert plan.item("agency_days").units == 22.5
    assert plan.item("fair_stand").reason == "does_not_fit"


def test_buyers_journey() -> None:
    plan = solved("buyers_journey")
    floors = [limit for limit in plan.limits if limit.path.startswith("limits")]
    assert len(floors) == 6
    assert all(limit.value >= limit.bound for limit in floors)
    assert {limit.name for limit in floors if limit.binding} == {
        "enough prospects",
        "enough engagement",
        "enough content viewed",
    }
    for name in ("short_videos", "content"):
        assert plan.item(name).reason == "needed"
        assert plan.item(name).returned < plan.item(name).spend


def test_cash_plan() -> None:
    plan = solved("cash_plan")
    drawn = {source.id.split(".")[-1]: source for source in plan.sources}
    assert drawn["campaign_loan"].drawn == 6000
    assert [amount > 0 for amount in drawn["credit_line"].by_period] == [True] * 3 + [False] * 5
    assert plan.totals.repaid > plan.totals.borrowed > drawn["campaign_loan"].drawn
    assert [period.funded < 0 for period in plan.periods] == [False] * 2 + [True] * 3 + [False] * 3
    search = plan.item("paid_search").by_period
    assert [amount > 0 for amount in search] == [False] + [True] * 5 + [False] * 2
    assert plan.item("film").bought
    assert plan.item("catalogue").spend == 0


def test_ranked_goals() -> None:
    plan = solved("ranked_goals")
    assert [goal.shortfall == 0 for goal in plan.goals] == [True, True, True, False, False]
    assert goal(plan, "newsletters") == (8.0, True)
    assert goal(plan, "new fans") == (2100.0, False)
    assert goal(plan, "less than last year")[0] == pytest.approx(float(plan.totals.spend))


def test_timed_projects() -> None:
    plan = solved("timed_projects")
    first = {item.id: next(t for t, paid in enumerate(item.by_period) if paid) for item in plan.items}
    assert first["website"] < first["film"] < first["referral_test"]
    assert "hours of the team" in binding(plan)
    labels = [period.label for period in plan.periods]
    months = [labels[t] for t, paid in enumerate(plan.item("promotion").by_period) if paid]
    assert months == ["2027-04", "2027-11", "2027-12"]
    assert plan.item("webinars").units == 4
    assert plan.item("webinars").marginal_return == pytest.approx(4 * 85 / 700)
    without = ["limits.hours of the team=null"]
    free = allocator.solve(allocator.load(FOLDER / "timed_projects.yaml", settings=without))
    assert free.item("referral_test").by_period[0] > 0
    assert free.totals.net_return > plan.totals.net_return


def test_no_plan() -> None:
    with pytest.raises(allocator.NoPlanError) as caught:
        solved("no_plan")
    assert {rule.path for rule in caught.value.rules} == {
        "budget.total",
        "items.crm.status",
        "items.agency.status",
        "limits.1.min_total",
    }
    assert [cure.amount for cure in caught.value.cures] == [Decimal(1200), Decimal("1333.34")]
    cured = {"limits.promised to sales.min_total": "7800", "budget.total": "31333.34"}
    for path, value in cured.items():
        settings = [f"{path}={value}"]
        assert allocator.solve(allocator.load(FOLDER / "no_plan.yaml", settings=settings)).status == "optimal"


def test_response_curves_gives_each_channel_its_last_euro_at_the_same_return() -> None:
    plan = solved("response_curves")
    rates = [item.marginal_return or 0.0 for item in plan.items]
    assert max(rates) <= 1.05 * min(rates)
    assert set(reasons(plan).values()) == {"marginal"}
    assert 0 < plan.gap <= 1e-4
    video = next(item for item in plan.items if item.id == "video")
    assert all(spent == 0 or spent > 9000 for spent in video.by_period)


def test_what_if() -> None:
    base, cut = solved("what_if/base"), solved("what_if/cut_15")
    assert cut.totals.budget == base.totals.budget * Decimal("0.85")
    assert {i.id for i in cut.items if i.spend != base.item(i.id).spend} == {"paid_search"}
    assert solved("what_if/add_channel").item("podcast").spend == 7200
    assert solved("what_if/add_channel").item("local_content").spend < base.item("local_content").spend
    lower, late = solved("what_if/roas_20_lower"), solved("what_if/late_returns")
    assert [i.spend for i in lower.items] == [i.spend for i in base.items]
    assert late.item("local_content").spend < base.item("local_content").spend
    assert solved("what_if/dearer_films").item("workshop_films").units == base.item("workshop_films").units
    with pytest.raises(allocator.NoPlanError):
        solved("what_if/impossible_promise")


def test_carry_over_sends_money_out_before_the_season() -> None:
    plan = solved("carry_over")
    television = plan.item("television").by_period
    assert sum(television[:-1]) > 9 * television[-1]
    assert plan.item("posters").by_period[-1] < plan.item("posters").by_period[-2]
    assert [t for t, spent in enumerate(plan.item("search").by_period) if spent] == [4, 5]
    assert plan.returned_later > 0
    lost = [f"items.{name}.returns.carry_over.tail=lost" for name in ("television", "posters")]
    forgetful = allocator.solve(allocator.load(FOLDER / "carry_over.yaml", settings=lost))
    assert forgetful.returned_later == 0
    assert forgetful.totals.net_return < plan.totals.net_return
