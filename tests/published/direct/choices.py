"""Choices among plants, banks and audiences, hurdles, an elastic budget; goals of a campaign."""

from __future__ import annotations

from tests.published.by_hand import Answer, ByHand, Published, Solve, total

OFFERS = "cluster_1_product_1 cluster_1_product_2 cluster_2_product_1 cluster_2_product_2"
SLOW = {
    "west": {"los_angeles": 28000, "chicago": 84000, "new_york": 112000, "atlanta": 112000},
    "midwest": {"los_angeles": 60000, "chicago": 20000, "new_york": 50000, "atlanta": 50000},
    "east": {"los_angeles": 96000, "chicago": 60000, "new_york": 24000, "atlanta": 60000},
    "south": {"los_angeles": 64000, "chicago": 40000, "new_york": 40000, "atlanta": 16000},
}


def good_products(solve: Solve) -> Answer:
    book = ByHand(solve)
    hours = {"plant_1": ((3, 4, 2), 30), "plant_2": ((4, 6, 2), 40)}
    made = {f"product_{p}_{plant}": book.number(f"product_{p}_{plant}") for plant in hours for p in (1, 2, 3)}
    used = [book.either(f"product_{p}") for p in (1, 2, 3)]
    plants = {plant: book.either(plant) for plant in hours}
    for p, (most, made_at_all) in enumerate(zip((7, 5, 9), used, strict=True), 1):
        book.rows(total(made[f"product_{p}_{plant}"] for plant in hours) <= most * made_at_all)
    for plant, (each, there) in hours.items():
        book.rows(
            total(h * made[f"product_{p}_{plant}"] for p, h in enumerate(each, 1)) <= there * plants[plant]
        )
    book.rows(total(used) <= 2, total(plants.values()) <= 1)
    worth = ((p, plant, profit) for plant in hours for p, profit in ((1, 5), (2, 7), (3, 3)))
    value = book.maximise(total(profit * made[f"product_{p}_{plant}"] for p, plant, profit in worth))
    return Answer(value, book.plan(**dict.fromkeys(made, 1.0)))


def lockboxes(solve: Solve) -> Answer:
    book = ByHand(solve)
    cities = "los_angeles chicago new_york atlanta".split()
    opened = {city: book.either(city) for city in cities}
    sent = {(region, city): book.either(f"{region}_to_{city}") for region in SLOW for city in cities}
    book.rows(*(total(sent[region, city] for city in cities) == 1 for region in SLOW))
    book.rows(*(sent[region, city] <= opened[city] for region, city in sent))
    lost = total(SLOW[region][city] * column for (region, city), column in sent.items())
    return Answer(book.minimise(lost + 50000 * total(opened.values())), book.plan())


def market_up(solve: Solve) -> Answer:
    book = ByHand(solve)
    paper, tv, search, social = book.numbers("print tv seo social_media")
    book.rows(paper + tv + search + social <= 1e6, paper + tv >= 0.4e6, paper <= 1e5, social <= 3 * search)
    book.rows(2.1 * paper + 2.5 * tv + 3.0 * search + 0.9 * social >= 1.5e6)
    return Answer(book.maximise(0.16 * paper + 0.09 * tv + 0.06 * search + 0.14 * social), book.plan())


def healthy_heart(solve: Solve) -> Answer:
    book = ByHand(solve)
    names = ("outdoor", "radio", "newspaper", "tv_commercial", "public_service")
    o, r, n, tv, free = (book.whole(name, 1) for name in names)
    book.rows(500 * o + 100 * r + 200 * n + 1000 * tv <= 6000, o <= 3, r <= 10, n <= 2, tv <= 4)
    book.rows(free <= 3 * tv, tv + free <= 2 * (o + r + n))
    return Answer(book.maximise(2000 * o + 800 * r + 1500 * n + 3000 * tv + 500 * free), book.plan())


