"""Goal programming: strict ranks, and weights. Values are what each goal misses, in the file's order."""

from __future__ import annotations

from tests.published.by_hand import Answer, ByHand, Published, Solve

WINSTON = "Winston, Operations Research: Applications and Algorithms, 4th edition"
ASW = "Anderson, Sweeney, Williams, An Introduction to Management Science"


def priceler_weights(solve: Solve) -> Answer:
    book = ByHand(solve)
    football, soap = book.numbers("football soap_opera")
    men, _ = book.misses("him", 7 * football + 3 * soap, 40)
    low, _ = book.misses("lip", 10 * football + 5 * soap, 60)
    women, _ = book.misses("hiw", 5 * football + 4 * soap, 35)
    book.rows(100 * football + 60 * soap <= 600)
    assert abs(book.minimise(200 * men + 100 * low + 50 * women)[0] - 250) < 1e-3  # as printed
    return Answer(book.now(men, low, women), book.plan(football=1, soap_opera=1))


def priceler_ranks(solve: Solve) -> Answer:
    book = ByHand(solve)
    football, soap = book.numbers("football soap_opera")
    men, _ = book.misses("him", 7 * football + 3 * soap, 40)
    low, _ = book.misses("lip", 10 * football + 5 * soap, 60)
    women, _ = book.misses("hiw", 5 * football + 4 * soap, 35)
    book.rows(100 * football + 60 * soap <= 600)
    book.minimise(men, women, low)
    return Answer(book.now(men, low, women), book.plan(football=1, soap_opera=1))


def topad(solve: Solve) -> Answer:
    book = ByHand(solve)
    radio, tv = book.numbers("radio tv")
    exposure, _ = book.misses("exposure", 4 * radio + 8 * tv, 45)
    _, money = book.misses("money", 8 * radio + 24 * tv, 100)
    book.rows(radio + 2 * tv <= 10, radio <= 6)
    assert abs(book.minimise(2 * exposure + money)[0] - 10) < 1e-3  # as printed
    short, over = book.now(exposure, money)
    return Answer((short, 1000 * over), book.plan(radio=1, tv=1))


def suncoast(solve: Solve) -> Answer:
    book = ByHand(solve)
    e, n = book.numbers("established new")
    _, overtime = book.misses("most_hours", 2 * e + 3 * n, 680)
    idle, _ = book.misses("least_hours", 2 * e + 3 * n, 600)
    sales, _ = book.misses("sales", 250 * e + 125 * n, 70000)
    old, _ = book.misses("established_goal", e, 200)
    fresh, _ = book.misses("new_goal", n, 120)
    book.minimise(overtime + idle, sales, old, fresh)
    return Answer(book.now(overtime, idle, sales, old, fresh), book.plan(established=1, new=1))


def nicolo(solve: Solve) -> Answer:
    book = ByHand(solve)
    u, h = book.numbers("us_oil hub_properties")
    book.rows(25 * u + 50 * h <= 80000)
    _, risk = book.misses("risk", 0.5 * u + 0.25 * h, 700)
    income, _ = book.misses("income", 3 * u + 5 * h, 9000)
    return Answer(book.minimise(risk, income), book.plan(us_oil=1, hub_properties=1))


def dewright(solve: Solve) -> Answer:
    book = ByHand(solve)
    x1, x2, x3 = book.numbers("product_1 product_2 product_3")
    profit, _ = book.misses("profit", 12 * x1 + 9 * x2 + 15 * x3, 125)
    fewer, more = book.misses("employment", 5 * x1 + 3 * x2 + 4 * x3, 40)
    _, capital = book.misses("capital", 5 * x1 + 7 * x2 + 8 * x3, 55)
    value = book.minimise(5 * profit + 2 * more + 4 * fewer + 3 * capital)
    assert abs(value[0] - 50 / 3) < 1e-3  # as printed
    return Answer(book.now(profit, fewer + more, capital), book.plan(product_1=1, product_2=1, product_3=1))


def beaver_creek(solve: Solve) -> Answer:
    book = ByHand(solve)
    bowls, mugs = book.numbers("bowls mugs")
    idle, overtime = book.misses("labour", bowls + 2 * mugs, 40)
    profit, _ = book.misses("profit", 40 * bowls + 50 * mugs, 1600)
    _, clay = book.misses("clay", 4 * bowls + 3 * mugs, 120)
    return Answer(book.minimise(idle, profit, clay, overtime), book.plan(bowls=1, mugs=1))


