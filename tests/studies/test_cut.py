"""A cut: nothing rises, what is committed stays, the least loss goes first, and sums are those of solves."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator import InputError, NoPlanError, Plan, scenario_of, solve
from allocator.nearby.split import ItemSplit
from allocator.scenario.edit import edited, with_budget
from allocator.studies.moves.cut import CutAnswer, cut
from tests.cli.conftest import Run
from tests.oracle.mixed import mixed
from tests.properties.making import plan_of
from tests.strategies import Data, integral_scenarios, scenarios
from tests.studies.families import FAMILIES, FOLDER, family

QUICK = list(FAMILIES)
FOUR: Data = {
    "currency": "EUR",
    "budget": 2700,
    "policy": {"order": "together"},
    "items": {
        "crm": {"kind": "tool", "price": 400, "status": "committed"},
        "weak": {"kind": "ad", "spend": {"max_total": 500}, "returns": {"roas": 1.2}},
        "best": {"kind": "ad", "spend": {"max_total": 1000}, "returns": {"roas": 3}},
        "signed": {
            "kind": "ad",
            "spend": {"max_total": 800, "committed_total": 300},
            "returns": {"roas": 1.5},
        },
    },
}
"""All of it is spent: 400 + 500 + 1,000 + 800."""
YEAR: Data = {
    "currency": "EUR",
    "horizon": {"start": "2027-01", "periods": 12},
    "budget": 3600,
    "items": {
        "agency": {
            "kind": "service",
            "status": "committed",
            "price": {"amount": 100, "every": "month"},
            "cancellable_from": "2027-10",
            "returns": {"revenue": {"per_period_when_bought": 120}},
        },
        "radio": {
            "kind": "ad",
            "status": "committed",
            "spend": {"exact_per_period": 100},
            "cancellable_from": "2027-07",
            "returns": {"roas": 1.1},
        },
        "search": {"kind": "ad", "spend": {"max_per_period": 100}, "returns": {"roas": 2}},
    },
}


def first_items(answer: CutAnswer) -> list[Any]:
    """The first item of each step, and its money."""
    return [(step.items[0].id, step.amount) for step in answer.steps]


def check(answer: CutAnswer, before: Plan) -> None:
    """What must hold for every answer."""
    for item, had in zip(answer.items, before.items, strict=True):
        assert item.before == had.by_period
        assert all(now <= then for now, then in zip(item.after, item.before, strict=True))
        spec = before.scenario.items[item.id]
        if spec.status == "committed" and spec.cancellable_from is None:
            assert item.after == item.before
    assert sum(s.amount for s in answer.steps) == answer.before.spend - answer.after.spend
    assert sum(s.returned for s in answer.steps) == answer.before.returned - answer.after.returned
    sums = [answer.before, answer.after]
    came = [s.budget + s.extra + s.reinvested + s.borrowed - s.repaid + s.interest for s in sums]
    assert came == [s.spend + s.unspent + s.reserve for s in sums]
    if answer.of == "budget":
        assert answer.before.budget - answer.after.budget == answer.amount


def test_the_least_loss_goes_first_and_what_is_signed_stays() -> None:
    answer = cut(scenario_of(FOUR), amount=Decimal(1300))
    told: list[Any] = [(s.items[0].id, s.amount, s.returned, s.per_money) for s in answer.steps]
    assert told == [("weak", 500, 600, 1.2), ("signed", 500, 750, 1.5), ("best", 300, 900, 3)]
    assert [s.items[0].why for s in answer.steps] == [
        "nothing is left of it",
        "the rest is committed",
        "enough is cut",
    ]
    stays: list[Any] = [(one.id, one.amount) for one in answer.committed]
    assert stays == [("crm", 400), ("signed", 300)]
    check(answer, solve(scenario_of(FOUR)))


def test_a_percentage_is_of_the_budget() -> None:
    assert cut(scenario_of(FOUR), percent=Decimal(10)).amount == 270


def test_money_that_was_not_spent_goes_first() -> None:
    answer = cut(edited(scenario_of(FOUR), ["budget=3000"]), amount=Decimal(400))
    assert first_items(answer) == [("weak", 100)]
    assert answer.before.unspent == 300


def test_more_than_can_go_is_a_contradiction_with_the_commitments() -> None:
    with pytest.raises(NoPlanError) as caught:
        cut(scenario_of(FOUR), amount=Decimal(2001))
    told = " ".join(rule.sentence for rule in caught.value.rules)
    assert "own money: at most 699.00" in told
    assert "signed: committed 300.00 total" in told
    assert cut(scenario_of(FOUR), amount=Decimal(2000)).after.spend == 700


def test_notice_saves_what_is_due_from_its_date_on() -> None:
    scenario = scenario_of(YEAR)
    before = solve(scenario)
    assert before.totals.spend == 3600
    answer = cut(scenario, amount=Decimal(900))
    after: dict[str, Any] = {item.id: item.after for item in answer.items}
    assert after["agency"] == (100,) * 9 + (0,) * 3
    assert after["radio"] == (100,) * 6 + (0,) * 6
    assert sum(after["search"]) == 1200
    assert answer.after.returned == before.totals.returned - 600 * Decimal("1.1") - 3 * 120
    stays: list[Any] = [(one.id, one.amount, one.saved) for one in answer.committed]
    assert stays == [("agency", 900, 300), ("radio", 600, 600)]
    with pytest.raises(NoPlanError):
        cut(scenario, amount=Decimal(900 + 1200 + 1))


def test_a_plan_pays_contracts_to_their_end_whatever_notice_allows() -> None:
    with_notice = solve(scenario_of(YEAR))
    items = {
        name: {key: value for key, value in item.items() if key != "cancellable_from"}
        for name, item in YEAR["items"].items()
    }
    without = solve(scenario_of(YEAR | {"items": items}))
    assert [item.by_period for item in with_notice.items] == [item.by_period for item in without.items]


def test_without_notice_the_same_cut_takes_what_is_free() -> None:
    items = {name: dict(item) for name, item in YEAR["items"].items()}
    del items["agency"]["cancellable_from"], items["radio"]["cancellable_from"]
    answer = cut(scenario_of(YEAR | {"items": items}), amount=Decimal(900))
    assert first_items(answer) == [("search", 900)]


def test_notice_saves_nothing_of_what_is_paid_before() -> None:
    agency = {**YEAR["items"]["agency"], "price": 1200}
    answer = cut(scenario_of(YEAR | {"items": YEAR["items"] | {"agency": agency}}), amount=Decimal(900))
    told: list[Any] = [(one.id, one.amount, one.cancellable_from, one.saved) for one in answer.committed]
    assert told == [("agency", 1200, None, 0), ("radio", 600, "2027-07", 600)]


def test_notice_on_what_is_not_committed_is_a_mistake() -> None:
    with pytest.raises(InputError, match="notice on an item that is not committed"):
        edited(scenario_of(YEAR), ["items.search.cancellable_from=2027-05"])
    with pytest.raises(InputError, match="cancellable_from"):
        edited(scenario_of(YEAR), ["items.radio.cancellable_from=2031-05"])


@pytest.mark.parametrize("name", QUICK)
def test_in_every_family_nothing_rises_and_the_loss_is_that_of_a_solve(name: str) -> None:
    scenario = family(name)
    before = solve(scenario)
    answer = cut(scenario, percent=Decimal(8))
    check(answer, before)
    smaller = with_budget(scenario, answer.after.budget)
    data = smaller.to_data()
    limits = data.setdefault("limits", [])
    for item in before.items:
        for period, amount in zip(before.periods, item.by_period, strict=True):
            limits.append({"on": item.id, "max_total": str(amount), "during": period.label})
            if scenario.items[item.id].status == "committed":
                limits.append({"on": item.id, "min_total": str(amount), "during": period.label})
    other = solve(scenario_of(data))
    assert float(answer.after.net_return) == pytest.approx(float(other.totals.net_return), abs=0.5)
    assert float(answer.replanned_net_return) == pytest.approx(
        float(solve(smaller).totals.net_return), abs=0.5
    )


@settings(max_examples=25)
@given(st.one_of(scenarios(), integral_scenarios(), mixed()))
def test_nothing_rises_in_random_scenarios(data: Data) -> None:
    before = plan_of(data)
    if not before.totals.budget:
        return
    try:
        answer = cut(before.scenario, percent=Decimal(20))
    except NoPlanError as error:
        told = [*error.rules, *(rule for rules in error.further for rule in rules)]
        assert told  # a contradiction has rules, and a smaller budget is one of them
        assert any(rule.path.startswith("budget") for rule in told)
        return
    check(answer, before)


def test_whole_things_go_in_the_order_of_a_brute_force() -> None:
    whole: Data = {
        "currency": "EUR",
        "budget": 2100,
        "policy": {"order": "together"},
        "items": {
            "a": {"kind": "ad", "units": {"price": 300, "max_total": 3}, "returns": {"roas": 2.5}},
            "b": {"kind": "ad", "units": {"price": 450, "max_total": 2}, "returns": {"roas": 1.8}},
            "c": {"kind": "tool", "price": 250, "returns": {"revenue": {"total_when_bought": 700}}},
        },
    }
    prices, losses = {"a": 300, "b": 450, "c": 250}, {"a": 450, "b": 360, "c": 450}
    for amount in (100, 300, 500, 750, 1000, 1500):
        answer = cut(scenario_of(whole), amount=Decimal(amount))
        gone = [dict(zip("abc", n, strict=True)) for n in product(range(4), range(3), range(2))]
        cost = [sum(prices[k] * one[k] for k in one) for one in gone]
        loss = [sum(losses[k] * one[k] for k in one) for one in gone]
        # 50 of the budget were left, so that much goes for nothing.
        least = min(lost for paid, lost in zip(cost, loss, strict=True) if paid >= amount - 50)
        assert answer.before.net_return - answer.after.net_return == least
        rates = [step.net_return / step.amount for step in answer.steps]
        assert rates == sorted(rates)


def test_of_a_split_or_an_unlimited_budget_the_spend_is_cut() -> None:
    split = {"weak": ItemSplit(total=Decimal(200)), "crm": ItemSplit(total=Decimal(400))}
    split["signed"] = ItemSplit(total=Decimal(400))
    answer = cut(scenario_of(FOUR), percent=Decimal(15), spend=split)
    assert [answer.of, answer.amount] == ["spend", 150]
    assert first_items(answer) == [("weak", 150)]
    answer = cut(edited(scenario_of(FOUR), ["budget=unlimited"]), percent=Decimal(10))
    assert [answer.of, answer.amount] == ["spend", 270]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "a percentage or an amount"),
        (("--percent", "15", "--amount", "5"), "a percentage or an amount"),
        (("--percent", "101"), "at most 100"),
        (("--percent", "-1"), "more than 0"),
        (("--amount", "90000"), "at most 80000"),
        (("--amount", "0.001"), "smallest units"),
        (("--amount", "much"), "expected a number"),
    ],
)
def test_mistakes_end_with_code_2(run: Run, options: tuple[str, ...], words: str) -> None:
    ended = run("cut", FOLDER / "contracts_fixed.yaml", *options)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_the_command_answers_in_words_and_in_data_that_can_be_verified(run: Run, tmp_path: Path) -> None:
    path = FOLDER / "contracts_fixed.yaml"
    table = run("cut", path, "--percent", "15").out
    assert "Committed, cannot be cut" in table
    assert "ties out" in table
    told = run("cut", path, "--percent", "15%", "--set", "budget.total=70000", "--format", "json")
    assert told.data["answer"]["amount"] == "10500.00"
    again = run("verify", "-", stdin=told.out)
    assert (again.code, again.err) == (0, "")


def test_what_cannot_be_cut_ends_with_code_3(run: Run) -> None:
    ended = run("cut", FOLDER / "contracts_fixed.yaml", "--percent", "80")
    assert (ended.code, ended.out) == (3, "")
    assert "own money: at most 16,000.00" in ended.err


SHARES: Data = {
    "currency": "EUR",
    "budget": 2000,
    "policy": {"order": "together"},
    "items": {
        "best": {"kind": "ad", "spend": {"max_total": 2000}, "returns": {"roas": 3}},
        "next": {"kind": "ad", "spend": {"max_total": 2000}, "returns": {"roas": 1.5}},
        "brand": {"kind": "ad", "spend": {"max_total": 2000}, "returns": {"roas": 1.1}},
    },
    "limits": [
        {"name": "half for the best", "on": "best", "max_total": "50%", "of": "budget"},
        {"name": "a fifth for the brand", "on": "brand", "min_total": "20%", "of": "budget"},
    ],
}
"""1,000, 600 and 400 of 2,000; of 1,800 the shares are 900 and 360."""


def test_what_falls_because_its_share_of_the_budget_falls_is_told_so() -> None:
    answer = cut(scenario_of(SHARES), percent=Decimal(10))
    told: list[Any] = [(step.items[0].id, step.amount, step.items[0].why) for step in answer.steps]
    assert told == [
        ("brand", 40, "held by: brand: at least 20% of the budget total"),
        ("next", 60, "enough is cut"),
        ("best", 100, "all that half for the best leaves it, which falls with the budget"),
    ]
