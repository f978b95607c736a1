"""The price of every rule: the optimum without it less the optimum with it, each found by solving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from allocator.limits import Rule, Sense
from allocator.money import rounded
from allocator.plan import Plan
from allocator.scenario.nodes import Place, dotted
from allocator.studies.explain.answer import Kind, RulePrice, Worth
from allocator.studies.explain.fading import fading
from allocator.studies.explain.kinks import first_kink
from allocator.studies.explain.values import BUDGET_TOTAL, Value, Values, frames_of, place_of

_ONE = Decimal(1)
_HUNDREDTH = Decimal("0.01")
_NOISE = 1e-9
_BY_FIELD = {"max": Kind.CAP, "min": Kind.FLOOR, "exact": Kind.EXACT, "committed": Kind.COMMITMENT}


@dataclass(frozen=True)
class Priced:
    """Something that can be taken out of a scenario, to see what it costs."""

    place: Place
    name: str
    sentence: str
    kind: Kind
    binding: bool
    is_rule: bool
    """Whether it stands among the rules of the problem, which can be switched off where they stand."""


def priced_places(values: Values, plan: Plan) -> Iterator[Priced]:
    """All that has a price: rules by the place that says them, then goals and what the policy says."""
    binding = {limit.path for limit in plan.limits if limit.binding}
    seen: set[Place] = set()
    for rule in values.told.rules:
        place = place_of(rule)
        if rule.structural or not rule.rows or place in seen or place == BUDGET_TOTAL:
            continue
        seen.add(place)
        yield Priced(
            place,
            _called(values, rule),
            rule.sentence,
            _kind(rule),
            binding=any(path == dotted(place) or path.startswith(f"{dotted(place)}.") for path in binding),
            is_rule=True,
        )
    reached = {one.path for one in plan.ceilings if one.full}
    for one in values.told.ceilings:
        is_full = dotted(one.place) in reached
        yield Priced(one.place, one.title, one.sentence, Kind.CEILING, binding=is_full, is_rule=False)
    for number, goal in enumerate(plan.goals):
        sentence = f"{goal.metric}: {goal.sense.replace('_', ' ')} {goal.target:,.10g} by {goal.by}"
        place = ("goals", number)
        yield Priced(place, goal.name, sentence, Kind.GOAL, binding=True, is_rule=False)
    yield from _of_the_policy(values)


def _of_the_policy(values: Values) -> Iterator[Priced]:
    frame, policy = values.told.frame, values.scenario.policy
    if frame.spec.reserve.value:
        sentence = f"{frame.money(frame.reserve)} held back"
        yield Priced(("budget", "reserve"), "reserve", sentence, Kind.RESERVE, binding=True, is_rule=False)
    if policy.hurdle:
        sentence = f"at least {1 + policy.hurdle} back for each unit of money"
        yield Priced(("policy", "hurdle"), "hurdle", sentence, Kind.HURDLE, binding=True, is_rule=False)
    frames = frames_of(values.base.stages)
    if len(frames) > 1:
        sentence = f"{', then '.join(frames)}"
        yield Priced(
            ("policy", "order"), f"{frames[0]} first", sentence, Kind.ORDER, binding=True, is_rule=False
        )


def _called(values: Values, rule: Rule) -> str:
    """The name of what stands at the rule's place: the limit's, where it stands for several rules."""
    first, second, *_ = rule.path
    if first == "limits" and isinstance(second, int):
        return values.scenario.limits[second].name or rule.name
    return rule.name


def _kind(rule: Rule) -> Kind:
    field = str(rule.path[-1])
    if field == "status":
        return Kind.COMMITMENT
    if rule.path[0] == "budget":
        return Kind.CASH
    return _BY_FIELD.get(field.partition("_")[0], Kind.LIMIT)


def price_of(values: Values, one: Priced) -> RulePrice:
    """What one place costs."""
    if (
        one.is_rule
        and values.is_linear
        and one.kind is not Kind.COMMITMENT
        and not values.pressing(one.place)
    ):
        return _free(values, one)
    found = values.without(one.place)
    within = 0.0 if found is None else found.unproven + values.base.unproven
    price = None if found is None else _money(values, found.net_return - values.base.net_return)
    stage, gain = _first_change(values, found) if one.is_rule or one.kind is Kind.RESERVE else (None, None)
    return RulePrice(
        name=one.name,
        sentence=one.sentence,
        place=dotted(one.place),
        kind=one.kind,
        binding=one.binding,
        price=price,
        objective=_less(found, values),
        stage=stage,
        gain=gain,
        solved=True,
        within=_money(values, within),
        proven=_is_proven(found, values, within),
        worth=None,
    )


def _free(values: Values, one: Priced) -> RulePrice:
    return RulePrice(
        name=one.name,
        sentence=one.sentence,
        place=dotted(one.place),
        kind=one.kind,
        binding=one.binding,
        price=Decimal(0),
        objective=None if values.base.objective is None else 0.0,
        stage=None,
        gain=None,
        solved=False,
        within=Decimal(0),
        proven=True,
        worth=None,
    )


def _is_proven(found: Value | None, values: Values, within: float) -> bool:
    """Whether the plans differ by more than what is not proven of them, or nothing is left unproven."""
    if found is None or not within:
        return True
    base = values.base
    change = found.net_return - base.net_return
    if found.objective is not None and base.objective is not None:
        change = found.objective - base.objective
    return abs(change) > within


def _less(found: Value | None, values: Values) -> float | None:
    if found is None or found.objective is None or values.base.objective is None:
        return None
    sign = 1 if values.scenario.policy.minimise is None else -1
    return sign * _short(found.objective - values.base.objective, values.base.objective) + 0.0


def _first_change(values: Values, found: Value | None) -> tuple[str | None, float | None]:
    """The first stage that differs, and by how much it is better without the rule."""
    if found is None or found.stages.keys() != values.base.stages.keys():
        return None, None
    signs = {stage.name: 1 if stage.aim == "maximise" else -1 for stage in values.problem.stages}
    for name, before in values.base.stages.items():
        change = _short(signs[name] * (found.stages[name] - before), before)
        if abs(change) > found.within.get(name, 0.0) + values.base.within.get(name, 0.0):
            return name, change
    return None, None


def worth_of(values: Values, place: Place) -> Worth | None:
    """What moving a bound is worth, until that changes; None where it is no amount.

    Under curves by a formula None also where each value would take a search over whole numbers.
    """
    if values.is_smooth and values.is_searched:
        return None
    found = _bound(values, place)
    if found is None:
        return None
    bound, sense, unit = found
    far = (bound if sense is Sense.AT_LEAST else max(bound, unit)) // unit * unit
    if far < unit:
        return None
    if values.is_smooth:
        known = values.known(values.base)
        return fading(lambda by: values.known(values.moved(place, by)), known, unit=unit, far=far)
    kink = first_kink(
        lambda by: values.wished(values.moved(place, by)), step=max(unit, _ONE), unit=unit, far=far
    )
    return Worth(
        per_unit=kink.slope,
        until=kink.until,
        then=kink.then,
        jump=float(f"{kink.jump:.6g}") if kink.jump else None,
        looked=far,
        fades=False,
    )


def _bound(values: Values, place: Place) -> tuple[Decimal, Sense, Decimal] | None:
    """The number that can be moved at a place, its sense, and the steps in which that is told."""
    # Each value takes a search where the model is not linear, so that an end is told to the unit of money.
    money = Decimal(1).scaleb(-values.scenario.digits) if values.is_linear else _ONE
    if place == BUDGET_TOTAL:
        frame = values.problem.frame
        return None if frame.is_open else (frame.budget, Sense.AT_MOST, money)
    rule = values.movable(place)
    if rule is None:
        return None
    row = rule.rows[0]
    return row.bound, row.sense, money if rule.unit == "money" else _piece(values, rule)


def _piece(values: Values, rule: Rule) -> Decimal:
    """One unit, or a hundredth where some of the items are sold in parts."""
    items = {item for row in rule.rows for term in row.terms for item in term.items}
    sold = (values.scenario.items[item].units for item in items)
    return _ONE if all(units is not None and units.whole for units in sold) else _HUNDREDTH


def _money(values: Values, amount: float) -> Decimal:
    return rounded(Decimal(repr(amount)), values.scenario.digits) + 0


def _short(change: float, of: float) -> float:
    """The change, or 0 where it drowns in what the solver leaves of the value."""
    return 0.0 if abs(change) <= _NOISE * max(1.0, abs(of)) * 100 else float(f"{change:.6g}")
