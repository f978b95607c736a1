"""Tables that rise and fall, fees for using a thing at all, ceilings, the least of a metric, weights."""

from __future__ import annotations

from typing import Any

from tests.published.by_hand import Answer, ByHand, Published, Solve

HILLIER = "Hillier, Lieberman, Introduction to Operations Research"
TRICK = "Trick, A Tutorial on Integer Programming (1997), example of three telephone companies"
GUROBI = "Gurobi modeling examples, cell tower coverage"
MAVROTAS = "GAMS model library, epscm (power generation), after Mavrotas (2009)"


def tv_spots(solve: Solve) -> Answer:
    """Profit in millions from 0 to 3 spots; the first spot for product 3 loses money."""
    tables = {"product_1": (0, 1, 3, 3), "product_2": (0, 0, 2, 3), "product_3": (0, -1, 2, 4)}
    book = ByHand(solve)
    worth: Any = 0.0
    spots: dict[str, Any] = {}
    for name, table in tables.items():
        chosen = [book.either(f"{name}_{count}") for count in range(4)]
        book.rows(sum(chosen) == 1)
        spots[name] = book.number(name)
        book.rows(spots[name] == sum(count * choice for count, choice in enumerate(chosen)))
        worth += sum(profit * choice for profit, choice in zip(table, chosen, strict=True))
    book.rows(sum(spots.values()) <= 5)
    return Answer(book.maximise(worth), book.plan(**dict.fromkeys(tables, 1.0)))


def telephone(solve: Solve) -> Answer:
    """A monthly fee if a company is used at all, and a price a minute; 200 minutes are needed."""
    book = ByHand(solve)
    minutes = book.numbers("mabell pabell babybell")
    used = book.eithers("with_mabell with_pabell with_babybell")
    book.rows(sum(minutes) == 200, *(x <= 200 * y for x, y in zip(minutes, used, strict=True)))
    bill = 0.25 * minutes[0] + 0.21 * minutes[1] + 0.22 * minutes[2]
    value = book.minimise(bill + 16 * used[0] + 25 * used[1] + 18 * used[2])
    return Answer(value, book.plan(mabell=1, pabell=1, babybell=1))


def cell_towers(solve: Solve) -> Answer:
    return _cell_towers(solve, 20.0)


def cell_towers_cut(solve: Solve) -> Answer:
    return _cell_towers(solve, 10.0)


def _cell_towers(solve: Solve, budget: float) -> Answer:
    """People within reach of at least one tower; a second tower in reach adds nobody."""
    people = (523, 690, 420, 1010, 1200, 850, 400, 1008, 950)
    costs = (4.2, 6.1, 5.2, 5.5, 4.8, 9.2)
    reach = ((0, 1, 5), (0, 7, 8), (2, 3, 4, 6), (2, 5, 6), (0, 2, 6, 7, 8), (3, 4, 8))
    book = ByHand(solve)
    built = [book.either(f"tower_{tower}") for tower in range(6)]
    reached = [book.either(f"region_{region}") for region in range(9)]
    for region, within in enumerate(reached):
        book.rows(within <= sum(built[tower] for tower in range(6) if region in reach[tower]))
    book.rows(sum(cost * tower for cost, tower in zip(costs, built, strict=True)) <= budget)
    value = book.maximise(sum(count * within for count, within in zip(people, reached, strict=True)))
    return Answer(value, {})


def radiation(solve: Solve) -> Answer:
    """The least dose to healthy anatomy from two beams that treat the tumour as they must."""
    book = ByHand(solve)
    one, two = book.numbers("beam_1 beam_2")
    book.rows(0.3 * one + 0.1 * two <= 2.7, 0.5 * one + 0.5 * two == 6, 0.6 * one + 0.4 * two >= 6)
    return Answer(book.minimise(0.4 * one + 0.5 * two), book.plan())


def power_plants(solve: Solve) -> Answer:
    return _power_plants(solve, 0.0)


def power_plants_co2(solve: Solve) -> Answer:
    return _power_plants(solve, 30.0)


def _power_plants(solve: Solve, weight: float) -> Answer:
    """The cost of meeting a base load and a peak load, where CO2 has a weight as well."""
    book = ByHand(solve)
    lignite, sun = book.number("lignite", most=31000), book.number("renewables", most=10000)
    oil_base, oil_peak, gas_base, gas_peak = book.numbers("oil_base oil_peak gas_base gas_peak")
    oil, gas = oil_base + oil_peak, gas_base + gas_peak
    book.rows(oil <= 15000, gas <= 22000)
    book.rows(lignite + oil_base + gas_base >= 38400, sun + oil_peak + gas_peak >= 25600)
    cost, co2 = 30 * lignite + 75 * oil + 60 * gas + 90 * sun, 1.44 * lignite + 0.72 * oil + 0.45 * gas
    book.minimise(cost + weight * co2)
    return Answer(book.now(cost), book.plan(lignite=1, renewables=1))


PROBLEMS = (
    Published(
        "shape_tv_spots",
        f"{HILLIER}, integer programming, Supersuds television spots",
        ("table that rises", "table that falls below 0"),
        "outcome profit",
        (7.0,),
        tv_spots,
        {"product_1": 2.0, "product_2": 0.0, "product_3": 3.0},
    ),
    Published(
        "shape_telephone",
        TRICK,
        ("fixed fee", "least cost", "goals"),
        "spend",
        (62.0,),
        telephone,
        {"mabell": 0.0, "pabell": 0.0, "babybell": 200.0},
    ),
    Published(
        "shape_cell_towers",
        GUROBI,
        ("ceiling",),
        "return",
        (7051.0,),
        cell_towers,
    ),
    Published(
        "shape_cell_towers_cut",
        f"{GUROBI}, with half of the money",
        ("ceiling",),
        "return",
        (5511.0,),
        cell_towers_cut,
        optimum_from="direct model",
    ),
    Published(
        "shape_radiation",
        f"{HILLIER}, chapter 3, design of radiation therapy",
        ("least of a metric",),
        "outcome healthy",
        (5.25,),
        radiation,
        {"beam_1": 7.5, "beam_2": 4.5},
    ),
    Published(
        "shape_power_plants",
        MAVROTAS,
        ("least cost", "goals"),
        "spend",
        (3075000.0,),
        power_plants,
    ),
    Published(
        "shape_power_plants_co2",
        f"{MAVROTAS}; here with weights",
        ("weights", "goals"),
        "spend",
        (3225000.0,),
        power_plants_co2,
        optimum_from="direct model",
    ),
)
