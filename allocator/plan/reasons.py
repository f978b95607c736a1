"""Why an item gets what it gets: found by trying one step more, or one step less, against the rules."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from allocator.limits import Rule, Sense
from allocator.plan.full import ceiling_of_all, ceiling_of_some
from allocator.plan.growing import Growing, floor_of
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.lifting import lift_in_words, listed
from allocator.plan.queue import Queue
from allocator.plan.saturation import saturation_of
from allocator.plan.worth import CLOSE, Worth
from allocator.problem import Ceiling, Line, Problem

_NOTHING = Decimal("1e-9")
_ALL = 10**18
"""So many steps that nothing is left."""


class Reason(StrEnum):
    """Why an item gets what it gets."""

    COMMITTED = "committed"
    AT_CAP = "at_cap"
    AT_FLOOR = "at_floor"
    CHOSEN = "chosen"
    NEEDED = "needed"
    FOR_GOAL = "for_goal"
    SATURATED = "saturated"
    MARGINAL = "marginal"
    HELD = "held_by_limit"
    LEFT_OUT = "left_out_by_limit"
    BELOW_HURDLE = "below_hurdle"
    NO_RETURN = "no_known_return"
    NOT_NEEDED = "not_needed"
    OUTBID = "outbid"
    DOES_NOT_FIT = "does_not_fit"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reason and its sentence."""

    reason: Reason
    text: str


