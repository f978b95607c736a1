"""The next money: what is there stays, the best use comes first, and the sums are those of solves."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator import InputError, NoPlanError, Plan, Scenario, scenario_of, solve
from allocator.fields import Unlimited
from allocator.nearby.split import ItemSplit
from allocator.reports.document import Money, Table
from allocator.reports.next_money import NextReport
from allocator.scenario.edit import with_budget
from allocator.studies.moves.next_money import NextAnswer, next_money
from tests.cli.conftest import Run
from tests.oracle.mixed import mixed
from tests.properties.making import plan_of
from tests.strategies import Data, integral_scenarios, scenarios
from tests.studies.families import FAMILIES, FOLDER, family

QUICK = list(FAMILIES)
CURVES = {
    "currency": "EUR",
    "budget": 6000,
    "policy": {"order": "together"},
    "items": {
        "search": {
            "kind": "ad",
            "spend": {},
            "returns": {"revenue": {"curve": {"shape": "hill", "limit": 20000, "half_at_total": 4000}}},
        },
        "social": {
            "kind": "ad",
            "spend": {},
            "returns": {"revenue": {"curve": {"shape": "exponential", "limit": 9000, "scale_total": 3000}}},
        },
    },
}
THREE = {
    "currency": "EUR",
    "budget": 1500,
    "policy": {"order": "together"},
    "items": {
        "weak": {"kind": "ad", "spend": {"max_total": 500}, "returns": {"roas": 1.2}},
        "best": {"kind": "ad", "spend": {"max_total": 1000}, "returns": {"roas": 3}},
        "table": {
            "kind": "ad",
            "spend": {"max_total": 900},
            "returns": {
                "revenue": {
                    "tranches": [
                        {"up_to_total": 700, "per_money": 2},
                        {"up_to_total": 900, "per_money": 1.5},
                    ]
                }
            },
        },
        "never": {"kind": "ad", "spend": {"max_total": 500}, "returns": {"roas": 0.9}},
    },
}
"""1,500 buy all of the best, and 500 of the table; then the table takes more, at 2 and 1.5, then weak."""


def wishes(plan: Plan) -> list[tuple[str, float]]:
    """What the plan reaches, stage by stage, larger being better."""
    return [
        (s.name, s.value if s.aim == "maximise" else -s.value)
        for s in plan.stages
        if not s.name.startswith("least ")
    ]


def amount_for(scenario: Scenario) -> Decimal:
    return (Decimal(scenario.budget.amount) / 8).quantize(Decimal(1))


def holding(plan: Plan) -> list[Data]:
    """Limits that say in the scenario's own words that each item keeps what the plan gives it."""
    limits: list[Data] = []
    for item in plan.items:
        spec = plan.scenario.items[item.id]
        if spec.units is not None:
            amounts: list[Any] = [(count, {"counted": "units"}) for count in item.units_by_period or ()]
        else:
            amounts = [(str(money), {}) for money in item.by_period]
        labels = [period.label for period in plan.periods]
        for label, (amount, words) in zip(labels, amounts, strict=True):
            if float(amount):
                limits.append({"on": item.id, "min_total": amount, "during": label, **words})
    return limits


def first_items(answer: NextAnswer) -> list[Any]:
    """The first item of each step, and its money."""
    return [(step.items[0].id, step.amount) for step in answer.steps]


def check(answer: NextAnswer, before: Plan) -> None:
    """What must hold for every answer."""
    for item, had in zip(answer.items, before.items, strict=True):
        assert item.before == had.by_period
        assert all(now >= then for now, then in zip(item.after, item.before, strict=True))
    assert sum(s.amount for s in answer.steps) == answer.after.spend - answer.before.spend
    assert sum(s.returned for s in answer.steps) == answer.after.returned - answer.before.returned
    cost = answer.after.cost_of_money - answer.before.cost_of_money
    assert (
        sum(s.net_return for s in answer.steps) == answer.after.net_return - answer.before.net_return + cost
    )
    by_item: dict[str, Decimal] = {}
    for step in answer.steps:
        assert step.amount == sum(item.amount for item in step.items)
        for one in step.items:
            by_item[one.id] = by_item.get(one.id, Decimal(0)) + one.amount
    moved = {item.id: sum(item.after) - sum(item.before) for item in answer.items}
    assert by_item == {name: amount for name, amount in moved.items() if amount}
    sums = [answer.before, answer.after]
    came = [s.budget + s.extra + s.reinvested + s.borrowed - s.repaid + s.interest for s in sums]
    went = [s.spend + s.unspent + s.reserve for s in sums]
    assert came == went


