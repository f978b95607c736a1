"""The question as a whole: the plan, its rules by what they cost, and the items asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from allocator.errors import InputError, Mistake, nearest
from allocator.money import rounded
from allocator.plan import PlanItem
from allocator.scenario import Scenario
from allocator.scenario.edit import without
from allocator.scenario.nodes import dotted
from allocator.studies.base import Progress, Subject, plan_in, scenario_in, silent
from allocator.studies.explain.answer import BreakEven, ExplainAnswer, ItemWhy, RulePrice, Without, Worth
from allocator.studies.explain.break_even import Figures, figure_of, noticed, prices_of
from allocator.studies.explain.rules import Priced, price_of, priced_places, worth_of
from allocator.studies.explain.values import BUDGET_TOTAL, Values, possible

_DEAREST = 8
"""Of so many rules, the dearest, it is asked what moving their bounds is worth."""
_FEW = 3
"""The same under curves by a formula, where each bound takes some solves of its own."""


def explain(
    subject: Subject,
    *,
    items: Sequence[str] = (),
    everything: bool = False,
    progress: Progress = silent,
) -> ExplainAnswer:
    """Why the plan is as it is: the price of each rule, and why items get what they get.

    Args:
        subject: the scenario, or a plan of it that is explained instead of the best one.
        items: ids of items for which it is asked what would have to change.
        everything: ask of all items, of rules that leave room, and what moving any bound is worth; otherwise
            of binding rules, and what moving a bound is worth for the eight dearest of a linear model.
        progress: told after each rule and item.

    Raises:
        InputError: there is no item of that id.
        NoPlanError: there is no plan.
    """
    scenario = scenario_in(subject)
    if unknown := [name for name in items if name not in scenario.items]:
        raise InputError(
            Mistake(f'no item "{name}"', path="items", suggestion=nearest(name, scenario.items))
            for name in unknown
        )
    return _Asking(
        subject, tuple(scenario.items) if everything else tuple(items), everything, progress
    ).answer()


class _Asking:
    """One question, with how far it is."""

    def __init__(self, subject: Subject, items: Sequence[str], everything: bool, progress: Progress) -> None:
        self._items, self._everything, self._progress = items, everything, progress
        self._scenario, self._plan = scenario_in(subject), plan_in(subject)
        self._values = Values(self._scenario, self._plan)
        places = list(priced_places(self._values, self._plan))
        self._places = [one for one in places if one.binding or everything or self._values.is_linear]
        self._left_out = len(places) - len(self._places)
        self._done, self._steps = 0, len(self._places) + _DEAREST + len(items) + 1

    def answer(self) -> ExplainAnswer:
        plan, values = self._plan, self._values
        rules = self._rules()
        unit = Decimal(1).scaleb(-self._scenario.digits)
        aim = None if values.base.objective is None else float(f"{values.base.objective:.12g}")
        budget = worth_of(values, BUDGET_TOTAL)
        return ExplainAnswer(
            net_return=plan.totals.net_return,
            objective=aim,
            spend=plan.totals.spend,
            unspent=plan.totals.unspent,
            unspent_because=plan.unspent_because,
            status=plan.status,
            gap=plan.gap,
            within=max([unit, *(rule.within for rule in rules)]),
            budget=budget,
            rules=tuple(rules),
            not_solved=self._left_out,
            items=tuple(self._whys(rules)),
        )

    def _step(self) -> None:
        self._done += 1
        self._progress(self._done, self._steps)

    def _rules(self) -> list[RulePrice]:
        found: list[tuple[Priced, RulePrice]] = []
        for one in self._places:
            found.append((one, price_of(self._values, one)))
            self._step()
        found.sort(key=lambda pair: _dearness(pair[1]))
        asked = len(found) if self._everything else self._ranges
        return [
            price.model_copy(update={"worth": self._worth(one, price)}) if k < asked else price
            for k, (one, price) in enumerate(found)
        ]

    @property
    def _ranges(self) -> int:
        """Of how many of the dearest rules it is asked what moving their bounds is worth."""
        if self._values.is_linear:
            return _DEAREST
        return _FEW if self._values.is_smooth and not self._values.is_searched else 0

    def _worth(self, one: Priced, price: RulePrice) -> Worth | None:
        self._step()
        return worth_of(self._values, one.place) if price.solved and price.price is not None else None

    def _whys(self, rules: Sequence[RulePrice]) -> Iterator[ItemWhy]:
        for item in self._plan.items:
            if item.id in self._items:
                yield self._why(item, rules)
                self._step()
            elif not item.bought:
                yield _plain(item)

    def _why(self, item: PlanItem, rules: Sequence[RulePrice]) -> ItemWhy:
        figures = Figures(self._scenario, item.id, figure_of(self._scenario, self._values.problem, item.id))
        has_any = bool(self._values.problem.lines[item.id].effects)
        found = figures.find(item.spend) if has_any else None
        blocked = () if found or item.spend or not has_any else tuple(self._blockers(item, figures.best()))
        digits = self._scenario.digits
        return _plain(item).model_copy(
            update={
                "asked": True,
                "must": rounded(figures.must, digits),
                "break_even": found,
                "prices": tuple(self._prices(item)),
                "blocked_by": blocked,
                "without": tuple(self._without(item, rules)),
            }
        )

    def _prices(self, item: PlanItem) -> Iterator[BreakEven]:
        for figures in prices_of(self._scenario, item.id):
            is_meant = figures.figure.tier in (None, item.tier)
            if even := figures.find(item.spend if is_meant else Decimal(0)):
                yield even

    def _blockers(self, item: PlanItem, scenario: Scenario) -> Iterator[str]:
        """The rules of which one must go for the item to get money, however good it is."""
        for one in self._places:
            if one.binding:
                plan = possible(without(scenario, one.place))
                if plan is not None and plan.spend[item.id] >= noticed(scenario):
                    yield one.name

    def _without(self, item: PlanItem, rules: Sequence[RulePrice]) -> Iterator[Without]:
        # A price that is not proven is no price, and what changes with it is as little known.
        dear = {rule.place for rule in rules if rule.solved and rule.proven}
        for one in self._places:
            if dotted(one.place) not in dear:
                continue
            plan = self._values.plan_without(one.place)
            if plan is None:
                continue
            spend = rounded(plan.spend[item.id], self._scenario.digits)
            if abs(spend - item.spend) > 1:
                yield Without(name=one.name, place=dotted(one.place), spend=spend)


def _dearness(price: RulePrice) -> tuple[bool, float]:
    """Smaller is dearer, in what the policy asks for."""
    cost = price.objective if price.objective is not None else float(price.price or 0)
    return price.price is not None, -cost if price.proven else 0.0


def _plain(item: PlanItem) -> ItemWhy:
    return ItemWhy(
        id=item.id,
        spend=item.spend,
        must=Decimal(0),
        reason=item.reason.value,
        text=item.reason_text,
        asked=False,
        break_even=None,
        prices=(),
        blocked_by=(),
        without=(),
    )
