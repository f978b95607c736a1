"""Credit lines, commercial paper, long and short loans, stretched payments: who pays for a bad month."""

from __future__ import annotations

from typing import Any

from tests.published.by_hand import Answer, ByHand, Published, Solve

CORNUEJOLS = "Cornuejols, Tütüncü, Optimization Methods in Finance, 1st edition"
WINSTON = "Winston, Operations Research: Applications and Algorithms, 4th edition"
HILLIER = "Hillier, Hillier, Introduction to Management Science"
CHVATAL = "Chvátal, Linear Programming, chapter 5"
TAGS = ("cash", "loans", "several periods", "closing cash")
TOYCO = (-12, -10, -8, -10, -4, 5, -7, -2, 15, 12, -7, 45)


def short_term(solve: Solve) -> Answer:
    """Cash in thousands: credit x, commercial paper y, excess funds z, final wealth v."""
    book = ByHand(solve)
    x1, x2, x3, x4, x5 = (book.number(f"x{month}", most=100) for month in range(1, 6))
    y1, y2, y3 = book.numbers("y1 y2 y3")
    z1, z2, z3, z4, z5 = book.numbers("z1 z2 z3 z4 z5")
    v = book.number("v")
    book.rows(
        x1 + y1 - z1 == 150,
        x2 + y2 - 1.01 * x1 + 1.003 * z1 - z2 == 100,
        x3 + y3 - 1.01 * x2 + 1.003 * z2 - z3 == -200,
        x4 - 1.02 * y1 - 1.01 * x3 + 1.003 * z3 - z4 == 200,
        x5 - 1.02 * y2 - 1.01 * x4 + 1.003 * z4 - z5 == -50,
        -1.02 * y3 - 1.01 * x5 + 1.003 * z5 - v == -300,
    )
    return Answer(book.maximise(1000 * v), {})


def toyco(solve: Solve) -> Answer:
    return _toyco(solve, stretched=False)


def toyco_stretched(solve: Solve) -> Answer:
    return _toyco(solve, stretched=True)


def _toyco(solve: Solve, *, stretched: bool) -> Answer:
    """Cash in thousands: a year's loan, a line of credit each month, and payments put off by a month."""
    book = ByHand(solve)
    year = book.number("long_term_loan")
    line, left, late = 0.0, 0.0, 0.0
    for month, flow in enumerate(TOYCO, 1):
        new, kept = book.number(f"line_{month}"), book.number(f"cash_{month}")
        later = book.number(f"late_{month}", most=max(-flow, 0) if stretched else 0)
        loan = year if month == 1 else -0.01 * year
        book.rows(kept == 1.004 * left - 1.015 * line - 1.01 * late + new + later + loan + flow)
        line, left, late = new, kept, later
    return Answer(book.maximise(1000 * (1.004 * left - 1.01 * year - 1.015 * line - 1.01 * late)), {})


def everglade(solve: Solve) -> Answer:
    """Cash in millions, with half a million to be kept; the long loan costs 7% a year for ten years."""
    book = ByHand(solve)
    long = book.number("long_term_loan")
    kept: Any = 0.0
    owed: Any = 0.0
    for year, flow in enumerate((-8, -2, -4, 3, 6, 3, -4, 7, -2, 10, 0)):
        new = book.number(f"short_{year}", most=0 if year == 10 else None)
        balance = book.number(f"balance_{year}", least=0.5)
        begin = 1 + long if year == 0 else 1.03 * kept - 1.1 * owed - 0.07 * long
        book.rows(balance == begin + new + flow - (long if year == 10 else 0))
        kept, owed = balance, new
    return Answer(book.maximise(1e6 * kept), {})


def semicond(solve: Solve) -> Answer:
    """Materials and sales are on credit, labour is paid at once; the current ratio shall be 2 or more."""
    book = ByHand(solve)
    tape, radio = book.number("tape_recorders", most=100), book.number("radios", most=100)
    cash = 10000 + 2000 - 1000 - 1000 - 50 * tape - 35 * radio
    assets = cash + 3000 - 2000 + 100 * tape + 90 * radio + 7000 + 2000 - 30 * tape - 40 * radio
    book.rows(cash >= 4000, assets >= 2 * (10000 - 1000 + 2000))
    return Answer(book.maximise((100 - 50 - 30) * tape + (90 - 35 - 40) * radio), book.plan())


def forestry(solve: Solve) -> Answer:
    """The return where a loan costs 50%: of it go 5,000 of outlays and 500 for the loan."""
    return _forestry(solve, 0.5)


def forestry_dear(solve: Solve) -> Answer:
    """The return where a loan costs 80%: none is worth its price."""
    return _forestry(solve, 0.8)


def _forestry(solve: Solve, cost: float) -> Answer:
    """Fell and leave 10 an acre, which brings 50; fell and plant 50 an acre, which brings 120."""
    book = ByHand(solve)
    leave, plant = book.number("leave"), book.number("plant")
    loan = book.number("loan", most=2000)
    book.rows(leave + plant <= 100, 10 * leave + 50 * plant <= 4000 + loan)
    (profit,) = book.maximise(40 * leave + 70 * plant - cost * loan)
    spent = 10 * leave.varValue + 50 * plant.varValue
    return Answer((profit + cost * loan.varValue + spent,), book.plan(leave=1, plant=1))


PROBLEMS = (
    Published(
        "cash_short_term",
        f"{CORNUEJOLS}, chapter 3, section on short-term financing",
        TAGS,
        "closing_cash",
        (92497.0,),
        short_term,
        rounding=0.5,
    ),
    Published(
        "cash_toyco",
        f"{WINSTON}, chapter 3, section on multiperiod financial models, problem of Toyco",
        TAGS,
        "closing_cash",
        (12434.39,),
        toyco,
        optimum_from="direct model",
        rounding=0.05,
    ),
    Published(
        "cash_toyco_stretched",
        f"{WINSTON}, chapter 3, section on multiperiod financial models, Toyco with payments stretched",
        TAGS,
        "closing_cash",
        (12558.67,),
        toyco_stretched,
        optimum_from="direct model",
        rounding=0.05,
    ),
    Published(
        "cash_everglade",
        f"{HILLIER}, case study of the Everglade Golden Years Company's cash flow",
        (*TAGS, "minimum cash"),
        "closing_cash",
        (3580610.22,),
        everglade,
        optimum_from="direct model",
        rounding=0.01,
    ),
    Published(
        "cash_semicond",
        f"{WINSTON}, chapter 3, section on short-term financial planning, example Semicond",
        ("cash", "minimum cash"),
        "outcome contribution",
        (2500.0,),
        semicond,
        {"tape_recorders": 50.0, "radios": 100.0},
    ),
    Published(
        "cash_forestry",
        f"{CHVATAL}, the forester's problem; the book asks what a loan may cost (75%), here it costs 50%",
        ("extra budget",),
        "return",
        (12000.0,),
        forestry,
        {"leave": 0.0, "plant": 100.0},
        optimum_from="direct model",
    ),
    Published(
        "cash_forestry_dear",
        f"{CHVATAL}, the forester's problem; the book asks what a loan may cost (75%), here it costs 80%",
        ("extra budget",),
        "return",
        (10250.0,),
        forestry_dear,
        {"leave": 25.0, "plant": 75.0},
    ),
)
