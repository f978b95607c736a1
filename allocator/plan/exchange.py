"""Plans as JSON, format 1: what other programs read, and what `verify` reads back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from allocator.money import digits_of
from allocator.plan.record import PlanCeiling, PlanItem, PlanLift, PlanRecord, PlanTie
from allocator.scenario.schema import Scenario

FORMAT = 1
GROUPINGS = ("kind", "channel", "time_frame", "status")


def scenario_digest(scenario: Mapping[str, Any]) -> str:
    """SHA-256 of a scenario's data, written as JSON with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(scenario, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def plan_text(plan: PlanRecord) -> str:
    """The plan as JSON text."""
    return json.dumps(plan_data(plan), indent=2, ensure_ascii=False) + "\n"


def plan_data(plan: PlanRecord) -> dict[str, Any]:
    """The plan as JSON data; see docs/reference/plan.schema.json."""
    scenario = plan.scenario.to_data()
    totals = plan.totals
    return {
        "format": FORMAT,
        "status": plan.status,
        "currency": plan.currency,
        "name": plan.scenario.name,
        "scenario": scenario,
        "scenario_sha256": scenario_digest(scenario),
        "solver": _solver(plan),
        "gap": plan.gap,
        **({} if plan.gap_before is None else {"gap_before_rounding": plan.gap_before}),
        "totals": {
            "budget": money(totals.budget, plan.scenario),
            "extra": money(totals.extra, plan.scenario),
            "reserve": money(totals.reserve, plan.scenario),
            "reinvested": money(totals.reinvested, plan.scenario),
            "borrowed": money(totals.borrowed, plan.scenario),
            "repaid": money(totals.repaid, plan.scenario),
            "interest": money(totals.interest, plan.scenario),
            "cost_of_money": money(totals.cost_of_money, plan.scenario),
            "spend": money(totals.spend, plan.scenario),
            "committed": money(totals.committed, plan.scenario),
            "unspent": money(totals.unspent, plan.scenario),
            "return": money(totals.returned, plan.scenario),
            "net_return": money(totals.net_return, plan.scenario),
        },
        "unspent_because": plan.unspent_because,
        "periods": [
            {
                "label": p.label,
                "released": money(p.released, plan.scenario),
                "funded": money(p.funded, plan.scenario),
                "spend": money(p.spend, plan.scenario),
                "reinvested": money(p.reinvested, plan.scenario),
                "interest": money(p.interest, plan.scenario),
                "return": money(p.returned, plan.scenario),
                "own_cash": money(p.own_cash, plan.scenario),
                "interest_back": money(p.interest_back, plan.scenario),
                "account": money(p.account, plan.scenario),
            }
            for p in plan.periods
        ],
        "return_after_horizon": money(plan.returned_later, plan.scenario),
        "sources": [
            {
                "id": source.id,
                "drawn": money(source.drawn, plan.scenario),
                "by_period": [money(amount, plan.scenario) for amount in source.by_period],
            }
            for source in plan.sources
        ],
        "items": [_item(item, plan.scenario) for item in plan.items],
        "groups": {by: _groups(plan, by) for by in GROUPINGS},
        "goals": [
            {
                "name": g.name,
                "metric": g.metric,
                "rank": str(g.rank),
                "sense": g.sense,
                "target": g.target,
                "reached": g.reached,
                "shortfall": g.shortfall,
                "by": g.by,
                "reached_in": g.reached_in,
            }
            for g in plan.goals
        ],
        "limits": [
            {
                "name": limit.name,
                "sentence": limit.sentence,
                "path": limit.path,
                "binding": limit.binding,
                "unit": limit.unit,
                "value": _measured(limit.value, limit.unit, plan.scenario),
                "bound": _measured(limit.bound, limit.unit, plan.scenario),
                "period": limit.period,
            }
            for limit in plan.limits
        ],
        "stages": [
            {"name": s.name, "aim": str(s.aim), "value": s.value, "bound": s.bound, "gap": s.gap}
            for s in plan.stages
        ],
        "warnings": list(plan.warnings),
        "tie": None if plan.tie is None else [_tie(one, plan.scenario) for one in plan.tie],
        **({"ceilings": [_ceiling(one) for one in plan.ceilings]} if plan.ceilings else {}),
    }


def _solver(plan: PlanRecord) -> dict[str, Any]:
    who = {"name": plan.solver_name, "version": plan.solver_version}
    if plan.options is None:
        return who
    return {**who, "options": {"gap": plan.options.gap, "time_limit": plan.options.time_limit}}


def money(amount: Decimal, scenario: Scenario) -> str:
    """An amount as a decimal string with as many decimals as the currency has."""
    return f"{amount:.{digits_of(scenario.currency)}f}"


def _measured(amount: Decimal, unit: str, scenario: Scenario) -> str | float:
    return money(amount, scenario) if unit == "money" else float(amount)


def _item(item: PlanItem, scenario: Scenario) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "kind": str(item.kind),
        "channel": item.channel,
        "time_frame": str(item.time_frame),
        "time_frame_given": item.time_frame_given,
        "payback_months": item.payback_months,
        "status": str(item.status),
        "spend": money(item.spend, scenario),
        "by_period": [money(amount, scenario) for amount in item.by_period],
        "share": item.share,
        "bought": item.bought,
        "units": item.units,
        "units_by_period": None if item.units_by_period is None else list(item.units_by_period),
        "tier": item.tier,
        "outcomes": dict(item.outcomes),
        "return": money(item.returned, scenario),
        "evidence": str(item.evidence),
        "marginal_return": item.marginal_return,
        "average_return": item.average_return,
        "saturation": item.saturation,
        "reason": item.reason.value,
        "reason_text": item.reason_text,
        "info": dict(item.info),
        **({"lifts": [_lift(one, scenario) for one in item.lifts]} if item.lifts else {}),
    }


def _lift(one: PlanLift, scenario: Scenario) -> dict[str, Any]:
    return {"item": one.item, "outcomes": dict(one.outcomes), "return": money(one.returned, scenario)}


def _ceiling(one: PlanCeiling) -> dict[str, Any]:
    return {
        "name": one.name,
        "metric": one.metric,
        "path": one.path,
        "items": list(one.items),
        "most": one.most,
        "per_period": one.per_period,
        "brought": one.brought,
        "counted": one.counted,
        "full": list(one.full),
    }


def _tie(one: PlanTie, scenario: Scenario) -> dict[str, Any]:
    return {
        "id": one.id,
        "spend": money(one.spend, scenario),
        "by_period": [money(amount, scenario) for amount in one.by_period],
        "bought": one.bought,
        "units": one.units,
        "units_by_period": None if one.units_by_period is None else list(one.units_by_period),
        "tier": one.tier,
    }


def _groups(plan: PlanRecord, by: str) -> list[dict[str, Any]]:
    found: dict[str | None, list[PlanItem]] = {}
    for item in plan.items:
        found.setdefault(getattr(item, by), []).append(item)
    return [
        {
            "group": None if group is None else str(group),
            "items": len(items),
            "spend": money(_sum(item.spend for item in items), plan.scenario),
            "return": money(_sum(item.returned for item in items), plan.scenario),
        }
        for group, items in found.items()
    ]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
