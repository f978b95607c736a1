"""What items add to the outcomes of others: effects of the giver, with what the other causes as their input.

An uplift by u of what an item causes of a metric, y_t, is an effect of the giver that causes u · y_t · z_t,
where z_t is 1 if the giver is used at the right time. It arrives when y arrives, and is worth as much.
Only what the other brings of itself is lifted, so several uplifts of it add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from allocator.curves import Straight
from allocator.errors import InputError, Mistake
from allocator.problem.effects import Effect, Lift, following
from allocator.problem.lines import Line
from allocator.scenario.goals import CLOSING_CASH, Policy
from allocator.scenario.schema import Scenario
from allocator.scenario.uplift import Lasting, Uplift
from allocator.scenario.words import Evidence, TimeFrame

ZERO = Decimal(0)


def with_lifts(lines: dict[str, Line], scenario: Scenario) -> dict[str, Line]:
    """The lines with the effects of their uplifts.

    An item that says no time frame is served with the last of the items that it lifts.

    Raises:
        InputError: uplifts lift nothing, take more than there is, or lift something that is served later.
    """
    if not any(True for line in lines.values() for _ in uplifts_of(line)):
        return lines
    lifts = {name: tuple(_lifts_of(line, lines, scenario)) for name, line in lines.items()}
    if mistakes := list(_without_effect(lines)):
        raise InputError(mistakes)
    found = {name: _lifting(line, lifts[name], lines, scenario) for name, line in lines.items()}
    if mistakes := [*_taken_away(lifts, lines), *_served_later(lifts, found, scenario.policy)]:
        raise InputError(mistakes)
    return found


def uplifts_of(line: Line) -> Iterator[tuple[str, Uplift]]:
    """The uplifts that an item gives, by tier."""
    tiers = line.spec.tiers or {}
    own = {tier: block.uplift or line.spec.uplift for tier, block in tiers.items()} or {"": line.spec.uplift}
    for tier, uplifts in own.items():
        yield from ((tier, uplift) for uplift in uplifts)


def _lifted(uplift: Uplift, line: Line, lines: Mapping[str, Line]) -> Iterator[tuple[Line, int]]:
    """The effects that an uplift speaks of: those of its metrics, and what follows from them."""
    for other in lines.values():
        if other.id == line.id or not uplift.on.matches(other):
            continue
        chosen: set[int] = set()
        for number, effect in enumerate(other.effects):
            follows = effect.base is not None and effect.base.number in chosen
            meant = effect.metric in uplift.metric or follows or not uplift.metric
            if meant and effect.metric not in other.capacities:
                chosen.add(number)
                yield other, number


def _without_effect(lines: Mapping[str, Line]) -> Iterator[Mistake]:
    """What the reader cannot see, because time frames are derived, and uses may lie between others."""
    for name, line in lines.items():
        for _, uplift in uplifts_of(line):
            if not any(True for _ in _lifted(uplift, line, lines)):
                what = f"{', '.join(uplift.metric) or 'anything'} of {uplift.on.words()}"
                expected = "items that bring something, and metrics that they bring"
                yield Mistake(
                    "an uplift that lifts nothing", path=f"items.{name}.uplift", expected=expected, found=what
                )


def _lifts_of(line: Line, lines: Mapping[str, Line], scenario: Scenario) -> Iterator[Effect]:
    count = scenario.horizon.periods
    for tier, uplift in uplifts_of(line):
        stop = count if uplift.lasts is Lasting.TO_END else None
        lift = Lift(uplift.delay, uplift.periods(count), stop)
        for other, number in _lifted(uplift, line, lines):
            base = other.effects[number]
            raised = replace(base, item=line.id, tier=tier, curve=Straight(uplift.by), lift=lift)
            yield following(raised, base, number)


def _lifting(line: Line, lifts: tuple[Effect, ...], lines: Mapping[str, Line], scenario: Scenario) -> Line:
    if not lifts:
        return line
    others = [lines[effect.base.item] for effect in lifts if effect.base is not None]
    known = [line.evidence, *(o.evidence for o, e in zip(others, lifts, strict=True) if e.value)]
    frames = [o.time_frame for o in others]
    frames += [line.time_frame] if line.spec.time_frame or line.payback_months is not None else []
    return replace(
        line,
        effects=(*line.effects, *lifts),
        evidence=min(known, key=list(Evidence).index),
        time_frame=line.spec.time_frame or max(frames, key=lambda f: (_stage(f, scenario.policy), f)),
    )


def _stage(frame: TimeFrame, policy: Policy) -> int:
    return next((k for k, group in enumerate(policy.order) if frame in group), len(policy.order))


def _taken_away(lifts: Mapping[str, tuple[Effect, ...]], lines: Mapping[str, Line]) -> Iterator[Mistake]:
    """Items of which uplifts together could take more than they bring; of tiers, one at most is bought."""
    taken: dict[object, Decimal] = {}
    for effects in lifts.values():
        worst: dict[object, dict[str, Decimal]] = {}
        for effect in effects:
            by_tier = worst.setdefault(effect.base, {})
            by_tier[effect.tier] = by_tier.get(effect.tier, ZERO) + min(ZERO, effect.rate)
        for base, by_tier in worst.items():
            taken[base] = taken.get(base, ZERO) + min(by_tier.values())
    told = {
        effect.base.item for e in lifts.values() for effect in e if effect.base and taken[effect.base] < -1
    }
    for name in lines:
        if name in told:
            most = "-100% or more, all uplifts of an item together"
            yield Mistake(
                "uplifts that take more than there is", path=f"items.{name}", expected=most, found="less"
            )


def _served_later(
    lifts: Mapping[str, tuple[Effect, ...]], lines: Mapping[str, Line], policy: Policy
) -> Iterator[Mistake]:
    """Items that lift others of a later stage: their return would be counted before those are paid for."""
    if policy.minimise is not None or CLOSING_CASH in policy.weights:
        return
    for name, effects in lifts.items():
        for other in _named(effects):
            if _stage(lines[other].time_frame, policy) > _stage(lines[name].time_frame, policy):
                yield Mistake(
                    f"an uplift of {other}, which is served later",
                    path=f"items.{name}.uplift",
                    expected=f"time_frame: {lines[other].time_frame}, or both in one stage of policy.order",
                    found=f"time_frame: {lines[name].time_frame}",
                )
                break


def _named(effects: Iterable[Effect]) -> list[str]:
    return list(dict.fromkeys(effect.base.item for effect in effects if effect.base is not None))
