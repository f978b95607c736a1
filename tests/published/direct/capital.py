"""Capital budgeting: which projects, whole or in part, within the money of each year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.published.by_hand import Answer, ByHand, Published, Solve, total

WINSTON = "Winston, Operations Research: Applications and Algorithms, 4th edition"
HILLIER = "Hillier, Lieberman, Introduction to Operations Research"
TAHA = "Taha, Operations Research: An Introduction"
RAGSDALE = "Ragsdale, Spreadsheet Modeling and Decision Analysis"
RENDER = "Render, Stair, Hanna, Quantitative Analysis for Management"
ASW = "Anderson, Sweeney, Williams, An Introduction to Management Science"


def dot(numbers: Sequence[float], variables: Sequence[Any]) -> Any:
    return total(number * variable for number, variable in zip(numbers, variables, strict=True))


def star_oil(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = [book.number(f"investment_{k}", 0, 1) for k in range(1, 6)]
    book.rows(dot([11, 53, 5, 5, 29], x) <= 40, dot([3, 6, 5, 1, 34], x) <= 20)
    value = book.maximise(dot([13, 16, 16, 14, 39], x))
    prices = dict(zip((f"investment_{k}" for k in range(1, 6)), (14e6, 59e6, 10e6, 6e6, 63e6), strict=True))
    return Answer(value, book.plan(**prices))


def stockco(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = book.eithers("investment_1 investment_2 investment_3 investment_4")
    book.rows(dot([5, 7, 4, 3], x) <= 14)
    return Answer(book.maximise(dot([16, 22, 12, 8], x)), book.plan())


def stockco_rules(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = book.eithers("investment_1 investment_2 investment_3 investment_4")
    book.rows(dot([5, 7, 4, 3], x) <= 14, total(x) <= 2, x[1] <= x[0], x[1] + x[3] <= 1)
    return Answer(book.maximise(dot([16, 22, 12, 8], x)), book.plan())


def california(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = book.eithers("factory_la factory_sf warehouse_la warehouse_sf")
    book.rows(dot([6, 3, 5, 2], x) <= 10, x[2] + x[3] <= 1, x[2] <= x[0], x[3] <= x[1])
    return Answer(book.maximise(dot([9, 5, 6, 4], x)), book.plan())


def five_projects(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = book.eithers("project_1 project_2 project_3 project_4 project_5")
    book.rows(dot([5, 4, 3, 7, 8], x) <= 25, dot([1, 7, 9, 4, 6], x) <= 25, dot([8, 10, 2, 1, 10], x) <= 25)
    return Answer(book.maximise(dot([20, 40, 20, 15, 30], x)), book.plan())


def quemo(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = book.eithers("converter software warehouse")
    book.rows(dot([8000, 6000, 12000], x) <= 20000, dot([7000, 4000, 8000], x) <= 16000)
    return Answer(book.maximise(dot([25000, 18000, 32000], x)), book.plan())


def ice_cold(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = book.eithers("plant warehouse machinery research")
    book.rows(dot([15, 10, 10, 15], x) <= 40, dot([20, 15, 0, 10], x) <= 50)
    book.rows(dot([20, 20, 0, 10], x) <= 40, dot([15, 5, 4, 10], x) <= 35)
    return Answer(book.maximise(dot([90, 40, 10, 37], x)), book.plan())


def simkin(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = book.eithers(OIL)
    book.rows(dot([480, 540, 680, 1000, 700, 510, 900], x) <= 3000)
    book.rows(x[0] + x[3] + x[4] >= 2, x[1] + x[2] <= 1, x[5] + x[6] == 1)
    return Answer(book.maximise(dot([50, 80, 90, 120, 110, 40, 75], x)), book.plan())


OIL = (
    "trans_texas_oil british_petroleum dutch_shell houston_drilling "
    "texas_petroleum san_diego_oil california_petro"
)


def crt(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = _crt(book)
    return Answer(book.maximise(dot([141, 187, 121, 83, 265, 127], x)), book.plan())


def crt_rules(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = _crt(book)
    book.rows(x[0] + x[4] + x[5] <= 1, x[0] + x[2] + x[5] == 1, x[3] <= x[4])
    return Answer(book.maximise(dot([141, 187, 121, 83, 265, 127], x)), book.plan())


def _crt(book: ByHand) -> list[Any]:
    x = book.eithers("project_1 project_2 project_3 project_4 project_5 project_6")
    book.rows(dot([75, 90, 60, 30, 100, 50], x) <= 250, dot([25, 35, 15, 20, 25, 20], x) <= 75)
    book.rows(dot([20, 0, 15, 10, 20, 10], x) <= 50, dot([15, 0, 15, 5, 20, 30], x) <= 50)
    book.rows(dot([10, 30, 15, 5, 20, 40], x) <= 50)
    return x


def recreation(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = book.eithers("pool tennis field gymnasium")
    book.rows(dot([35000, 10000, 25000, 90000], x) <= 120000, dot([4, 2, 7, 3], x) <= 12, x[0] + x[1] <= 1)
    return Answer(book.maximise(dot([300, 90, 400, 150], x)), book.plan())


def nori_leets(solve: Solve) -> Answer:
    book = ByHand(solve)
    x = [book.number(name, 0, 1) for name in ABATEMENT]
    book.rows(dot([12, 9, 25, 20, 17, 13], x) >= 60, dot([35, 42, 18, 31, 56, 49], x) >= 150)
    book.rows(dot([37, 53, 28, 24, 29, 20], x) >= 125)
    value = book.minimise(dot([8e6, 10e6, 7e6, 6e6, 11e6, 9e6], x))
    return Answer(value, book.plan(**dict(zip(ABATEMENT, [8e6, 10e6, 7e6, 6e6, 11e6, 9e6], strict=True))))


ABATEMENT = "stacks_blast stacks_hearth filters_blast filters_hearth fuels_blast fuels_hearth".split()


def chosen(names: str, *bought: int) -> dict[str, float]:
    """Of these names, those with these numbers are bought."""
    return {name: float(number in bought) for number, name in enumerate(names.split(), 1)}


PROBLEMS: tuple[Published, ...] = (
    Published(
        "capital_star_oil",
        f"{WINSTON}, section 3.6, example 10: Star Oil Company",
        ("capital budgeting", "fractions of projects", "payment schedules"),
        "outcome npv",
        (57.449,),
        star_oil,
        {"investment_1": 14e6, "investment_2": 0.200860 * 59e6, "investment_3": 10e6, "investment_4": 6e6}
        | {"investment_5": 0.288084 * 63e6},
        "spend",
        rounding=0.0005,
    ),
    Published(
        "capital_stockco",
        f"{WINSTON}, section 9.2, example 1: Stockco",
        ("capital budgeting", "0/1"),
        "outcome npv",
        (42,),
        stockco,
        chosen("investment_1 investment_2 investment_3 investment_4", 2, 3, 4),
        "bought",
    ),
    Published(
        "capital_stockco_rules",
        f"{WINSTON}, section 9.2, example 2: Stockco, with the example's three rules at once",
        ("capital budgeting", "0/1", "exclusive and contingent projects"),
        "outcome npv",
        (38,),
        stockco_rules,
        chosen("investment_1 investment_2 investment_3 investment_4", 1, 2),
        "bought",
        optimum_from="direct model",
    ),
    Published(
        "capital_california",
        f"{HILLIER}, integer programming: California Manufacturing Company",
        ("capital budgeting", "0/1", "exclusive and contingent projects"),
        "outcome npv",
        (14,),
        california,
        chosen("factory_la factory_sf warehouse_la warehouse_sf", 1, 2),
        "bought",
    ),
    Published(
        "capital_five_projects",
        f"{TAHA}, integer programming: Project Selection",
        ("capital budgeting", "0/1", "payment schedules"),
        "outcome npv",
        (95,),
        five_projects,
        chosen("project_1 project_2 project_3 project_4 project_5", 1, 2, 3, 4),
        "bought",
    ),
    Published(
        "capital_quemo",
        f"{RENDER}, integer programming: Quemo Chemical Company",
        ("capital budgeting", "0/1", "payment schedules"),
        "outcome npv",
        (57000,),
        quemo,
        chosen("converter software warehouse", 1, 3),
        "bought",
    ),
    Published(
        "capital_ice_cold",
        f"{ASW}, integer programming: Ice-Cold Refrigerator Company",
        ("capital budgeting", "0/1", "payment schedules"),
        "outcome npv",
        (140,),
        ice_cold,
        chosen("plant warehouse machinery research", 1, 2, 3),
        "bought",
    ),
    Published(
        "capital_simkin",
        f"{RENDER}, integer programming: Simkin, Simkin and Steinberg",
        ("capital budgeting", "0/1", "choices among groups"),
        "outcome npv",
        (360,),
        simkin,
        chosen(OIL, 3, 4, 5, 6),
        "bought",
    ),
    Published(
        "capital_crt",
        f"{RAGSDALE}, integer programming: CRT Technologies",
        ("capital budgeting", "0/1", "payment schedules"),
        "outcome npv",
        (489,),
        crt,
        chosen("project_1 project_2 project_3 project_4 project_5 project_6", 1, 4, 5),
        "bought",
    ),
    Published(
        "capital_crt_rules",
        f"{RAGSDALE}, CRT Technologies, with the rules of a course that uses it (MAN 305)",
        ("capital budgeting", "0/1", "payment schedules", "exclusive and contingent projects"),
        "outcome npv",
        (469,),
        crt_rules,
        chosen("project_1 project_2 project_3 project_4 project_5 project_6", 3, 4, 5),
        "bought",
        optimum_from="direct model",
    ),
    Published(
        "capital_recreation",
        "Taylor, Introduction to Management Science, integer programming: recreation facilities",
        ("capital budgeting", "0/1", "capacities", "exclusive and contingent projects"),
        "outcome usage",
        (700,),
        recreation,
        chosen("pool tennis field gymnasium", 1, 3),
        "bought",
    ),
    Published(
        "capital_nori_leets",
        f"{HILLIER}, linear programming: controlling air pollution (Nori & Leets Co.)",
        ("fractions of projects", "least cost with floors on metrics"),
        "spend",
        (32.16e6,),
        nori_leets,
        dict(zip(ABATEMENT, (8e6, 6226975, 2404356, 6e6, 523301, 9e6), strict=True)),
        "spend",
        rounding=0.01e6,
    ),
)
