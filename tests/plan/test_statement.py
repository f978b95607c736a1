"""Finance's view of a plan: every row and column adds up to the plan's own figures, to the smallest unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator import InputError, NoPlanError, scenario_of, solve
from allocator.plan.controlled import controlled
from allocator.plan.statement import Statement, statement
from tests.oracle.mixed import mixed
from tests.studies.families import FAMILIES, family

ONE = {
    "currency": "EUR",
    "horizon": {"start": "2027-01", "periods": 4, "every": "month"},
    "budget": 1000,
    "items": {
        "film": {
            "kind": "service",
            "price": {"schedule": [400, 600]},
            "status": "committed",
            "returns": {"cash": [0, 500, 300, 200, 100, 400]},
        }
    },
}


def flows(statement: Statement, name: str) -> list[list[Decimal]]:
    item = next(one for one in statement.items if one.id == name)
    return [list(series) for series in (item.ordered, item.paid, item.returned, item.cash)]


def test_what_is_ordered_paid_and_earned_stands_in_its_period() -> None:
    made = statement(solve(scenario_of(ONE)))
    assert made.labels == ("2027-01", "2027-02", "2027-03", "2027-04", "2027-05", "2027-06")
    assert flows(made, "film") == [
        [1000, 0, 0, 0, 0, 0],
        [400, 600, 0, 0, 0, 0],
        [0, 500, 300, 200, 100, 400],
        [0, 500, 300, 200, 100, 400],
    ]
    assert made.labels[made.payback or 0] == "2027-04"
    assert made.deepest == (1, Decimal(-500))


def test_the_present_value_is_that_of_the_closed_form() -> None:
    made = statement(solve(scenario_of(ONE)))
    rate = 1.1 ** (1 / 12)
    expected = sum(net / rate**t for t, net in enumerate([-400, -100, 300, 200, 100, 400]))
    assert float(made.present_value(Decimal("0.1"))) == pytest.approx(expected, rel=1e-12)
    assert made.present_value(Decimal(0)) == sum(made.net)


def test_a_plan_that_never_pays_back_says_so() -> None:
    data = {**ONE, "items": {"film": {**ONE["items"]["film"], "returns": {"cash": [0, 10]}}}}  # type: ignore[index]
    made = statement(solve(scenario_of(data)))
    assert made.payback is None
    assert made.deepest == (1, Decimal(-990))


def ties_out(plan) -> None:
    made = statement(plan)
    for item in made.items:
        assert sum(item.paid) == sum(item.ordered) == plan.item(item.id).spend
        assert sum(item.returned) == plan.item(item.id).returned
    assert made.total("returned")[: made.horizon] == tuple(period.returned for period in plan.periods)
    assert sum(made.total("returned")[made.horizon :]) == plan.returned_later
    assert made.total("paid")[: made.horizon] == tuple(period.spend for period in plan.periods)


@pytest.mark.parametrize("name", FAMILIES)
def test_rows_and_columns_tie_out_in_every_family(name: str) -> None:
    ties_out(solve(family(name)))


@settings(max_examples=25, deadline=None)
@given(mixed())
def test_rows_and_columns_tie_out_in_random_scenarios(data) -> None:
    try:
        plan = solve(scenario_of(data))
    except (InputError, NoPlanError):
        return
    ties_out(plan)


TABLES = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.decimals(0, 1000, places=2), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


@settings(max_examples=200, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_controlled_rounding_keeps_every_total_and_stays_near(table, random) -> None:
    columns = [int(sum(column)) for column in zip(*table, strict=True)]
    rows = [int(sum(row)) for row in table]
    while sum(rows) < sum(columns):
        rows[random.randrange(len(rows))] += 1
    while sum(columns) < sum(rows):
        columns[random.randrange(len(columns))] += 1
    found = controlled(table, rows, columns)
    assert [sum(row) for row in found] == rows
    assert [sum(column) for column in zip(*found, strict=True)] == columns


def test_no_cell_of_nothing_gets_less_than_nothing() -> None:
    table = [[Decimal("0.4"), Decimal("0.4")], [Decimal("0.3"), Decimal("5.9")], [Decimal("0.3"), Decimal(0)]]
    found = controlled(table, [1, 6, 0], [1, 6])
    assert min(min(row) for row in found) >= 0


def test_a_table_far_from_its_totals_is_scaled_to_them() -> None:
    assert controlled([[Decimal(1), Decimal(3)], [Decimal(1), Decimal(3)]], [100, 300], [200, 200]) == [
        [50, 50],
        [150, 150],
    ]
