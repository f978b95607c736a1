"""A given split: its worth, what it breaks, the distance to the best, and moves that keep the rules."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator import InputError, Plan, scenario_of, solve
from allocator.nearby.exchange import best_exchanges
from allocator.nearby.split import ItemSplit, Split
from allocator.nearby.timing import books_of
from allocator.problem import settle
from allocator.scenario.edit import edited
from allocator.studies.evaluate import EvaluateAnswer, evaluate
from tests.cli.conftest import Run
from tests.oracle.mixed import mixed
from tests.properties.making import plan_of
from tests.strategies import Data, integral_scenarios, scenarios
from tests.studies.families import FAMILIES, FOLDER, family

TEN = [name for name in FAMILIES if name != "response_curves"]
QUICK = [name for name in TEN if name not in ("starter", "cut_15")]
FOUR: Data = {
    "currency": "EUR",
    "horizon": {"start": "2027-01", "periods": 2},
    "budget": 3000,
    "policy": {"order": "together"},
    "goals": [{"name": "enough back", "metric": "return", "at_least": 4000}],
    "items": {
        "crm": {"kind": "tool", "price": {"amount": 200, "every": "month"}, "status": "committed"},
        "weak": {"kind": "ad", "spend": {"max_total": 900}, "returns": {"roas": 1.2}},
        "best": {"kind": "ad", "spend": {"max_per_period": 500}, "returns": {"roas": 3}},
        "fair": {"kind": "ad", "units": {"price": 600, "max_total": 3}, "returns": {"roas": 1.5}},
        "mail": {
            "kind": "tool",
            "tiers": {
                "small": {"price": 100, "returns": {"revenue": {"total_when_bought": 220}}},
                "large": {"price": 300, "returns": {"revenue": {"total_when_bought": 500}}},
            },
        },
    },
    "limits": [{"name": "not too weak", "on": "weak", "max_total": "20%", "of": "budget"}],
}


def totals(**amounts: int) -> Split:
    return {name: ItemSplit(total=Decimal(amount)) for name, amount in amounts.items()}


def split_of(plan: Plan, *, by_period: bool = True) -> dict[str, ItemSplit]:
    return {
        item.id: ItemSplit(
            by_period=item.by_period if by_period else None,
            total=None if by_period else item.spend,
            units=None if item.units is None else Decimal(repr(item.units)),
            tier=item.tier,
        )
        for item in plan.items
    }


def is_the_best(answer: EvaluateAnswer, gap: float = 0.0) -> None:
    assert answer.broken == ()
    assert answer.moves == ()
    for stage in answer.stages:
        assert abs(stage.behind) <= max(1e-6, gap) * max(1, abs(stage.best)), stage


def test_its_worth_is_that_of_the_rates() -> None:
    answer = evaluate(scenario_of(FOUR), spend=totals(crm=400, weak=100, best=500, fair=600, mail=100))
    assert [answer.spend, answer.returned, answer.net_return, answer.timing] == [1700, 2740, 1040, "best"]
    assert answer.broken == ()
    assert [(g.reached, g.shortfall) for g in answer.goals] == [(2740, 1260)]
    # The best: crm, all of best, the large mail, two fairs, and 100 of the weak one.
    assert answer.best_net_return == 2000 + 200 + 600 + 20 - 400
    assert answer.behind == answer.best_net_return - answer.net_return


def test_the_best_moves_are_those_of_the_rates() -> None:
    answer = evaluate(scenario_of(FOUR), spend=totals(crm=400, weak=100, best=500, fair=1800, mail=100))
    told: list[Any] = [(m.source, m.target, m.taken, m.given, m.net_return) for m in answer.moves]
    assert told == [
        ("fair", "best", 600, 500, 700),
        (None, "best", 100, 100, 200),
        ("weak", "best", 100, 100, 180),
    ]


def test_a_broken_rule_is_named_with_its_excess() -> None:
    split = dict(totals(crm=400, weak=700, fair=600))
    split["best"] = ItemSplit(by_period=(Decimal(620), Decimal(0)))
    answer = evaluate(scenario_of(FOUR), spend=split)
    told: list[Any] = [(one.path, one.period, one.value, one.bound, one.by) for one in answer.broken]
    assert told == [
        ("items.best.spend.max_per_period", "2027-01", 620, 500, 120),
        ("limits.1.max_total", None, 700, 600, 100),
    ]


def test_a_missing_commitment_and_an_overspent_budget_are_broken_rules() -> None:
    answer = evaluate(scenario_of(FOUR), spend=totals(best=1000, weak=600, fair=1800))
    told = {one.path: one.by for one in answer.broken}
    assert told == {"items.crm.status": 1, "budget.total": 400}


def test_totals_are_timed_as_well_as_the_rules_allow() -> None:
    answer = evaluate(scenario_of(FOUR), spend=totals(crm=400, best=900))
    best = next(item for item in answer.items if item.id == "best")
    assert sum(best.by_period) == 900
    assert max(best.by_period) <= 500
    assert answer.broken == ()


@pytest.mark.parametrize(
    ("name", "by_period"), [*((name, True) for name in TEN), *((name, False) for name in QUICK)]
)
def test_the_solvers_own_plan_has_no_distance_and_breaks_nothing(name: str, *, by_period: bool) -> None:
    plan = solve(family(name))
    answer = evaluate(plan.scenario, spend=split_of(plan, by_period=by_period))
    is_the_best(answer, plan.gap)
    # Totals are timed anew, and a plan under curves by a formula is the best one to within its proof.
    room = 0 if by_period or name != "carry_over" else float(plan.totals.returned) * plan.gap
    assert abs(answer.behind) <= room
    if by_period:
        assert answer.timing == "given"
        assert [item.by_period for item in answer.items] == [item.by_period for item in plan.items]


@settings(max_examples=20)
@given(st.one_of(scenarios(), integral_scenarios(), mixed()))
def test_the_plan_of_a_random_scenario_has_no_distance(data: Data) -> None:
    plan = plan_of(data)
    is_the_best(evaluate(plan.scenario, spend=split_of(plan)))


def halved(plan: Plan) -> dict[str, ItemSplit]:
    """The plan with half the money of every item that is bought in any amount."""
    split = split_of(plan)
    for item in plan.items:
        if plan.scenario.items[item.id].spend is not None:
            half = tuple(round(amount / 2, plan.scenario.digits) for amount in item.by_period)
            split[item.id] = ItemSplit(by_period=half)
    return split


@pytest.mark.parametrize("name", QUICK)
def test_a_move_gains_what_it_says_and_breaks_no_more(name: str) -> None:
    plan = solve(family(name))
    books, _ = books_of(settle(plan.scenario), halved(plan))
    told = evaluate(plan.scenario, spend=halved(plan))
    for move, found in zip(told.moves, best_exchanges(books, 3), strict=True):
        after = {
            line.id: ItemSplit(
                by_period=found.after.spend(line.id),
                units=sum((found.after.level(v) for v in line.levers), Decimal(0))
                if line.spec.units
                else None,
                tier=next((v.tier for v in line.levers if v.tier and found.after.level(v)), None),
            )
            for line in books.problem.lines.values()
        }
        then = evaluate(plan.scenario, spend=after)
        assert then.returned - told.returned == move.returned
        assert then.spend - told.spend == move.given - (move.taken if move.source else 0)
        before = {(one.path, one.sentence, one.period): one.by for one in told.broken}
        for one in then.broken:
            assert one.by <= before[one.path, one.sentence, one.period] + 1e-9
        touched = {i.id for i, j in zip(told.items, then.items, strict=True) if i.by_period != j.by_period}
        assert touched == {move.source, move.target} - {None}


@pytest.mark.parametrize("name", ["contracts_fixed", "low_season", "units_and_tiers", "ranked_goals"])
def test_no_pair_that_was_not_tried_is_better(name: str) -> None:
    plan = solve(family(name))
    books, _ = books_of(settle(plan.scenario), halved(plan))
    every = best_exchanges(books, 1000)
    best = best_exchanges(books, 3)
    assert [(m.source, m.target) for m in best] == [(m.source, m.target) for m in every[:3]]


def test_no_amount_moved_by_hand_gains_more() -> None:
    """All pairs of three items in steps of 10, by arithmetic alone; the best is b for a, 250 of it."""
    rates = {"a": Decimal("1.3"), "b": Decimal("2.1"), "c": Decimal("1.7")}
    caps, split = {"a": 400, "b": 350, "c": 300}, {"a": 300, "b": 100, "c": 200}
    data: Data = {
        "budget": 600,
        "policy": {"order": "together"},
        "items": {
            k: {"kind": "ad", "spend": {"max_total": caps[k]}, "returns": {"roas": str(rates[k])}}
            for k in rates
        },
        "limits": [{"on": ["b", "c"], "max_total": 450}],
    }
    gains = []
    for source in rates:
        for target in rates:
            for amount in range(10, split[source] + 10, 10):
                now = split | {source: split[source] - amount}
                now[target] += amount
                if source != target and now[target] <= caps[target] and now["b"] + now["c"] <= 450:
                    gains.append(((rates[target] - rates[source]) * amount, source, target))
    best = max(gains)
    move = evaluate(scenario_of(data), spend=totals(**split)).moves[0]
    assert (move.net_return, move.source, move.target) == best


MINE = """\
item;total;owner
crm;400;Ada
best;900;Grace
fair;600;
sum;1900;
"""


def scenario_file(folder: Path) -> Path:
    path = folder / "four.json"
    path.write_text(json.dumps(FOUR))
    return path


def test_the_command_takes_what_solve_writes(run: Run) -> None:
    path = FOLDER / "units_and_tiers.yaml"
    plan = run("solve", path, "--format", "csv").out
    told = run("evaluate", path, "--spend", "-", "--format", "json", stdin=plan)
    assert told.data["answer"]["behind"] == "0.00"
    assert told.data["answer"]["broken"] == []
    again = run("verify", "-", stdin=told.out)
    assert (again.code, again.err) == (0, "")
    assert "no plan is better\n" in run("evaluate", path, "--spend", "-", stdin=plan).out


def test_under_curves_it_says_by_how_much_another_plan_is_better_at_most(run: Run) -> None:
    path = FOLDER / "response_curves.yaml"
    plan = run("solve", path, "--format", "json").out
    gap = json.loads(plan)["gap"]
    told = run("evaluate", path, "--spend", "-", stdin=plan).out
    assert gap > 0
    assert re.search(r"no plan is better by more than 0\.00\d+%\n", told)
    rows = [re.sub(" +", " ", line.strip()) for line in told.splitlines()]
    net = next(row for row in rows if row.startswith("net return "))
    stage = next(row for row in rows if row.startswith("maximised: fast + medium + long "))
    assert stage.removeprefix("maximised: fast + medium + long ") == net.removeprefix("net return ")
    answer = run("evaluate", path, "--spend", "-", "--format", "json", stdin=plan).data["answer"]
    assert answer["best_gap"] == gap


def test_a_sheet_of_totals_is_enough(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text(MINE)
    ended = run("evaluate", scenario_file(tmp_path), "--spend", tmp_path / "my.csv", "--set", "budget=5000")
    assert ended.code == 0
    assert "totals" in ended.out


def places(run: Run, folder: Path, text: str) -> str:
    (folder / "my.csv").write_text(text)
    ended = run("evaluate", scenario_file(folder), "--spend", folder / "my.csv")
    assert (ended.code, ended.out) == (2, "")
    return ended.err.replace(str(folder), "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "/my.csv:1:1: the sheet is empty"),
        ("name,spend\ncrm,5\n", '/my.csv:1:1: the sheet has no column for ids (expected "id"'),
        ("id,owner\ncrm,5\n", "/my.csv:1:1: the sheet has no column for money"),
        ("id,spent\ncrm,5\n", '/my.csv:1:2: unknown column "spent"; did you mean "spend"?'),
        ("id,spend,total\ncrm,5,5\n", '/my.csv:1:3: column "total" says the same as "spend"'),
        ("id,spend:2027-03\ncrm,5\n", '/my.csv:1:2: column "spend:2027-03" names no period'),
        ("id,spend\nbset,5\n", '/my.csv:2:1: bset: no item of that id; did you mean "best"?'),
        ("id,spend\ncrm,5\n", "/my.csv:2:2: crm.spend: not what it costs (expected 400.00, found 5.00)"),
        ("id,spend\nbest,much\n", '/my.csv:2:2: not an amount (expected a number, 0 or more, found "much")'),
        ("id,spend\nbest,-5\n", "/my.csv:2:2: not an amount"),
        ("id,spend\nbest,0.001\n", "/my.csv:2:2: not an amount of this currency"),
        ('id,spend\nbest,"1,000.00"\n', '/my.csv:2:2: a number with separators: write "1000.00"'),
        ("id,spend\nfair,700\n", "no whole number of units (expected multiples of 600.00, found 700.00)"),
        ("id,spend,units\nfair,600,2\n", "/my.csv:2:3: fair.units: not the units that the money buys"),
        ("id,spend,tier\nmail,100,huge\n", "/my.csv:2:3: mail.tier: no tier of that name"),
        ("id,spend,tier\nmail,100,large\n", "/my.csv:2:2: mail.spend: not what it costs (expected 300.00"),
        ("id,spend\nbest,5\nbest,6\n", '/my.csv:3:1: the id "best" is here twice; the first is on line 2'),
        ("id,spend\n,5\n", "/my.csv:2:1: the row has no id"),
        ("id,spend,2027-01\nbest,6,5\n", "/my.csv:2:2: a total that the periods do not add up to"),
        ("id,2027-01\nfair,500\n", "/my.csv:2:2: fair.spend: not what it costs"),
        ("id,spend\nbest,5,6\n", "/my.csv:2:3: more cells than the header has"),
        ('id,spend\n"best,5\n', "/my.csv:2:1: the row cannot be read"),
    ],
)
def test_mistakes_are_told_with_their_place(run: Run, tmp_path: Path, text: str, told: str) -> None:
    assert told in places(run, tmp_path, text)


def test_all_mistakes_are_told_at_once(run: Run, tmp_path: Path) -> None:
    told = places(run, tmp_path, "id,spend\nnobody,5\nbest,much\nfair,1\n")
    assert re.findall(r"my.csv:(\d:\d): ", told) == ["3:2", "2:1", "4:2"]


def test_a_split_in_python_is_checked_as_well() -> None:
    with pytest.raises(InputError, match="no item of that id"):
        evaluate(scenario_of(FOUR), spend=totals(nobody=5))
    late = edited(scenario_of(FOUR), ["items.best.from=2027-02"])
    with pytest.raises(InputError, match="cannot be bought"):
        evaluate(late, spend={"best": ItemSplit(by_period=(Decimal(5), Decimal(0)))})