def campaign_offers(solve: Solve) -> Answer:
    """The penalty of 10,000 on money beyond the budget comes first, as in the notebook."""
    book = ByHand(solve)
    a1, a2, b1, b2 = book.numbers(OFFERS)
    more = book.number("more_budget")
    cost, profit = 200 * a1 + 100 * a2 + 300 * b1 + 200 * b2, 2000 * a1 + 1000 * a2 + 3000 * b1 + 2000 * b2
    book.rows(
        a1 + a2 <= 5, b1 + b2 <= 5, a1 + b1 >= 2, a2 + b2 >= 2, cost - more <= 200, profit >= 1.2 * cost
    )
    book.maximise(profit - 10000 * more)
    return Answer(book.now(profit), {name: book.made[name].varValue for name in OFFERS.split()})


def election(solve: Solve) -> Answer:
    book = ByHand(solve)
    names = ("tv", "radio", "billboard", "newspaper")
    t, r, b, n = ads = [book.whole(name) for name in names]
    people, _ = book.misses("people", 40 * t + 32 * r + 34 * b + 17 * n, 1500)  # thousands
    _, money = book.misses("money", 900 * t + 500 * r + 600 * b + 180 * n, 16000)
    few, _ = book.misses("tv_or_radio", t + r, 6)
    many = [book.misses(f"{name}_goal", ad, 10)[1] for name, ad in zip(names, ads, strict=True)]
    book.minimise(people, money, few, total(many))
    missed = book.now(1000 * people, money, few, *many)
    return Answer(missed, book.plan(tv=1, radio=1, billboard=1, newspaper=1))


PROBLEMS: tuple[Published, ...] = (
    Published(
        "choice_good_products",
        "Hillier, Lieberman, Introduction to Operations Research, integer programming: Good Products Company",
        ("choices among groups", "capacities"),
        "outcome profit",
        (54.5,),
        good_products,
        {"product_1_plant_1": 0, "product_2_plant_1": 0, "product_3_plant_1": 0}
        | {"product_1_plant_2": 5.5, "product_2_plant_2": 0, "product_3_plant_2": 9},
    ),
    Published(
        "choice_lockboxes",
        "Winston, Operations Research: Applications and Algorithms, 4th edition, section 9.2, example 4",
        ("fixed charge", "choices among groups", "prerequisites"),
        "spend",
        (242000,),
        lockboxes,
        {"los_angeles": 1, "chicago": 0, "new_york": 1, "atlanta": 0, "west_to_los_angeles": 1}
        | {"midwest_to_new_york": 1, "east_to_new_york": 1, "south_to_new_york": 1},
        "bought",
    ),
    Published(
        "choice_market_up",
        "MIP Master, learning_mip (public repository), call to action: MarketUp",
        ("media selection", "ratios", "floors on metrics"),
        "net_return",
        (115000,),
        market_up,
        {"print": 100000, "tv": 300000, "seo": 150000, "social_media": 450000},
        "spend",
        optimum_from="direct model",
    ),
    Published(
        "choice_healthy_heart",
        "McDonald and Thomas Advertising Agency: Healthy Heart Charity Banquet (a course problem, in public)",
        ("media selection", "ratios", "integer units", "price of 0"),
        "outcome audience",
        (31000,),
        healthy_heart,
        {"outdoor": 1, "radio": 10, "newspaper": 2, "tv_commercial": 4, "public_service": 12},
        optimum_from="direct model",
    ),
    Published(
        "choice_campaign_offers",
        "Gurobi modeling examples: marketing campaign optimization, the small case",
        ("marketing campaign", "hurdle of a selection", "elastic budget"),
        "return",
        (6000,),
        campaign_offers,
        dict(zip(OFFERS.split(), (2, 2, 0, 0), strict=True)),
        optimum_from="direct model",
    ),
    Published(
        "goals_election",
        "Render, Stair, Hanna, Quantitative Analysis for Management, goal programming, problem: a campaign",
        ("goal programming", "ranks", "integer units", "media selection"),
        "goals",
        (0, 20, 6, 0, 0, 0, 79),
        election,
        {"tv": 0, "radio": 0, "billboard": 0, "newspaper": 89},
        optimum_from="direct model",
    ),
)
