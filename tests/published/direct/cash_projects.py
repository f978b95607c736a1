"""Projects with outlays over the years: which, what part of each, under the money of each year."""

from __future__ import annotations

from typing import Any

from tests.published.by_hand import Answer, ByHand, Published, Solve

HILLIER = "Hillier, Hillier, Introduction to Management Science"
TAHA = "Taha, Operations Research: An Introduction"
GUERET = "Guéret, Prins, Sevaux, Applications of Optimization with Xpress-MP"
LORIE = "Lorie, Savage, Three Problems in Rationing Capital (1955), with Weingartner's linear program"
TAGS = ("projects", "money of each year")
Table = tuple[tuple[float, ...], ...]


def _chosen(book: ByHand, count: int, *, whole: bool) -> list[Any]:
    names = [f"project_{number}" for number in range(1, count + 1)]
    return [book.either(name) if whole else book.number(name, most=1) for name in names]


def _prices(outlays: Table, unit: float) -> dict[str, float]:
    return {f"project_{number}": unit * sum(years) for number, years in enumerate(outlays, 1)}


def _lapsing(
    solve: Solve,
    values: tuple[float, ...],
    outlays: Table,
    money: tuple[float, ...],
    *,
    whole: bool,
    unit: float = 1e3,
) -> Answer:
    """The money of each year can be spent in that year only; amounts in units of money."""
    book = ByHand(solve)
    part = _chosen(book, len(values), whole=whole)
    for year, there in enumerate(money):
        book.rows(sum(paid[year] * x for paid, x in zip(outlays, part, strict=True)) <= there)
    value = book.maximise(sum(worth * x for worth, x in zip(values, part, strict=True)))
    return Answer(value, book.plan(**_prices(outlays, unit)))


LORIE_SAVAGE = ((12, 3), (54, 7), (6, 6), (6, 2), (30, 35), (6, 6), (48, 4), (36, 3), (18, 3))
LORIE_VALUES = (14, 17, 17, 15, 40, 12, 14, 10, 12)


def lorie_savage(solve: Solve) -> Answer:
    return _lapsing(solve, LORIE_VALUES, LORIE_SAVAGE, (50, 20), whole=False)


def lorie_savage_whole(solve: Solve) -> Answer:
    return _lapsing(solve, LORIE_VALUES, LORIE_SAVAGE, (50, 20), whole=True)


FOX = (
    (10.5, 14.4, 2.2, 2.4),
    (8.3, 12.6, 9.5, 3.1),
    (10.2, 14.2, 5.6, 4.2),
    (7.2, 10.5, 7.5, 5.0),
    (12.3, 10.1, 8.3, 6.3),
    (9.2, 7.8, 6.9, 5.1),
)
FOX_VALUES = (32.40, 35.80, 17.75, 14.80, 18.20, 12.35)


def fox(solve: Solve) -> Answer:
    return _lapsing(solve, FOX_VALUES, FOX, (60, 70, 35, 20), whole=False)


def fox_carried(solve: Solve) -> Answer:
    """What a year leaves may be used in the next."""
    book = ByHand(solve)
    part = _chosen(book, len(FOX), whole=False)
    left: Any = 0.0
    for year, there in enumerate((60, 70, 35, 20)):
        kept = book.number(f"kept_{year}")
        book.rows(kept == left + there - sum(paid[year] * x for paid, x in zip(FOX, part, strict=True)))
        left = kept
    value = book.maximise(sum(worth * x for worth, x in zip(FOX_VALUES, part, strict=True)))
    return Answer(value, book.plan(**_prices(FOX, 1e3)))


def think_big(solve: Solve) -> Answer:
    """Shares of three developments; the table of the book adds up the outlays and the money of the years."""
    book = ByHand(solve)
    office, hotel, centre = (book.number(name, most=1) for name in ("office", "hotel", "centre"))
    book.rows(
        40 * office + 80 * hotel + 90 * centre <= 25,
        100 * office + 160 * hotel + 140 * centre <= 45,
        190 * office + 240 * hotel + 160 * centre <= 65,
        200 * office + 310 * hotel + 220 * centre <= 80,
    )
    value = book.maximise(45 * office + 70 * hotel + 50 * centre)
    return Answer(value, book.plan(office=2e8, hotel=3.1e8, centre=2.2e8))


def expansion(solve: Solve) -> Answer:
    outlays = (
        (1.8, 2.4, 2.4, 1.8, 1.5),
        (1.2, 1.8, 2.4, 0.6, 0.5),
        (1.2, 1.0, 0.0, 0.48, 0.0),
        (1.4, 1.4, 1.2, 1.2, 1.2),
        (1.6, 2.1, 2.5, 2.0, 1.8),
    )
    values, money = (10.8, 4.8, 3.2, 4.44, 12.25), (4.8, 6.0, 4.8, 4.2, 3.5)
    return _lapsing(solve, values, outlays, money, whole=True, unit=1e6)


PROBLEMS = (
    Published(
        "cash_lorie_savage",
        f"{LORIE}: nine projects, two years",
        (*TAGS, "divisible"),
        "outcome npv",
        (70.27,),
        lorie_savage,
        measure="spend",
        rounding=0.005,
    ),
    Published(
        "cash_lorie_savage_whole",
        f"{LORIE}: nine projects, two years, none in part",
        (*TAGS, "all or nothing"),
        "outcome npv",
        (70.0,),
        lorie_savage_whole,
        measure="spend",
        optimum_from="direct model",
    ),
    Published(
        "cash_fox",
        f"{TAHA}, chapter on linear programming, problem of Fox Enterprises' six projects",
        (*TAGS, "divisible"),
        "outcome npv",
        (116.06,),
        fox,
        measure="spend",
        rounding=0.005,
    ),
    Published(
        "cash_fox_carried",
        f"{TAHA}, chapter on linear programming, problem of Fox Enterprises, unused money carried over",
        (*TAGS, "divisible", "carry over"),
        "outcome npv",
        (127.72,),
        fox_carried,
        measure="spend",
        rounding=0.005,
    ),
    Published(
        "cash_think_big",
        f"{HILLIER}, chapter on linear programming applications, Think-Big Development Company",
        (*TAGS, "divisible", "carry over"),
        "outcome npv",
        (18.11,),
        think_big,
        measure="spend",
        rounding=0.005,
    ),
    Published(
        "cash_expansion",
        f"{GUERET}, part on economics, choice of expansion projects",
        (*TAGS, "all or nothing"),
        "outcome npv",
        (19.89,),
        expansion,
        {"project_1": 0.0, "project_2": 0.0, "project_3": 2.68e6, "project_4": 6.4e6, "project_5": 10e6},
        measure="spend",
    ),
)