def harrison(solve: Solve) -> Answer:
    book = ByHand(solve)
    chandeliers, fans = book.numbers("chandeliers fans")
    profit, _ = book.misses("profit", 7 * chandeliers + 6 * fans, 30)
    idle, _ = book.misses("wiring", 2 * chandeliers + 3 * fans, 12)
    _, overtime = book.misses("assembly", 6 * chandeliers + 5 * fans, 30)
    few, _ = book.misses("fans_goal", fans, 7)
    return Answer(book.minimise(profit, idle, overtime, few), book.plan(chandeliers=1, fans=1))


def davis(solve: Solve) -> Answer:
    book = ByHand(solve)
    small, medium, large = book.whole("small"), book.whole("medium"), book.whole("large")
    few_small, _ = book.misses("small_goal", small, 5)
    few_medium, _ = book.misses("medium_goal", medium, 10)
    few_large, _ = book.misses("large_goal", large, 15)
    less, more = book.misses("area", 400 * small + 750 * medium + 1050 * large, 25000)
    _, cost = book.misses("cost", 18000 * small + 33000 * medium + 45150 * large, 1000000)
    rooms = few_small / 5 + few_medium / 10 + few_large / 15
    book.minimise(rooms + less / 25000 + more / 25000 + cost / 1000000)
    missed = book.now(few_small, few_medium, few_large, less + more, cost)
    return Answer(missed, book.plan(small=1, medium=1, large=1))


PROBLEMS: tuple[Published, ...] = (
    Published(
        "goals_priceler_weights",
        f"{WINSTON}, section 4.16: the advertising agency for Priceler's autos, with weights",
        ("goal programming", "weights", "media selection"),
        "goals",
        (0, 0, 5),
        priceler_weights,
        {"football": 6, "soap_opera": 0},
    ),
    Published(
        "goals_priceler_ranks",
        f"{WINSTON}, section 4.16: the advertising agency for Priceler's autos, with strict ranks",
        ("goal programming", "ranks", "media selection"),
        "goals",
        (0, 5 / 3, 10 / 3),
        priceler_ranks,
        {"football": 5, "soap_opera": 5 / 3},
        optimum_from="direct model",
    ),
    Published(
        "goals_topad",
        "Taha, Operations Research: An Introduction, goal programming: TopAd, weights method",
        ("goal programming", "weights", "media selection"),
        "goals",
        (5, 0),
        topad,
    ),
    Published(
        "goals_suncoast",
        f"{ASW}, goal programming, complex problems: Suncoast Office Supplies",
        ("goal programming", "ranks", "sales force"),
        "goals",
        (0, 0, 0, 0, 60),
        suncoast,
        {"established": 250, "new": 60},
    ),
    Published(
        "goals_nicolo",
        f"{ASW}, goal programming: Nicolo Investment Advisors",
        ("goal programming", "ranks", "portfolio"),
        "goals",
        (0, 600),
        nicolo,
        {"us_oil": 800, "hub_properties": 1200},
    ),
    Published(
        "goals_dewright",
        "Hillier, Lieberman, Introduction to Operations Research, goal programming: Dewright Company",
        ("goal programming", "weights", "under and over"),
        "goals",
        (0, 25 / 3, 0),
        dewright,
        {"product_1": 25 / 3, "product_2": 0, "product_3": 5 / 3},
    ),
    Published(
        "goals_beaver_creek",
        "Taylor, Introduction to Management Science, goal programming: Beaver Creek Pottery Company",
        ("goal programming", "ranks", "capacities"),
        "goals",
        (0, 0, 0, 15),
        beaver_creek,
        {"bowls": 15, "mugs": 20},
    ),
    Published(
        "goals_harrison",
        "Render, Stair, Hanna, Quantitative Analysis for Management, goal programming: Harrison Electric",
        ("goal programming", "ranks", "capacities"),
        "goals",
        (0, 0, 0, 1),
        harrison,
        {"chandeliers": 0, "fans": 6},
    ),
    Published(
        "goals_davis",
        "Ragsdale, Spreadsheet Modeling and Decision Analysis, goal programming: Davis McKeown's hotel",
        ("goal programming", "shares of the target as weights", "integer units"),
        "goals",
        (0, 0, 0, 250, 97250),
        davis,
        {"small": 5, "medium": 10, "large": 15},
    ),
)
