"""Money that is put to work over several periods: what comes back pays for what is bought later."""

from __future__ import annotations

from tests.published.by_hand import Answer, ByHand, Published, Solve

WINSTON = "Winston, Operations Research: Applications and Algorithms, 4th edition"
ALBRIGHT = "Winston, Albright, Practical Management Science"
HILLIER = "Hillier, Lieberman, Introduction to Operations Research"
TAHA = "Taha, Operations Research: An Introduction"
TAGS = ("cash", "several periods", "closing cash")


def finco(solve: Solve) -> Answer:
    book = ByHand(solve)
    a, b, c, d, e = (book.number(name, most=75000) for name in "abcde")
    s0, s1, s2 = book.numbers("s0 s1 s2")
    book.rows(
        a + c + d + s0 == 100000,
        0.5 * a + 1.2 * c + 1.08 * s0 == b + s1,
        a + 0.5 * b + 1.08 * s1 == e + s2,
    )
    value = book.maximise(b + 1.9 * d + 1.5 * e + 1.08 * s2)
    return Answer(value, book.plan(a=1, b=1, c=1, d=1, e=1))


def barney_jones(solve: Solve) -> Answer:
    book = ByHand(solve)
    a, b, c, d, e = (book.number(name, most=75000) for name in "abcde")
    s1, s2, s3, s4 = book.numbers("s1 s2 s3 s4")
    book.rows(
        a + c + s1 == 100000,
        0.5 * a + 1.2 * c + 1.03 * s1 == b + s2,
        a + 0.5 * b + 1.03 * s2 == e + s3,
        b + 1.5 * e + 1.03 * s3 == d + s4,
    )
    return Answer(book.maximise(1.9 * d + 1.03 * s4), book.plan(a=1, b=1, c=1, d=1, e=1))


def investor(solve: Solve) -> Answer:
    """Activity A gives 1.40 after 2 years, B 1.70 after 3, C 1.90 and D 1.30 once each."""
    book = ByHand(solve)
    a1, a2, a3, a4 = book.numbers("a1 a2 a3 a4")
    b1, b2, b3 = book.numbers("b1 b2 b3")
    c2, d5 = book.numbers("c2 d5")
    r1, r2, r3, r4, r5 = book.numbers("r1 r2 r3 r4 r5")
    book.rows(
        a1 + b1 + r1 == 60000,
        a2 + b2 + c2 + r2 == r1,
        a3 + b3 + r3 == r2 + 1.4 * a1,
        a4 + r4 == r3 + 1.4 * a2 + 1.7 * b1,
        d5 + r5 == r4 + 1.4 * a3 + 1.7 * b2,
    )
    value = book.maximise(r5 + 1.4 * a4 + 1.7 * b3 + 1.9 * c2 + 1.3 * d5)
    return Answer(value, {"a": a1.varValue + a2.varValue + a3.varValue + a4.varValue, "d": d5.varValue})


def two_plans(solve: Solve) -> Answer:
    book = ByHand(solve)
    a1, a2, a3, b1, b2 = book.numbers("a1 a2 a3 b1 b2")
    book.rows(a1 + b1 <= 100000, a2 + b2 <= 1.7 * a1, a3 <= 1.7 * a2 + 3 * b1)
    value = book.maximise(1.7 * a3 + 3 * b2)
    return Answer(value, {"a": a1.varValue + a2.varValue + a3.varValue, "b": b1.varValue + b2.varValue})


def investor_doe(solve: Solve) -> Answer:
    book = ByHand(solve)
    p1, p2, p3, p4 = book.numbers("project_1 project_2 project_3 project_4")
    y1, y2, y3, y4 = book.numbers("y1 y2 y3 y4")
    book.rows(
        p1 + p2 + p4 + y1 == 10000,
        0.5 * p1 + 0.6 * p2 + 0.4 * p4 + 1.065 * y1 == p3 + y2,
        0.3 * p1 + 0.2 * p2 + 0.8 * p3 + 0.6 * p4 + 1.065 * y2 == y3,
        1.8 * p1 + 1.5 * p2 + 1.9 * p3 + 1.8 * p4 + 1.065 * y3 == y4,
    )
    value = book.maximise(1.2 * p1 + 1.3 * p2 + 0.8 * p3 + 0.95 * p4 + 1.065 * y4)
    return Answer(value, book.plan(project_1=1, project_2=1, project_3=1, project_4=1))


