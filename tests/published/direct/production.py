"""Fixed charges, capacities, least amounts if any, knapsacks and covers."""

from __future__ import annotations

from tests.published.by_hand import Answer, ByHand, Published, Solve, total

WINSTON = "Winston, Operations Research: Applications and Algorithms, 4th edition"
HILLIER = "Hillier, Lieberman, Introduction to Operations Research"
RAGSDALE = "Ragsdale, Spreadsheet Modeling and Decision Analysis"

REACH = ((1, 2), (1, 2, 6), (3, 4), (3, 4, 5), (4, 5, 6), (2, 5, 6))
CREWS = {1: 2, 2: 3, 3: 4, 4: 6, 5: 7, 6: 5, 7: 7, 8: 8, 9: 9, 10: 9, 11: 8, 12: 9}
FLIGHTS = (
    (1, 4, 7, 10),
    (2, 5, 8, 11),
    (3, 6, 9, 12),
    (4, 7, 9, 10, 12),
    (1, 6, 10, 11),
    (4, 5, 9),
    (7, 8, 10, 11, 12),
    (2, 4, 5, 9),
    (5, 8, 11),
    (3, 7, 8, 12),
    (6, 9, 10, 11, 12),
)


def gandhi(solve: Solve) -> Answer:
    book = ByHand(solve)
    shirts, shorts, pants = (book.whole(name) for name in ("shirts", "shorts", "pants"))
    y1, y2, y3 = book.eithers("shirt_machine shorts_machine pants_machine")
    book.rows(3 * shirts + 2 * shorts + 6 * pants <= 150, 4 * shirts + 3 * shorts + 4 * pants <= 160)
    book.rows(shirts <= 40 * y1, shorts <= 53 * y2, pants <= 25 * y3)
    value = book.maximise(6 * shirts + 4 * shorts + 7 * pants - 200 * y1 - 150 * y2 - 100 * y3)
    return Answer(value, book.plan(shirts=1, shorts=1, pants=1))


def remington(solve: Solve) -> Answer:
    book = ByHand(solve)
    x1, x2, x3 = (book.whole(name) for name in ("product_1", "product_2", "product_3"))
    y1, y2, y3 = book.eithers("set_up_1 set_up_2 set_up_3")
    book.rows(2 * x1 + 3 * x2 + 6 * x3 <= 600, 6 * x1 + 3 * x2 + 4 * x3 <= 300)
    book.rows(5 * x1 + 6 * x2 + 2 * x3 <= 400)
    book.rows(x1 <= 50 * y1, x2 <= 67 * y2, x3 <= 75 * y3)
    value = book.maximise(48 * x1 + 55 * x2 + 50 * x3 - 1000 * y1 - 800 * y2 - 900 * y3)
    return Answer(value, book.plan(product_1=1, product_2=1, product_3=1))


def dorian_cars(solve: Solve) -> Answer:
    book = ByHand(solve)
    cars = [book.whole(name) for name in ("compact", "midsize", "large")]
    for made, name in zip(cars, ("compact", "midsize", "large"), strict=True):
        used = book.either(f"{name}_made")
        book.rows(made <= 4000 * used, made >= 1000 * used)
    book.rows(1.5 * cars[0] + 3 * cars[1] + 5 * cars[2] <= 6000)
    book.rows(30 * cars[0] + 25 * cars[1] + 40 * cars[2] <= 60000)
    value = book.maximise(2000 * cars[0] + 3000 * cars[1] + 4000 * cars[2])
    return Answer(value, book.plan(compact=1, midsize=1, large=1))


def electro_poly(solve: Solve) -> Answer:
    book = ByHand(solve)
    m1, m2, m3 = (book.whole(f"make_{model}") for model in (1, 2, 3))
    b1, b2, b3 = (book.whole(f"buy_{model}") for model in (1, 2, 3))
    book.rows(m1 + b1 == 3000, m2 + b2 == 2000, m3 + b3 == 900)
    book.rows(2 * m1 + 1.5 * m2 + 3 * m3 <= 10000, m1 + 2 * m2 + m3 <= 5000)
    return Answer(book.minimise(50 * m1 + 83 * m2 + 130 * m3 + 61 * b1 + 97 * b2 + 145 * b3), book.plan())


def vessel(solve: Solve) -> Answer:
    book = ByHand(solve)
    x1, x2, x3 = (book.whole(f"item_{number}") for number in (1, 2, 3))
    book.rows(2 * x1 + 3 * x2 + x3 <= 4)
    return Answer(book.maximise(31 * x1 + 47 * x2 + 14 * x3), book.plan())


def kilroy(solve: Solve) -> Answer:
    book = ByHand(solve)
    stations = {number: book.either(f"station_{number}") for number in range(1, 7)}
    book.rows(*(total(stations[number] for number in near) >= 1 for near in REACH))
    return Answer(book.minimise(total(stations.values())), book.plan())


def southwestern(solve: Solve) -> Answer:
    book = ByHand(solve)
    crews = {number: book.either(f"sequence_{number}") for number in CREWS}
    book.rows(total(crews.values()) == 3)
    book.rows(*(total(crews[number] for number in flight) >= 1 for flight in FLIGHTS))
    cost = total(1000 * cost * crews[number] for number, cost in CREWS.items())
    return Answer(book.minimise(cost), book.plan())


PROBLEMS: tuple[Published, ...] = (
    Published(
        "charge_gandhi",
        f"{WINSTON}, section 9.2, example 3: Gandhi Cloth Company",
        ("fixed charge", "capacities", "integer units"),
        "net_return",
        (75,),
        gandhi,
        {"shirts": 0, "shorts": 0, "pants": 25},
    ),
    Published(
        "charge_remington",
        f"{RAGSDALE}, integer programming: Remington Manufacturing",
        ("fixed charge", "capacities", "integer units"),
        "net_return",
        (2980,),
        remington,
        {"product_1": 0, "product_2": 56, "product_3": 32},
    ),
    Published(
        "charge_dorian_cars",
        f"{WINSTON}, section 9.2, example 6: Dorian Auto, nothing or at least 1,000 cars",
        ("nothing or at least so many", "capacities", "integer units"),
        "outcome profit",
        (6000000,),
        dorian_cars,
        {"compact": 0, "midsize": 2000, "large": 0},
    ),
    Published(
        "units_electro_poly",
        f"{RAGSDALE}, linear programming: Electro-Poly Corporation, make or buy",
        ("least cost", "capacities", "exact numbers of units"),
        "spend",
        (453300,),
        electro_poly,
        {"make_1": 3000, "make_2": 550, "make_3": 900, "buy_1": 0, "buy_2": 1450, "buy_3": 0},
    ),
    Published(
        "units_vessel",
        "Taha, Operations Research: An Introduction, dynamic programming: knapsack (a four-ton vessel)",
        ("knapsack", "capacities", "integer units"),
        "outcome revenues",
        (62,),
        vessel,
        {"item_1": 2, "item_2": 0, "item_3": 0},
    ),
    Published(
        "cover_kilroy",
        f"{WINSTON}, section 9.2, example 5: fire stations of Kilroy County",
        ("set covering",),
        "spend",
        (2,),
        kilroy,
        {f"station_{number}": float(number in (2, 4)) for number in range(1, 7)},
        "bought",
    ),
    Published(
        "cover_southwestern",
        f"{HILLIER}, integer programming: Southwestern Airways, crews",
        ("set covering", "choices", "ties"),
        "spend",
        (18000,),
        southwestern,
    ),
)
