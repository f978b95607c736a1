"""Why an item gets what it gets: found by trying one step more, or one step less, against the rules."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from allocator.limits import Rule, Sense
from allocator.plan.checking import standing
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.lifting import lift_in_words, listed
from allocator.plan.saturation import saturation_of
from allocator.plan.stepping import RuleBook, Step, Swap
from allocator.plan.worth import CLOSE, Worth
from allocator.problem import Lever, Line, Problem, Pull, Target

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
        self._rules = RuleBook(problem, ledger)
        self._blockers: dict[str, Rule | None] = {}
        self._exchanges: dict[str, Rule | None] = {}
        self._rates_with_room: dict[str, Decimal | None] = {}
        self._steps: dict[Lever, Step] = {}
        self._caps: dict[str, str | None] = {}
        self._saturations: dict[str, Decimal | None] = {}
        self._known_losers: list[tuple[Line, Step]] = []

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
        cap = self._own_cap(line)
        return Verdict(Reason.AT_CAP, f"at its cap: {cap}") if cap else None

    def _why_bought(self, line: Line) -> Verdict | None:
        if not self._ledger.is_used(line.id):
            return None
        if self.worth.is_worth_it(line):
            if not _is_purchase(line):
                return None
            return Verdict(Reason.CHOSEN, f"bought: {self.worth.words_as_a_whole(line)}")
        if line.lifts and self.worth.pays_as_a_whole(line):
            return Verdict(Reason.CHOSEN, f"bought: as a whole it {self.worth.words_as_a_whole(line)}")
        return self._kept_by(line)

    def _kept_by(self, line: Line) -> Verdict:
        """What would be lost with one step less, or with nothing: a rule, or a goal."""
        lever = next(v for v in reversed(line.levers) if self._ledger.level(v) > 0)
        for times in (-1, -_ALL):
            less = Step(self._problem, self._ledger, lever, times)
            if target := self._goal_lost_by(less):
                return Verdict(Reason.FOR_GOAL, f"for goal {target.name}")
            if rule := next(self._rules.broken_by(less), None):
                return Verdict(Reason.NEEDED, f"needed: {rule.name}")
        policy = self._problem.scenario.policy
        if policy.minimise:
            return Verdict(Reason.NEEDED, f"needed: {policy.objective.replace('_', ' ')} is least with it")
        if full := self._at_ceiling(line):
            return full
        text = f"saturated: the next money {self.worth.words(line)}{self._how_full(line)}"
        return Verdict(Reason.SATURATED, text)

    def _goal_lost_by(self, less: Step) -> Target | None:
        """The first goal that would be missed by more."""
        for target in self._problem.targets:
            reached = sum((c * less.value(term) for term, c in target.reached.items()), ZERO)
            if target.deviation(reached) > target.deviation(self._ledger.left(target.reached)) + _NOTHING:
                return target
        return None

    def _why_not_more(self, line: Line) -> Verdict | None:
        if not self.worth.is_worth_it(line):
            return self._not_worth_it(line)
        blocker = self._blocker(line)
        if blocker is not None and not self._takes_next(line) and not self._would_lose_anyway(line):
            if _is_own(blocker, line):
                return Verdict(Reason.AT_CAP, _full_at_best(blocker))
            return self._held(line, blocker)
        if target := self._goal_in_the_way(line):
            used = self._ledger.is_used(line.id)
            text = f"{'held' if used else 'left out'} by goal: {target.name}"
            return Verdict(Reason.HELD if used else Reason.LEFT_OUT, text)
        if rule := self._in_exchange(line):
            return self._held(line, rule)
        return None

    def _held(self, line: Line, rule: Rule) -> Verdict:
        """Held by a limit; where another one forbids to take anything away, between the two."""
        if not self._ledger.is_used(line.id):
            return Verdict(Reason.LEFT_OUT, f"left out by limit: {rule.name}")
        lever = next(v for v in reversed(line.levers) if self._ledger.level(v) > 0)
        less = Step(self._problem, self._ledger, lever, -1)
        floor = next((r for r in self._rules.broken_by(less) if _is_floor(r)), None)
        if floor is not None:
            return Verdict(Reason.NEEDED, f"needed: {floor.name}; more is held by limit: {rule.name}")
        return Verdict(Reason.HELD, f"held by limit: {rule.name}")

    def _in_exchange(self, line: Line) -> Rule | None:
        """A limit that forbids to take money from an item that brings less for it."""
        if line.spec.spend is None:
            return None
        if line.id not in self._exchanges:
            self._exchanges[line.id] = self._found_exchange(line)
        return self._exchanges[line.id]

    def _found_exchange(self, line: Line) -> Rule | None:
        rank = self.worth.rank(line)
        for rival, less in self._losers():
            if self.worth.rank(rival) <= rank:
                return None
            for lever in line.levers:
                if lever.period == less.lever.period:
                    swap = Swap(self._ledger, self._more(lever), less)
                    return next((r for r in self._rules.broken_by(swap) if r.path[0] == "limits"), None)
        return None

    def _losers(self) -> Iterator[tuple[Line, Step]]:
        """Items that could lose money without breaking a limit, the last served first, one step poorer.

        Mostly the first few are asked for, again and again.
        """
        yield from self._known_losers
        for loser in self._further_losers:
            self._known_losers.append(loser)
            yield loser

    @cached_property
    def _further_losers(self) -> Iterator[tuple[Line, Step]]:
        return self._found_losers()

    def _found_losers(self) -> Iterator[tuple[Line, Step]]:
        for line in reversed(self._winners_in_order):
            lever = next((v for v in reversed(line.levers) if self._ledger.level(v) > 0), None)
            if lever is not None and line.spec.spend is not None:
                less = Step(self._problem, self._ledger, lever, -1)
                if next(self._rules.broken_by(less), None) is None:
                    yield line, less

    def _goal_in_the_way(self, line: Line) -> Target | None:
        """A goal that one step more would miss by more, in every period in which a step is worth most."""
        found, best = None, self.worth.rate(line)
        for lever in line.levers if self._problem.targets else ():
            if self.worth.at(line, lever) >= best:
                found = self._goal_lost_by(self._more(lever))
                if found is None:
                    return None
        return found

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
        least = f"{self.worth.needed:.2f}"
        return Verdict(
            Reason.BELOW_HURDLE, f"below the hurdle: {self.worth.words(line)}, needs more than {least}"
        )

    def _at_ceiling(self, line: Line) -> Verdict | None:
        """Saturated, where all that an item would bring next of a metric is lost to a ceiling."""
        for effect in line.effects:
            if ceiling := self._ledger.full_ceiling(effect):
                others = sorted(ceiling.items - {line.id}) if ceiling.name else []
                shared = f" shared with {listed(others)}" if others else ""
                which = f" ({ceiling.name})" if ceiling.name else ""
                text = f"saturated: the ceiling of {ceiling.metric}{shared} is reached{which}"
                return Verdict(Reason.SATURATED, text)
        return None

    def _outbid(self, line: Line) -> Verdict:
        if self._comes_too_late(line):
            first = self._problem.frame.labels[line.active.start]
            text = f"does not fit: not enough money is released by {first}, when it must be paid"
            return Verdict(Reason.DOES_NOT_FIT, text)
        if self._takes_next(line):
            text = f"marginal: takes the next money ({self.worth.words_of(self._bid(line))})"
            blocker = self._blocker(line)
            full = f"; {_full_at_best(blocker)}" if blocker and _is_own(blocker, line) else ""
            return Verdict(Reason.MARGINAL, f"{text}{full}{self._how_full(line)}")
        rival = self._last_before(line)
        if self._comes_in_lumps(line) and (rival is None or self._is_passed_over(line)):
            return Verdict(Reason.DOES_NOT_FIT, self._lump_in_words(line))
        if self._is_level_with(line, rival):
            text = f"marginal: the next money {self.worth.words(line)}, like that of others"
            return Verdict(Reason.MARGINAL, text + self._how_full(line))
        if rival is None:
            return Verdict(Reason.OUTBID, "no money is left in the periods in which it can be bought")
        if self.worth.stage(rival) < self.worth.stage(line):
            words = f"{rival.time_frame} work is served before {line.time_frame}"
            return Verdict(Reason.OUTBID, f"outbid by {rival.id}: {words}")
        bid = max(self._bid(rival), self.worth.rate(line))
        if self.worth.number_of(bid) == self.worth.number(line):
            words = f"{self.worth.words_of(bid)} as well, and comes first in the file"
            return Verdict(Reason.OUTBID, f"outbid by {rival.id}, which {words}")
        rates = f"{self.worth.words_of(bid)}, against {self.worth.number(line)}"
        return Verdict(Reason.OUTBID, f"outbid by {rival.id} ({rates})")

    def _bid(self, line: Line) -> Decimal:
        """What an item brings for the money that others do not get: the next, where it takes that."""
        room = self._rate_with_room(line) if self.next_taker == line.id else None
        return self.worth.rate(line) if room is None else room

    def _takes_next(self, line: Line) -> bool:
        return self.next_taker == line.id and not self._comes_in_lumps(line)

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

    @cached_property
    def next_taker(self) -> str | None:
        """The item that would take the next money: worth it, free to grow, first in order."""
        takers = [line for line in self._problem.lines.values() if self._could_grow(line)]
        divisible = [line for line in takers if not self._comes_in_lumps(line)]
        return min(divisible or takers, key=self._rank_of_more).id if takers else None

    def _rank_of_more(self, line: Line) -> tuple[int, Decimal, int]:
        """Smaller takes the next money earlier: by what it brings where no rule forbids to take it."""
        stage, best, place = self.worth.rank(line)
        room = self._rate_with_room(line)
        return stage, best if room is None else -room, place

    def _rate_with_room(self, line: Line) -> Decimal | None:
        """The best rate at which one step more breaks no rule; None where none is left that is worth it."""
        if line.id not in self._rates_with_room:
            free = self.worth.rate(line) if self._blocker(line) is None else self._second_best(line)
            self._rates_with_room[line.id] = free
        return self._rates_with_room[line.id]

    def _second_best(self, line: Line) -> Decimal | None:
        best = self.worth.rate(line)
        for lever in sorted(line.levers, key=lambda lever: -self.worth.at(line, lever)):
            rate = self.worth.at(line, lever)
            if not self.worth.is_enough(line, rate):
                return None
            if rate < best and next(self._rules.broken_by(self._more(lever)), None) is None:
                return rate
        return None

    def _comes_in_lumps(self, line: Line) -> bool:
        """Whether it cannot take any small amount of money as its next step."""
        if line.spec.spend is None:
            return line.levers[0].whole
        if line.lifts and not self._ledger.is_used(line.id):
            return True
        rising = any(self._ledger.is_rising(effect, t) for effect in line.effects for t in line.active)
        return rising or bool(line.spec.spend.min_if_used_total and not self._ledger.is_used(line.id))

    def _comes_too_late(self, line: Line) -> bool:
        """Whether the own money released by the time of its first payment is less than that payment."""
        if not _is_purchase(line):
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

    def _would_lose_anyway(self, line: Line) -> bool:
        """Whether it gets nothing while an item that stands before it takes the next money."""
        return not self._ledger.is_used(line.id) and self._taker_before(line) is not None

    def _could_grow(self, line: Line) -> bool:
        if _is_purchase(line) and (line.is_committed or self._ledger.is_used(line.id)):
            return False
        if not self.worth.is_worth_it(line) or self._own_cap(line) or self._rate_with_room(line) is None:
            return False
        return not self._goal_in_the_way(line) and not self._in_exchange(line)

    def _is_passed_over(self, line: Line) -> bool:
        """Whether an item that stands after this one got money that it could have lost."""
        rank = self.worth.rank(line)
        after = [other for other in self._winners if self.worth.rank(other) > rank]
        return not all(self._serves_goal(other) for other in after)

    def _serves_goal(self, line: Line) -> bool:
        lever = next(v for v in reversed(line.levers) if self._ledger.level(v) > 0)
        return self._goal_lost_by(Step(self._problem, self._ledger, lever, -1)) is not None

    def _taker_before(self, line: Line) -> Line | None:
        taker = self._problem.lines[self.next_taker] if self.next_taker else None
        return taker if taker and self._rank_of_more(taker) < self.worth.rank(line) else None

    def _last_before(self, line: Line) -> Line | None:
        """The last item to stand before this one, of those with money and the one that takes the next."""
        winner, taker = self._weakest_winner(line), self._taker_before(line)
        if winner is None or taker is None:
            return winner or taker
        return taker if self._rank_of_more(taker) > self.worth.rank(winner) else winner

    def _weakest_winner(self, line: Line) -> Line | None:
        """The last item to be served that got money it could have lost, and stands before this one."""
        count = bisect_left(self._ranks_of_winners, self.worth.rank(line))
        return self._winners_in_order[count - 1] if count else None

    @cached_property
    def _ranks_of_winners(self) -> list[tuple[int, Decimal, int]]:
        return [self.worth.rank(line) for line in self._winners_in_order]

    @cached_property
    def _winners_in_order(self) -> list[Line]:
        return sorted(self._winners, key=self.worth.rank)

    @cached_property
    def _winners(self) -> list[Line]:
        """The items that got money they could have lost."""
        return [
            line
            for line in self._problem.lines.values()
            if not line.is_committed
            and self.worth.is_worth_it(line)
            and self._ledger.total(line.id) > (floor_of(line) or ZERO)
        ]

    def _blocker(self, line: Line) -> Rule | None:
        """A rule that one step more would break in every period in which a step is worth most."""
        if line.id not in self._blockers:
            self._blockers[line.id] = self._found_blocker(line)
        return self._blockers[line.id]

    def _found_blocker(self, line: Line) -> Rule | None:
        found = None
        best = self.worth.rate(line)
        for lever in line.levers:
            if self.worth.at(line, lever) < best:
                continue
            found = next(self._rules.broken_by(self._more(lever)), None)
            if found is None:
                return None
        return found

    def _more(self, lever: Lever) -> Step:
        """The books after one step more."""
        if lever not in self._steps:
            self._steps[lever] = Step(self._problem, self._ledger, lever)
        return self._steps[lever]

    def _own_cap(self, line: Line) -> str | None:
        """The item's own maximum that leaves no room for one step more, in words."""
        if line.id not in self._caps:
            self._caps[line.id] = None if _is_purchase(line) else self._found_cap(line)
        return self._caps[line.id]

    def _found_cap(self, line: Line) -> str | None:
        step = self._problem.unit if line.spec.spend else Decimal(1)
        caps = [rule for rule in self._rules.own(line) if str(rule.path[-1]).startswith(("max", "exact"))]
        full = (r for r in caps if all(standing(r, row, self._ledger).slack < step for row in r.rows))
        tightest = next(full, None)
        return tightest.sentence.partition(": ")[2] if tightest else None

    def _money(self, amount: Decimal) -> str:
        return self._problem.frame.money(amount)


def _is_own(rule: Rule, line: Line) -> bool:
    """Whether an item bounds itself by a rule."""
    return rule.path[:2] == ("items", line.id)


def _full_at_best(cap: Rule) -> str:
    return f"at its cap in the periods in which it brings most: {cap.sentence.partition(': ')[2]}"


def _is_floor(rule: Rule) -> bool:
    """Whether a limit says that there shall be at least so much of something."""
    rows = (row.sense is Sense.AT_LEAST and all(c > 0 for c in row.terms.values()) for row in rule.rows)
    return rule.path[0] == "limits" and all(rows)


def _is_purchase(line: Line) -> bool:
    return line.levers[0].pull is Pull.PURCHASE


def floor_of(line: Line) -> Decimal | None:
    """The least money that an item itself demands over the horizon, None where it demands none."""
    bought = line.spec.spend
    if bought is None:
        return None
    totals = [amount for amount in (bought.min_total, bought.committed_total, bought.exact_total) if amount]
    if per_period := bought.min_per_period or bought.exact_per_period:
        totals.append(per_period * len(line.active))
    return max(totals, default=None)
