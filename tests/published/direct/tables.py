"""Tables of what so many units bring (resource allocation), and variants of a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.published.by_hand import Answer, ByHand, Published, Solve, total

WINSTON = "Winston, Operations Research: Applications and Algorithms, 4th edition"
HILLIER = "Hillier, Lieberman, Introduction to Operations Research"

TEAMS = {"country_1": (0, 45, 70, 90, 105, 120), "country_2": (0, 20, 45, 75, 110, 150)} | {
    "country_3": (0, 50, 70, 80, 100, 130)
}
CRATES = {"store_1": (0, 5, 9, 14, 17, 21), "store_2": (0, 6, 11, 15, 19, 22)} | {
    "store_3": (0, 4, 9, 13, 18, 20)
}
CRIMES = {"precinct_1": (14, 10, 7, 4, 1, 0), "precinct_2": (25, 19, 16, 14, 12, 11)} | {
    "precinct_3": (20, 14, 11, 8, 6, 5)
}
FRIDGES = {
    "store_1": (0, 4, 6, 10, 12, 14, 16, 18),
    "store_2": (0, 2, 6, 8, 10, 12, 16, 20),
    "store_3": (0, 6, 12, 14, 18, 20, 22, 22),
    "store_4": (0, 1, 4, 8, 16, 20, 21, 24),
}
PROPOSALS = {
    "plant_1": {"small": (1, 5), "large": (2, 6)},
    "plant_2": {"small": (2, 8), "medium": (3, 9), "large": (4, 12)},
    "plant_3": {"only": (1, 4)},
}
FINCO = {"investment_1": (7, 2), "investment_2": (3, 7), "investment_3": (4, 5)}


def _chosen(book: ByHand, tables: Mapping[str, Sequence[float]], units: int) -> tuple[Any, dict[str, Any]]:
    """One column of each table: what they bring, and the units of each."""
    brings, used = [], {}
    for name, table in tables.items():
        columns = [book.either(f"{name}_with_{number}") for number in range(len(table))]
        book.rows(total(columns) == 1)
        brings += [value * column for value, column in zip(table, columns, strict=True)]
        used[name] = total(number * column for number, column in enumerate(columns))
    book.rows(total(used.values()) <= units)
    return total(brings), used


def _most(solve: Solve, tables: Mapping[str, Sequence[float]], units: int) -> Answer:
    book = ByHand(solve)
    brings, used = _chosen(book, tables, units)
    value = book.maximise(brings)
    return Answer(value, dict(zip(used, book.now(*used.values()), strict=True)))


def medical_teams(solve: Solve) -> Answer:
    return _most(solve, TEAMS, 5)


def strawberries(solve: Solve) -> Answer:
    return _most(solve, CRATES, 5)


def refrigerators(solve: Solve) -> Answer:
    return _most(solve, FRIDGES, 7)


def patrol_cars(solve: Solve) -> Answer:
    book = ByHand(solve)
    crimes, used = _chosen(book, CRIMES, 5)
    value = book.minimise(crimes)
    return Answer(value, dict(zip(used, book.now(*used.values()), strict=True)))


def finco(solve: Solve) -> Answer:
    book = ByHand(solve)
    brings, thousands = [], []
    for name, (rate, once) in FINCO.items():
        amount, used = book.whole(name), book.either(f"{name}_used")
        book.rows(amount <= 6 * used, amount >= used)
        brings.append(rate * amount + once * used)
        thousands.append(amount)
    book.rows(total(thousands) <= 6)
    return Answer(book.maximise(total(brings)), book.plan(investment_1=1, investment_2=1, investment_3=1))


def plants(solve: Solve) -> Answer:
    book = ByHand(solve)
    costs, revenues = [], []
    for plant, proposals in PROPOSALS.items():
        choices = [book.either(f"{plant}_{proposal}") for proposal in proposals]
        book.rows(total(choices) <= 1)
        for choice, (cost, revenue) in zip(choices, proposals.values(), strict=True):
            costs.append(cost * choice)
            revenues.append(revenue * choice)
    book.rows(total(costs) <= 5)
    return Answer(book.maximise(total(revenues)), {})


PROBLEMS: tuple[Published, ...] = (
    Published(
        "table_medical_teams",
        f"{HILLIER}, dynamic programming: World Health Council, medical teams to countries",
        ("tables", "rising rates", "resource allocation"),
        "outcome years",
        (170,),
        medical_teams,
        {"country_1": 1, "country_2": 3, "country_3": 1},
    ),
    Published(
        "table_strawberries",
        f"{HILLIER}, dynamic programming, problem: crates of strawberries for three stores",
        ("tables", "resource allocation"),
        "outcome profit",
        (25,),
        strawberries,
        optimum_from="direct model",
    ),
    Published(
        "table_refrigerators",
        "Mathematics Stack Exchange, question 2380554: seven refrigerators for four shops",
        ("tables", "rising rates", "resource allocation"),
        "outcome profit",
        (32,),
        refrigerators,
        optimum_from="direct model",
    ),
    Published(
        "table_patrol_cars",
        "Winston, Introduction to Mathematical Programming, problem 4 of 13.4 (AMS 341, 2010): patrol cars",
        ("tables", "falling values", "least of a metric", "ties"),
        "outcome crimes",
        (37,),
        patrol_cars,
    ),
    Published(
        "table_finco",
        f"{WINSTON}, section 18.4: Finco's 6,000 for three investments",
        ("a benefit when used beside a rate", "resource allocation"),
        "outcome npv",
        (49,),
        finco,
        {"investment_1": 4, "investment_2": 1, "investment_3": 1},
    ),
    Published(
        "table_plants",
        "Trick, A Tutorial on Dynamic Programming (Carnegie Mellon), first example; Taha has the like",
        ("variants", "capital budgeting", "ties"),
        "outcome revenues",
        (18,),
        plants,
    ),
)
