"""How little money must be set aside today, so that bonds and savings pay a schedule of obligations."""

from __future__ import annotations

from typing import Any

from tests.published.by_hand import Answer, ByHand, Published, Solve

CORNUEJOLS = "Cornuejols, Tütüncü, Optimization Methods in Finance, 1st edition"
ASW = "Anderson, Sweeney, Williams, An Introduction to Management Science"
ALBRIGHT = "Winston, Albright, Practical Management Science"
RAGSDALE = "Ragsdale, Spreadsheet Modeling and Decision Analysis"
GUERET = "Guéret, Prins, Sevaux, Applications of Optimization with Xpress-MP"
TAGS = ("cash", "least budget", "bonds", "several periods")


def _covered(book: ByHand, held: dict[Any, Any], due: tuple[float, ...], interest: float) -> Any:
    """The money needed at the first date: `held` maps columns to their flows, date by date."""
    money = book.number("money")
    kept: Any = 0.0
    for date, amount in enumerate(due):
        after = book.number(f"kept_{date}")
        flow = sum(flows[date] * column for column, flows in held.items() if date < len(flows))
        book.rows(after == (1 + interest) * kept + flow - amount + (money if date == 0 else 0.0))
        kept = after
    return money


def _bond(price: float, coupon: float, years: int, face: float) -> tuple[float, ...]:
    return (-price, *[coupon] * (years - 1), coupon + face)


def dedication(solve: Solve) -> Answer:
    prices = 102, 99, 101, 98, 98, 104, 100, 101, 102, 94
    coupons = 5, 3.5, 5, 3.5, 4, 9, 6, 8, 9, 7
    years = 1, 2, 2, 3, 4, 5, 5, 6, 7, 8
    book = ByHand(solve)
    bonds = enumerate(zip(prices, coupons, years, strict=True), 1)
    held = {book.number(f"bond_{number}"): _bond(*bond, 100) for number, bond in bonds}
    due = (0, 12000, 18000, 20000, 20000, 16000, 15000, 12000, 10000)
    value = book.minimise(_covered(book, held, due, 0.0))
    return Answer(value, book.plan(**{f"bond_{number}": 1.0 for number in range(1, 11)}))


def hewlitt(solve: Solve) -> Answer:
    book = ByHand(solve)
    b1, b2, b3 = book.numbers("bond_1 bond_2 bond_3")
    held = {b1: _bond(1150, 88.75, 5, 1000), b2: _bond(1000, 55, 6, 1000), b3: _bond(1350, 117.5, 7, 1000)}
    due = (430000, 210000, 222000, 231000, 240000, 195000, 225000, 255000)
    return Answer(book.minimise(_covered(book, held, due, 0.04)), book.plan(bond_1=1, bond_2=1, bond_3=1))


def judson(solve: Solve) -> Answer:
    book = ByHand(solve)
    b1, b2, b3 = book.numbers("bond_1 bond_2 bond_3")
    held = {b1: _bond(980, 60, 5, 1000), b2: _bond(970, 65, 11, 1000), b3: _bond(1050, 75, 14, 1000)}
    due = (11, 12, 14, 15, 16, 18, 20, 21, 22, 24, 25, 30, 31, 31, 31)
    value = book.minimise(_covered(book, held, tuple(1000.0 * amount for amount in due), 0.04))
    return Answer(value, book.plan(bond_1=1, bond_2=1, bond_3=1))


def taco_viva(solve: Solve) -> Answer:
    book = ByHand(solve)
    held: dict[Any, tuple[float, ...]] = {}
    offers = (
        ("a", 1, 1.018, range(6)),
        ("b", 2, 1.035, (0, 2, 4)),
        ("c", 3, 1.058, (0, 3)),
        ("d", 6, 1.11, (0,)),
    )
    for name, months, back, starts in offers:
        for start in starts:
            flows = (*[0.0] * start, -1.0, *[0.0] * (months - 1), back)
            held[book.number(f"{name}{start + 1}")] = flows
    due = (0, 0, 250000, 0, 250000, 0, 300000)
    return Answer(book.minimise(_covered(book, held, due, 0.0)), {})


def early_retirement(solve: Solve) -> Answer:
    book = ByHand(solve)
    sncf, fujitsu, treasury = (book.whole(name) for name in ("sncf", "fujitsu", "treasury"))
    held = {
        sncf: _bond(1000, 70, 5, 1000),
        fujitsu: _bond(800, 56, 4, 800),
        treasury: _bond(500, 32.5, 6, 500),
    }
    due = (1000000, 600000, 640000, 480000, 760000, 1020000, 950000)
    value = book.minimise(_covered(book, held, due, 0.032))
    return Answer(value, book.plan(sncf=1, fujitsu=1, treasury=1))


PROBLEMS = (
    Published(
        "cash_dedication",
        f"{CORNUEJOLS}, chapter 3, section on dedication, the municipality's bonds",
        TAGS,
        "budget",
        (93944.50,),
        dedication,
        rounding=0.5,
    ),
    Published(
        "cash_hewlitt",
        f"{ASW}, chapter on linear programming applications, financial planning at Hewlitt Corporation",
        TAGS,
        "budget",
        (1728793.85,),
        hewlitt,
        {"bond_1": 144.988, "bond_2": 187.856, "bond_3": 228.188},
        rounding=0.01,
    ),
    Published(
        "cash_judson",
        f"{ALBRIGHT}, chapter 4, example on managing a pension fund",
        TAGS,
        "budget",
        (197768.0,),
        judson,
        rounding=1.0,
    ),
    Published(
        "cash_taco_viva",
        f"{RAGSDALE}, chapter 3, example on a multi-period cash flow problem, Taco-Viva",
        TAGS,
        "budget",
        (741363.0,),
        taco_viva,
        rounding=1.0,
    ),
    Published(
        "cash_early_retirement",
        f"{GUERET}, part on economics, financing an early retirement scheme",
        TAGS,
        "budget",
        (4548915.40,),
        early_retirement,
        optimum_from="direct model",
        rounding=1.0,
    ),
)
