"""Media selection: how many advertisements in which media."""

from __future__ import annotations

from typing import Any

from tests.published.by_hand import Answer, ByHand, Published, Solve

ASW = "Anderson, Sweeney, Williams, An Introduction to Management Science"
HILLIER = "Hillier, Hillier, Introduction to Management Science"
WINSTON = "Winston, Operations Research: Applications and Algorithms, 4th edition"


def relax_lake(solve: Solve) -> Answer:
    book = ByHand(solve)
    dtv, etv, dn, sn, r = book.numbers("daytime_tv evening_tv daily_newspaper sunday_magazine radio")
    book.rows(dtv <= 15, etv <= 10, dn <= 25, sn <= 4, r <= 30)
    book.rows(1500 * dtv + 3000 * etv + 400 * dn + 1000 * sn + 100 * r <= 30000)
    book.rows(dtv + etv >= 10, 1500 * dtv + 3000 * etv <= 18000)
    book.rows(1000 * dtv + 2000 * etv + 1500 * dn + 2500 * sn + 300 * r >= 50000)
    return Answer(book.maximise(65 * dtv + 90 * etv + 40 * dn + 60 * sn + 20 * r), book.plan())


def win_big(solve: Solve) -> Answer:
    book = ByHand(solve)
    tv, paper, half, minute = book.numbers("tv newspaper radio_prime radio_afternoon")
    book.rows(tv <= 12, paper <= 5, half <= 25, minute <= 20)
    book.rows(800 * tv + 925 * paper + 290 * half + 380 * minute <= 8000)
    book.rows(half + minute >= 5, 290 * half + 380 * minute <= 1800)
    return Answer(book.maximise(5000 * tv + 8500 * paper + 2400 * half + 2800 * minute), book.plan())


def flamingo(solve: Solve) -> Answer:
    book = ByHand(solve)
    t1, t2, r1, r2, n1, n2 = book.numbers("t1 t2 r1 r2 n1 n2")
    television, radio, newspaper = book.numbers("television radio newspaper")
    book.rows(television == t1 + t2, radio == r1 + r2, newspaper == n1 + n2, t1 <= 10, r1 <= 15, n1 <= 20)
    book.rows(10000 * television + 3000 * radio + 1000 * newspaper <= 279000)
    book.rows(4000 * t1 + 1500 * t2 + 2000 * r1 + 1200 * r2 + 1000 * n1 + 800 * n2 >= 100000)
    book.rows(radio >= 2 * television, television <= 20)
    book.rows(10000 * television >= 140000, 3000 * radio <= 99000, 1000 * newspaper >= 30000)
    value = book.maximise(90 * t1 + 55 * t2 + 25 * r1 + 20 * r2 + 10 * n1 + 5 * n2)
    return Answer(value, book.plan(television=1, radio=1, newspaper=1))


def westchester(solve: Solve) -> Answer:
    book = ByHand(solve)
    t, r, n = book.numbers("television radio newspaper")
    book.rows(2000 * t + 300 * r + 600 * n <= 18200, t <= 10, r <= 20, n <= 10)
    book.rows(r <= 0.5 * (t + r + n), t >= 0.1 * (t + r + n))
    return Answer(book.maximise(100000 * t + 18000 * r + 40000 * n), book.plan())


def dorian_auto(solve: Solve) -> Answer:
    book = ByHand(solve)
    comedy, football = book.numbers("comedy football")
    book.rows(7 * comedy + 2 * football >= 28, 2 * comedy + 12 * football >= 24)
    return Answer(book.minimise(50000 * comedy + 100000 * football), book.plan())


def super_grain(solve: Solve) -> Answer:
    book = ByHand(solve)
    tv, magazines, sunday = book.numbers("tv magazines sunday_supplements")
    book.rows(300 * tv + 150 * magazines + 100 * sunday <= 4000)
    book.rows(90 * tv + 30 * magazines + 40 * sunday <= 1000, tv <= 5)
    return Answer(book.maximise(1300 * tv + 600 * magazines + 500 * sunday), book.plan())


def super_grain_families(solve: Solve) -> Answer:
    book = ByHand(solve)
    tv, magazines, sunday = book.numbers("tv magazines sunday_supplements")
    book.rows(300 * tv + 150 * magazines + 100 * sunday <= 4000)
    book.rows(90 * tv + 30 * magazines + 40 * sunday <= 1000, tv <= 5)
    book.rows(1.2 * tv + 0.1 * magazines >= 5, 0.5 * tv + 0.2 * magazines + 0.2 * sunday >= 5)
    book.rows(40 * magazines + 120 * sunday == 1490)
    return Answer(book.maximise(1300 * tv + 600 * magazines + 500 * sunday), book.plan())