def test_the_steps_are_those_of_the_rates() -> None:
    answer = next_money(scenario_of(THREE), amount=Decimal(1000))
    told: list[Any] = [(s.items[0].id, s.amount, s.returned, s.per_money) for s in answer.steps]
    assert told == [
        ("table", 200, 400, 2),
        ("table", 200, 300, 1.5),
        ("weak", 500, 600, 1.2),
    ]
    assert [s.items[0].why for s in answer.steps[::2]] == [
        "gets more later, for less",
        "at its cap: at most 500.00 total",
    ]
    assert answer.after.unspent == 100
    assert answer.unspent_because
    assert all(answer.best_so_far)
    check(answer, solve(scenario_of(THREE)))


def test_what_has_no_use_stays() -> None:
    answer = next_money(scenario_of(THREE), amount=Decimal(5000))
    extra = next_money(scenario_of(THREE), amount=Decimal(900))
    assert answer.after.returned == extra.after.returned
    assert answer.after.unspent == 5000 - 900


@pytest.mark.parametrize("name", QUICK)
def test_every_family_keeps_what_it_has_and_gains_what_a_solve_gains(name: str) -> None:
    scenario = family(name)
    before, amount = solve(scenario), amount_for(scenario)
    answer = next_money(scenario, amount=amount)
    check(answer, before)
    data = with_budget(scenario, scenario.budget.amount + amount).to_data()
    data["limits"] = [*data.get("limits", ()), *holding(before)]
    other = solve(scenario_of(data))
    assert float(answer.after.net_return) == pytest.approx(float(other.totals.net_return), abs=0.5)


def test_smooth_curves_rise_together() -> None:
    scenario = scenario_of(CURVES)
    before = solve(scenario)
    answer = next_money(scenario, amount=Decimal(1000))
    check(answer, before)
    larger = solve(with_budget(scenario, Decimal(7000)))
    assert float(answer.after.net_return) == pytest.approx(float(larger.totals.net_return), rel=2e-4)
    assert {item.id for step in answer.steps for item in step.items} == {"search", "social"}


@settings(max_examples=25)
@given(st.one_of(scenarios(), integral_scenarios(), mixed()))
def test_nothing_is_touched_in_random_scenarios(data: Data) -> None:
    before = plan_of(data)
    if isinstance(before.scenario.budget.total, Unlimited) or before.scenario.policy.minimise == "budget":
        with pytest.raises(InputError, match="unlimited budget"):
            next_money(before.scenario, amount=Decimal(300))
        return
    try:
        answer = next_money(before.scenario, amount=Decimal(300))
    except NoPlanError:  # a floor that is a share of the budget can ask for more than there is
        with pytest.raises(NoPlanError, match="budget"):
            next_money(before.scenario, amount=Decimal(300))
        return
    check(answer, before)


WHOLE: dict[str, Any] = {
    "currency": "EUR",
    "budget": 500,
    "policy": {"order": "together"},
    "items": {
        "base": {"kind": "ad", "units": {"price": 100, "max_total": 5}, "returns": {"roas": 9}},
        "a": {"kind": "ad", "units": {"price": 300, "max_total": 2}, "returns": {"roas": 2.5}},
        "b": {"kind": "ad", "units": {"price": 450, "max_total": 1}, "returns": {"roas": 4}},
        "c": {"kind": "tool", "price": 250, "returns": {"revenue": {"total_when_bought": 700}}},
    },
}


@pytest.mark.parametrize("amount", [250, 300, 550, 700, 1000, 1300])
def test_whole_things_come_in_the_order_of_a_brute_force(amount: int) -> None:
    answer = next_money(scenario_of(WHOLE), amount=Decimal(amount))
    prices, gains = {"a": 300, "b": 450, "c": 250}, {"a": 450, "b": 1350, "c": 450}
    plans = [dict(zip("abc", counts, strict=True)) for counts in product(range(3), range(2), range(2))]

    def cost(plan: dict[str, int]) -> int:
        return sum(prices[k] * n for k, n in plan.items())

    def gain(plan: dict[str, int]) -> int:
        return sum(gains[k] * n for k, n in plan.items())

    best = max((p for p in plans if cost(p) <= amount), key=gain)
    assert answer.after.net_return - answer.before.net_return == gain(best)
    steps = [(float(s.net_return / s.amount), int(s.amount)) for s in answer.steps]
    # Each step is the best rate that is left between the plan so far and the answer.
    inside = [p for p in plans if all(p[k] <= best[k] for k in p)]
    spent, had = 0, 0
    for rate, paid in steps:
        left = [p for p in inside if cost(p) > spent]
        assert rate == pytest.approx(max((gain(p) - had) / (cost(p) - spent) for p in left))
        spent, had = spent + paid, had + round(rate * paid)
    assert had == gain(best)