class Reasons:
    """Reasons for every item of one plan; use it inside `allocator.money.exact()`."""

    def __init__(self, problem: Problem, ledger: Ledger) -> None:
        self._problem, self._ledger = problem, ledger
        self.worth = Worth(problem, ledger)
        self._growing = Growing(problem, ledger, self.worth)
        self.queue = Queue(problem, ledger, self.worth, self._growing)
        self._saturations: dict[str, Decimal | None] = {}

    def of(self, line: Line) -> Verdict:
        """The first reason that holds, from the firmest to the softest, and what it adds to others."""
        found = (
            self._bound_by_itself(line)
            or self._why_bought(line)
            or self._why_not_more(line)
            or self._outbid(line)
        )
        if not line.lifts:
            return found
        return Verdict(found.reason, f"{found.text}; {lift_in_words(line, self._ledger)}")

    def _bound_by_itself(self, line: Line) -> Verdict | None:
        spent, floor = self._ledger.total(line.id), floor_of(line)
        if line.is_committed and (line.spec.spend is None or spent == floor):
            return Verdict(Reason.COMMITTED, "committed")
        if floor and spent == floor:
            signed = line.spec.spend is not None and line.spec.spend.committed_total == floor
            text = "at its committed part" if signed else f"at its floor of {self._money(floor)}"
            return Verdict(Reason.COMMITTED if signed else Reason.AT_FLOOR, text)
        cap = self._growing.own_cap(line)
        return Verdict(Reason.AT_CAP, f"at its cap: {cap}") if cap else None

    def _why_bought(self, line: Line) -> Verdict | None:
        if not self._ledger.is_used(line.id):
            return None
        if self.worth.is_worth_it(line):
            if not line.is_purchase:
                return None
            return Verdict(Reason.CHOSEN, f"bought: {self.worth.words_as_a_whole(line)}")
        if line.lifts and self.worth.pays_as_a_whole(line):
            return Verdict(Reason.CHOSEN, f"bought: as a whole it {self.worth.words_as_a_whole(line)}")
        return self._kept_by(line)

    def _kept_by(self, line: Line) -> Verdict:
        """What would be lost with one step less, or with nothing: a rule, or a goal."""
        for times in (1, _ALL):
            less = self._growing.less(line, times)
            if target := self._growing.goal_lost_by(less):
                return Verdict(Reason.FOR_GOAL, f"for goal {target.name}")
            if rule := next(self._growing.rules.broken_by(less), None):
                return Verdict(Reason.NEEDED, f"needed: {rule.name}")
        policy = self._problem.scenario.policy
        if policy.minimise:
            return Verdict(Reason.NEEDED, f"needed: {policy.objective.replace('_', ' ')} is least with it")
        if full := self._at_ceiling(line):
            return full
        text = f"saturated: the next money {self.worth.words(line)}{self._lost(line)}{self._how_full(line)}"
        return Verdict(Reason.SATURATED, text)

    def _why_not_more(self, line: Line) -> Verdict | None:
        if not self.worth.is_worth_it(line):
            return self._not_worth_it(line)
        blocker = self._growing.blocker(line)
        if blocker is not None and not self.queue.takes_next(line) and not self.queue.would_lose_anyway(line):
            if _is_own(blocker, line):
                return Verdict(Reason.AT_CAP, _full_at_best(blocker))
            return self._held(line, blocker)
        if target := self._growing.goal_in_the_way(line):
            used = self._ledger.is_used(line.id)
            text = f"{'held' if used else 'left out'} by goal: {target.name}"
            return Verdict(Reason.HELD if used else Reason.LEFT_OUT, text)
        if rule := self._growing.in_exchange(line):
            return self._held(line, rule)
        return None

    def _held(self, line: Line, rule: Rule) -> Verdict:
        """Held by a limit; where another one forbids to take anything away, between the two."""
        if not self._ledger.is_used(line.id):
            return Verdict(Reason.LEFT_OUT, f"left out by limit: {rule.name}")
        less = self._growing.less(line)
        floor = next((r for r in self._growing.rules.broken_by(less) if _is_floor(r)), None)
        if floor is not None:
            return Verdict(Reason.NEEDED, f"needed: {floor.name}; more is held by limit: {rule.name}")
        return Verdict(Reason.HELD, f"held by limit: {rule.name}")

    def _not_worth_it(self, line: Line) -> Verdict:
        policy = self._problem.scenario.policy
        if policy.minimise:
            return Verdict(Reason.NOT_NEEDED, "not needed for any goal or limit")
        if full := self._at_ceiling(line):
            return full
        if not self.worth.rate(line):
            return Verdict(
                Reason.NO_RETURN, "brings nothing that the plan maximises; commit it if it is needed"
            )
        text = f"below the hurdle: {self.worth.words(line)}, needs more than {self.worth.needed:.2f}"
        return Verdict(Reason.BELOW_HURDLE, f"{text}{self._lost(line)}")

    def _at_ceiling(self, line: Line) -> Verdict | None:
        """Saturated, where all that an item would bring next of a metric is lost to a ceiling."""
        for effect in line.effects:
            if ceiling := ceiling_of_all(self._ledger, effect):
                which = f" ({ceiling.name})" if ceiling.name else ""
                text = f"saturated: {_of_others(ceiling, line)} is reached{which}"
                return Verdict(Reason.SATURATED, text)
        return None

    def _lost(self, line: Line) -> str:
        """Which ceiling takes a part of what an item's next money would bring."""
        if not self._problem.pools or line.is_purchase:
            return ""
        best = max(line.levers, key=lambda lever: self.worth.at(line, lever))
        found = (ceiling_of_some(self._ledger, effect, best.period) for effect in line.effects)
        ceiling = next((one for one in found if one), None)
        if ceiling is None:
            return ""
        which = f" ({ceiling.name})" if ceiling.name else ""
        return f"; part of what it would bring is lost to {_of_others(ceiling, line)}{which}"

    def _outbid(self, line: Line) -> Verdict:
        if self._comes_too_late(line):
            first = self._problem.frame.labels[line.active.start]
            text = f"does not fit: not enough money is released by {first}, when it must be paid"
            return Verdict(Reason.DOES_NOT_FIT, text)
        if self.queue.takes_next(line):
            text = f"marginal: takes the next money ({self.worth.words_of(self.queue.bid(line))})"
            blocker = self._growing.blocker(line)
            full = f"; {_full_at_best(blocker)}" if blocker and _is_own(blocker, line) else ""
            return Verdict(Reason.MARGINAL, f"{text}{full}{self._lost(line)}{self._how_full(line)}")
        rival = self.queue.last_before(line)
        if self.queue.comes_in_lumps(line) and (rival is None or self.queue.is_passed_over(line)):
            return Verdict(Reason.DOES_NOT_FIT, self._lump_in_words(line))
        if self._is_level_with(line, rival):
            text = f"marginal: the next money {self.worth.words(line)}, like that of others"
            return Verdict(Reason.MARGINAL, text + self._lost(line) + self._how_full(line))
        if rival is None:
            return Verdict(Reason.OUTBID, "no money is left in the periods in which it can be bought")
        if self.worth.stage(rival) < self.worth.stage(line):
            words = f"{rival.time_frame} work is served before {line.time_frame}"
            return Verdict(Reason.OUTBID, f"outbid by {rival.id}: {words}")
        bid = max(self.queue.bid(rival), self.worth.rate(line))
        if self.worth.number_of(bid) == self.worth.number(line):
            words = f"{self.worth.words_of(bid)} as well, and comes first in the file"
            return Verdict(Reason.OUTBID, f"outbid by {rival.id}, which {words}")
        rates = f"{self.worth.words_of(bid)}, against {self.worth.number(line)}"
        return Verdict(Reason.OUTBID, f"outbid by {rival.id} ({rates}){self._lost(line)}")

    def _how_full(self, line: Line) -> str:
        """How much of what it can bring an item with a limit brings, where it gets anything."""
        reached = self.saturation(line)
        return f"; at {reached:.0%} of what it can bring" if reached else ""

    def saturation(self, line: Line) -> Decimal | None:
        """How much of what it can bring an item brings; None where that has no limit."""
        if line.id not in self._saturations:
            self._saturations[line.id] = saturation_of(line, self._ledger)
        return self._saturations[line.id]

    def _is_level_with(self, line: Line, rival: Line | None) -> bool:
        """Whether money on a smooth curve goes just so far that more of it is worth what it is elsewhere."""
        if not line.is_smooth or not self._ledger.is_used(line.id):
            return False
        return rival is None or self.worth.rate(rival) <= self.worth.rate(line) * (1 + CLOSE)

    def _comes_too_late(self, line: Line) -> bool:
        """Whether the own money released by the time of its first payment is less than that payment."""
        if not line.is_purchase:
            return False
        payments = [lever.payments[0] for lever in line.levers if lever.payments]
        if not payments:
            return False
        first, amount = min(payments, key=lambda paid: paid[1])
        return sum(self._problem.frame.released[: first + 1], ZERO) < amount

    def _lump_in_words(self, line: Line) -> str:
        lump = line.spec.spend.min_if_used_total if line.spec.spend else None
        cost = lump or min(lever.cost for lever in line.levers)
        if line.spec.spend is not None and not lump:
            return "does not fit: so much that it pays off would displace better uses"
        if self._ledger.is_used(line.id):
            return f"one more, at {self._money(cost)}, does not fit: it would displace better uses"
        return f"does not fit: bought whole at {self._money(cost)}, it would displace better uses"

    def _money(self, amount: Decimal) -> str:
        return self._problem.frame.money(amount)


def _is_own(rule: Rule, line: Line) -> bool:
    """Whether an item bounds itself by a rule."""
    return rule.path[:2] == ("items", line.id)


def _of_others(ceiling: Ceiling, line: Line) -> str:
    """A ceiling, and with whom an item shares it."""
    others = sorted(ceiling.items - {line.id}) if ceiling.name else []
    return f"the ceiling of {ceiling.metric}" + (f" shared with {listed(others)}" if others else "")


def _full_at_best(cap: Rule) -> str:
    return f"at its cap in the periods in which it brings most: {cap.sentence.partition(': ')[2]}"


def _is_floor(rule: Rule) -> bool:
    """Whether a limit says that there shall be at least so much of something."""
    rows = (row.sense is Sense.AT_LEAST and all(c > 0 for c in row.terms.values()) for row in rule.rows)
    return rule.path[0] == "limits" and all(rows)