def profit_gambit(solve: Solve) -> Answer:
    book = ByHand(solve)
    tv, print_media = book.numbers("tv print_media")
    book.rows(print_media >= 3, 3 * tv + 2 * print_media >= 18, -tv + 4 * print_media >= 4)
    return Answer(book.minimise(1e6 * tv + 2e6 * print_media), book.plan())


def biggs(solve: Solve) -> Answer:
    book = ByHand(solve)
    tv, radio, paper = book.numbers("television radio newspaper")
    return _biggs(book, tv, radio, paper)


def biggs_whole(solve: Solve) -> Answer:
    book = ByHand(solve)
    return _biggs(book, book.whole("television"), book.whole("radio"), book.whole("newspaper"))


def _biggs(book: ByHand, tv: Any, radio: Any, paper: Any) -> Answer:
    book.rows(15000 * tv + 6000 * radio + 4000 * paper <= 100000, tv + radio + paper <= 15)
    book.rows(tv <= 4, radio <= 10, paper <= 7)
    return Answer(book.maximise(20000 * tv + 12000 * radio + 9000 * paper), book.plan())


PROBLEMS: tuple[Published, ...] = (
    Published(
        "media_relax_lake",
        f"{ASW}, marketing applications of linear programming: Relax-and-Enjoy Lake Development",
        ("media selection", "integer units", "capacities"),
        "outcome exposure",
        (2370,),
        relax_lake,
        {"daytime_tv": 10, "evening_tv": 0, "daily_newspaper": 25, "sunday_magazine": 2, "radio": 30},
    ),
    Published(
        "media_win_big",
        "Render, Stair, Hanna, Quantitative Analysis for Management: Win Big Gambling Club",
        ("media selection",),
        "outcome audience",
        (67240.30,),
        win_big,
        {"tv": 1.96875, "newspaper": 5, "radio_prime": 1800 / 290, "radio_afternoon": 0},
        rounding=0.005,
    ),
    Published(
        "media_flamingo",
        f"{ASW}, case problem: planning an advertising campaign (The Flamingo Grill)",
        ("media selection", "falling rates", "ratios"),
        "outcome rating",
        (2160,),
        flamingo,
        {"television": 15, "radio": 33, "newspaper": 30},
    ),
    Published(
        "media_westchester",
        f"{ASW}, problem of the chapter on applications: Westchester Chamber of Commerce",
        ("media selection", "shares of a number of units"),
        "outcome audience",
        (1052000,),
        westchester,
        {"television": 4, "radio": 14, "newspaper": 10},
    ),
    Published(
        "media_dorian_auto",
        f"{WINSTON}, section 3.2, example 2: Dorian Auto",
        ("media selection", "least cost with floors on metrics"),
        "spend",
        (320000,),
        dorian_auto,
        {"comedy": 3.6, "football": 1.4},
    ),
    Published(
        "media_super_grain",
        f"{HILLIER}: Super Grain Corp., advertising mix (resource allocation)",
        ("media selection", "capacities"),
        "outcome exposure",
        (17000,),
        super_grain,
        {"tv": 0, "magazines": 20, "sunday_supplements": 10},
    ),
    Published(
        "media_super_grain_families",
        f"{HILLIER}: Super Grain Corp., advertising mix (the mixed problem)",
        ("media selection", "capacities", "floors on metrics"),
        "outcome exposure",
        (16175,),
        super_grain_families,
        {"tv": 3, "magazines": 14, "sunday_supplements": 7.75},
    ),
    Published(
        "media_profit_gambit",
        f"{HILLIER}: Profit & Gambit Co., advertising mix",
        ("media selection", "least cost with floors on metrics", "negative rates"),
        "spend",
        (10e6,),
        profit_gambit,
        {"tv": 4, "print_media": 3},
    ),
    Published(
        "media_biggs",
        "Taylor, Introduction to Management Science, linear programming: a marketing example (Biggs)",
        ("media selection",),
        "outcome exposure",
        (185000,),
        biggs,
        {"television": 20 / 11, "radio": 10, "newspaper": 35 / 11},
        rounding=0.5,
    ),
    Published(
        "media_biggs_whole",
        "Taylor, Introduction to Management Science, linear programming: a marketing example (Biggs), whole",
        ("media selection", "integer units"),
        "outcome exposure",
        (184000,),
        biggs_whole,
        {"television": 2, "radio": 9, "newspaper": 4},
        optimum_from="direct model",
    ),
)