def test_whole_numbers_can_make_the_order_hold_for_the_whole_only() -> None:
    """450 buy b. With 700, b and c; of the 450 alone nothing better: but 1,050 buy a, b and one more a."""
    lumpy = WHOLE | {
        "items": WHOLE["items"]
        | {
            "c": {"kind": "tool", "price": 400, "returns": {"revenue": {"total_when_bought": 1500}}},
            "b": {"kind": "ad", "units": {"price": 450, "max_total": 1}, "returns": {"roas": 3.5}},
            "pair": {"kind": "ad", "price": 420, "returns": {"revenue": {"total_when_bought": 1530}}},
        },
        "limits": [{"choose": ["c", "pair"], "at_most": 1}],
    }
    answer = next_money(scenario_of(lumpy), amount=Decimal(860))
    assert [s.items[0].id for s in answer.steps] == ["c", "b"]
    assert answer.best_so_far == (True, True)
    answer = next_money(scenario_of(lumpy), amount=Decimal(870))
    assert [s.items[0].id for s in answer.steps] == ["pair", "b"]


def test_what_is_only_worth_it_together_is_one_step() -> None:
    needy: Data = {
        "currency": "EUR",
        "budget": 100,
        "policy": {"order": "together"},
        "items": {
            "tool": {"kind": "tool", "price": 300},
            "ad": {"kind": "ad", "spend": {"max_total": 600}, "returns": {"roas": 5}},
            "other": {"kind": "ad", "spend": {"max_total": 500}, "returns": {"roas": 1.5}},
        },
        "limits": [{"requires": {"ad": "tool"}}],
    }
    answer = next_money(scenario_of(needy), amount=Decimal(1200))
    report = NextReport((scenario_of(needy),), {"amount": Decimal(1200)}, answer)
    (table,) = (block for block in report.document().blocks if isinstance(block, Table))
    place = [column.title for column in table.columns].index("return")
    returns = [(row[1], row[place]) for row in table.rows]
    assert returns == [
        ("tool", None),
        ("ad", None),
        ("together", Money(Decimal(3000), 2)),
        ("other", Money(Decimal(450), 2)),
    ]
    assert [row[1] for row in report.sheet().rows] == ["tool", "ad", "other"]
    told: list[Any] = [[(item.id, item.amount) for item in step.items] for step in answer.steps]
    assert told == [[("tool", 300), ("ad", 600)], [("other", 300)]]
    assert answer.after.spend == 1300
    assert answer.before.spend == 100


def test_a_split_is_kept_and_no_more_than_the_amount_is_added() -> None:
    split = {"weak": ItemSplit(total=Decimal(100)), "best": ItemSplit(total=Decimal(400))}
    answer = next_money(scenario_of(THREE), amount=Decimal(700), spend=split)
    assert first_items(answer) == [("best", 600), ("table", 100)]
    assert answer.before.spend == 500
    broken = {"best": ItemSplit(total=Decimal(2000))}
    with pytest.raises(NoPlanError, match="keeps at least what it has"):
        next_money(scenario_of(THREE), amount=Decimal(700), spend=broken)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "--amount"),
        (("--amount", "many"), "expected a number such as 10000"),
        (("--amount", "0"), "not an amount to spend"),
        (("--amount", "5.001"), "at most 2 decimals"),
        (("--amount", "1e20"), "amount: not an amount to spend"),
        (("--amount", "500", "--set", "budget=unlimited"), "an unlimited budget"),
    ],
)
def test_mistakes_end_with_code_2(run: Run, options: tuple[str, ...], words: str) -> None:
    ended = run("next", FOLDER / "contracts_fixed.yaml", *options)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_the_command_answers_in_words_and_in_data_that_can_be_verified(run: Run, tmp_path: Path) -> None:
    path = FOLDER / "low_season.yaml"
    table = run("next", path, "--amount", "5000").out
    assert "paid_social" in table
    assert "ties out" in table
    assert table.count("has room, but what is left of the amount does more elsewhere") == 1
    assert "takes the next money" not in table
    told = run("next", path, "--amount", "5_000", "--set", "budget.total=50000", "--format", "json")
    assert told.data["study"] == "next"
    assert told.data["answer"]["before"]["budget"] == "50000.00"
    again = run("verify", "-", stdin=told.out)
    assert (again.code, again.err) == (0, "")
    overlay = tmp_path / "less.yaml"
    overlay.write_text("extends: base.yaml\nbudget: 50000\n")
    (tmp_path / "base.yaml").write_text(path.read_text())
    same = run("next", overlay, "--amount", "5000", "--format", "json")
    assert same.data["answer"] == told.data["answer"]


FULL = CURVES | {"budget": 20000}
"""More money than the curves can use: what the best plan leaves unspent brings less than it costs."""