def hirise(solve: Solve) -> Answer:
    """Amounts in millions of dollars; one of them comes in at each of the five dates."""
    book = ByHand(solve)
    one, two = book.number("one", most=1), book.number("two", most=1)
    b1, b2, b3, b4 = (book.number(f"b{quarter}", most=1) for quarter in range(1, 5))
    s1, s2, s3, s4 = book.numbers("s1 s2 s3 s4")
    book.rows(
        1 + b1 == one + 3 * two + s1,
        1 + 1.02 * s1 + b2 == 3.1 * one + 2.5 * two + 1.025 * b1 + s2,
        1 + 1.02 * s2 + b3 + 1.5 * two == 1.5 * one + 1.025 * b2 + s3,
        1 + 1.02 * s3 + b4 + 1.8 * one + 1.8 * two == 1.025 * b3 + s4,
    )
    value = book.maximise(1e6 * (1 + 1.02 * s4 + 5 * one + 2.8 * two - 1.025 * b4))
    return Answer(value, book.plan(one=5.6e6, two=5.5e6))


def investment_planning(solve: Solve) -> Answer:
    """Cash in thousands; at the end of each year interest is added to all that is there."""
    flows = {
        1: (-150, -50, 0, 90, 550, 0),
        2: (-80, -180, -200, 120, 210, 520),
        3: (-220, -300, -120, 150, 290, 550),
        4: (-110, -60, 70, 130, 0, 0),
        5: (0, -100, 10, 90, 220, 630),
    }
    book = ByHand(solve)
    part = {j: book.number(f"project_{j}", most=1) for j in flows}
    begun = {j: book.either(f"begun_{j}") for j in flows}
    book.rows(*(part[j] <= begun[j] for j in flows))
    book.rows(part[5] <= part[4], begun[1] + begun[2] <= 1, begun[3] + begun[4] >= 1)
    book.rows(sum(begun.values()) >= 2, sum(begun.values()) <= 3)
    cash = 0.0
    for year, own in enumerate((500, 650, 0, 0, 0, 0)):
        after = book.number(f"cash_{year}")
        book.rows(after == 1.1 * (cash + own + sum(part[j] * flow[year] for j, flow in flows.items())))
        cash = after
    prices = {"project_1": 200.0, "project_2": 460.0, "project_3": 640.0, "project_4": 170.0}
    return Answer(book.maximise(cash), book.plan(**prices, project_5=100.0))


PROBLEMS = (
    Published(
        "cash_finco",
        f"{WINSTON}, chapter 3, section on multiperiod financial models, example Finco Investment",
        TAGS,
        "closing_cash",
        (218500.0,),
        finco,
        {"a": 60000.0, "b": 30000.0, "c": 0.0, "d": 40000.0, "e": 75000.0},
        "spend",
    ),
    Published(
        "cash_barney_jones",
        f"{ALBRIGHT}, chapter 4, example on multiperiod investing at Barney-Jones",
        TAGS,
        "closing_cash",
        (286792.0,),
        barney_jones,
        measure="spend",
        rounding=1.0,
    ),
    Published(
        "cash_investor",
        f"{HILLIER}, chapter 3, problem of the investor with activities A, B, C and D",
        TAGS,
        "closing_cash",
        (152880.0,),
        investor,
        measure="spend",
    ),
    Published(
        "cash_two_plans",
        f"{TAHA}, chapter on linear programming, problem of the executive with plans A and B",
        TAGS,
        "closing_cash",
        (510000.0,),
        two_plans,
        measure="spend",
    ),
    Published(
        "cash_investor_doe",
        f"{TAHA}, chapter on linear programming, problem of Investor Doe's four projects",
        TAGS,
        "closing_cash",
        (53628.73,),
        investor_doe,
        {"project_1": 0.0, "project_2": 10000.0, "project_3": 6000.0, "project_4": 0.0},
        "spend",
        rounding=0.01,
    ),
    Published(
        "cash_hirise",
        f"{TAHA}, chapter on linear programming, problem of HiRise Construction's two projects",
        (*TAGS, "loan"),
        "closing_cash",
        (5836600.0,),
        hirise,
        measure="spend",
        rounding=50.0,
    ),
    Published(
        "cash_investment_planning",
        "Sonnet (public C# library), example 1, Investment planning, after a course in Leiden",
        (*TAGS, "divisible projects", "choices"),
        "closing_cash",
        (3288.24,),
        investment_planning,
        measure="spend",
        optimum_from="direct model",
        rounding=0.01,
    ),
)