def _open(plan: Plan) -> float:
    """What the proof of a plan of one stage leaves open of it."""
    stage = plan.stages[0]
    return abs(stage.bound - stage.value)


def test_a_gain_within_the_gaps_of_both_plans_is_told_and_is_no_step(run: Run, tmp_path: Path) -> None:
    before, after = (solve(with_budget(scenario_of(FULL), Decimal(budget))) for budget in (20000, 21000))
    assert before.totals.unspent > 0
    answer = next_money(scenario_of(FULL), amount=Decimal(1000))
    check(answer, before)
    assert (answer.steps, answer.best_so_far) == ((), ())
    assert answer.after.spend == answer.before.spend
    assert answer.unproven is not None
    assert abs(answer.unproven.gain) <= answer.unproven.left_open < 2e-4 * before.stages[0].value
    assert answer.unproven.left_open >= _open(before)
    assert abs(after.stages[0].value - before.stages[0].value) <= _open(before) + _open(after)
    assert answer.unspent_because.startswith("no further money")
    path = tmp_path / "full.json"
    path.write_text(json.dumps(FULL), encoding="utf-8")
    words = run("next", path, "--amount", 1000).out
    assert "is no step: it would change fast + medium + long by " in words
    assert "Where it goes" not in words
    assert run("next", path, "--amount", 1000, "-o", "next.json").code == 0
    assert run("verify", "next.json").code == 0


def test_steps_that_are_proven_stay_and_what_comes_after_them_is_told() -> None:
    """The four hills still take some 350; past that a plan gains or loses what is not proven."""
    hills = {"a": (21000, 6000), "b": (21000, 2000), "c": (3000, 5000), "d": (19000, 6000)}
    curves = {
        name: {"shape": "hill", "limit": limit, "half_at_total": half}
        for name, (limit, half) in hills.items()
    }
    items = {
        name: {"kind": "ad", "spend": {}, "returns": {"revenue": {"curve": curve}}}
        for name, curve in curves.items()
    }
    full = sum((limit * half) ** 0.5 - half for limit, half in hills.values() if limit > half)
    data = {"currency": "EUR", "budget": 14000, "policy": {"order": "together"}, "items": items}
    answer = next_money(scenario_of(data), amount=Decimal(9000))
    check(answer, solve(scenario_of(data)))
    assert float(answer.after.spend) == pytest.approx(full, abs=40)
    assert answer.unproven is not None
    assert abs(answer.unproven.gain) <= answer.unproven.left_open < sum(step.gain for step in answer.steps)
    assert len(answer.best_so_far) == len(answer.steps) > 0


def test_no_gain_over_an_own_split_is_unproven_that_is_more_than_the_best_plan_leaves_open() -> None:
    scenario = scenario_of(FULL)
    spend = {"search": ItemSplit(total=Decimal(2000)), "social": ItemSplit(total=Decimal(1000))}
    answer = next_money(scenario, amount=Decimal(10), spend=spend)
    assert answer.unproven is None
    assert sum(step.amount for step in answer.steps) == 10


def test_what_may_not_be_bought_is_not_asked_for_under_curves() -> None:
    """Steps in between may buy no more than the end; a search by answers once took a question for open."""
    curves = {
        "search": {"shape": "hill", "limit": 900, "half_at_per_period": 12000},
        "posters": {"shape": "exponential", "limit": 400, "scale_per_period": 7000},
        "social": {"shape": "logistic", "limit": 600, "at": {"spend_per_period": 5000, "brings": 240}},
    }
    most = {"search": 20000, "posters": 9000, "social": 15000}
    ads = {
        name: {
            "kind": "ad",
            "spend": {"max_per_period": most[name]},
            "returns": {"lead": {"curve": curve}},
        }
        for name, curve in curves.items()
    }
    ceilings = {
        "town": {"on": ["search", "posters"], "max_per_period": 700},
        "students": {"on": ["posters", "social"], "max_per_period": 500},
    }
    crm = {
        "kind": "tool",
        "price": {"amount": 700, "every": "month"},
        "uplift": [{"on": {"kind": "ad"}, "by": "8%"}],
    }
    page = {
        "kind": "service",
        "units": {"price": 4500, "max_total": 1},
        "uplift": [{"on": "search", "by": "15%"}],
    }
    scenario = scenario_of(
        {
            "currency": "CHF",
            "horizon": {"start": "2027-01", "periods": 3},
            "budget": 90000,
            "metrics": {"lead": {"value": 60, "ceilings": ceilings}},
            "items": {"crm": crm, "page": page, **ads},
        }
    )
    answer = next_money(scenario, amount=Decimal(10000))
    assert all(item.id != "page" for step in answer.steps for item in step.items)
