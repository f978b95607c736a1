"""Portfolios and loan policies: shares, ratios and averages."""

from __future__ import annotations

from tests.published.by_hand import Answer, ByHand, Published, Solve

RAGSDALE = "Ragsdale, Spreadsheet Modeling and Decision Analysis"
RENDER = "Render, Stair, Hanna, Quantitative Analysis for Management"


def welte(solve: Solve) -> Answer:
    book = ByHand(solve)
    a, p, m, h, g = book.numbers("atlantic_oil pacific_oil midwest_steel huber_steel government_bonds")
    book.rows(a + p + m + h + g == 100000, a + p <= 50000, m + h <= 50000)
    book.rows(g >= 0.25 * (m + h), p <= 0.6 * (a + p))
    return Answer(book.maximise(0.073 * a + 0.103 * p + 0.064 * m + 0.075 * h + 0.045 * g), book.plan())


def bank_loans(solve: Solve) -> Answer:
    book = ByHand(solve)
    x1, x2, x3, x4, x5 = book.numbers("personal car home farm commercial")
    bad = 0.1 * x1 + 0.07 * x2 + 0.03 * x3 + 0.05 * x4 + 0.02 * x5
    interest = 0.14 * 0.9 * x1 + 0.13 * 0.93 * x2 + 0.12 * 0.97 * x3 + 0.125 * 0.95 * x4 + 0.1 * 0.98 * x5
    every = x1 + x2 + x3 + x4 + x5
    book.rows(every <= 12e6, x4 + x5 >= 0.4 * every, x3 >= 0.5 * (x1 + x2 + x3), bad <= 0.04 * every)
    return Answer(book.maximise(interest - bad), book.plan())


def city_trust(solve: Solve) -> Answer:
    book = ByHand(solve)
    credits, bonds, gold, loans = book.numbers("trade_credits corporate_bonds gold_stocks construction_loans")
    every = credits + bonds + gold + loans
    book.rows(credits <= 1e6, bonds <= 2.5e6, gold <= 1.5e6, loans <= 1.8e6, every <= 5e6)
    book.rows(gold + loans >= 0.55 * every, credits >= 0.15 * every)
    return Answer(book.maximise(0.07 * credits + 0.11 * bonds + 0.19 * gold + 0.15 * loans), book.plan())


def heinlein(solve: Solve) -> Answer:
    book = ByHand(solve)
    bonds, thompson, aerospace, drugs, homes = book.numbers("la_bonds thompson aerospace palmer_drugs homes")
    book.rows(bonds + thompson + aerospace + drugs + homes <= 250000, bonds >= 50000)
    book.rows(thompson + aerospace + drugs >= 100000, homes <= 0.5 * bonds)
    value = 0.053 * bonds + 0.068 * thompson + 0.049 * aerospace + 0.084 * drugs + 0.118 * homes
    return Answer(book.maximise(value), book.plan())


def allen(solve: Solve) -> Answer:
    book = ByHand(solve)
    bonds, deposits, bills, stock = book.numbers("bonds deposits bills stock_fund")
    book.rows(bonds <= 14000, deposits - bonds - bills - stock <= 0, deposits + bills >= 21000)
    book.rows(deposits + bills - 1.2 * (bonds + stock) >= 0, bonds + deposits + bills + stock == 70000)
    return Answer(book.maximise(0.085 * bonds + 0.05 * deposits + 0.065 * bills + 0.13 * stock), book.plan())


def retirement(solve: Solve) -> Answer:
    book = ByHand(solve)
    acme, dyna, eagle, micro, opti, sabre = book.numbers("acme dynastar eagle micromodeling optipro sabre")
    book.rows(acme + dyna + eagle + micro + opti + sabre == 750000)
    book.rows(*(each <= 187500 for each in (acme, dyna, eagle, micro, opti, sabre)))
    book.rows(acme + dyna + micro + sabre >= 375000, dyna + eagle + opti <= 262500)
    value = 0.0865 * acme + 0.095 * dyna + 0.1 * eagle + 0.0875 * micro + 0.0925 * opti + 0.09 * sabre
    return Answer(book.maximise(value), book.plan())


def bank_bonds(solve: Solve) -> Answer:
    book = ByHand(solve)
    a, b, c, d, e = book.numbers("bond_a bond_b bond_c bond_d bond_e")
    every = a + b + c + d + e
    book.rows(b + c + d >= 4, every <= 10, 2 * a + 2 * b + c + d + 5 * e <= 1.4 * every)
    book.rows(9 * a + 15 * b + 4 * c + 3 * d + 2 * e <= 5 * every)
    value = book.maximise(0.043 * a + 0.027 * b + 0.025 * c + 0.022 * d + 0.045 * e)
    return Answer((1e6 * value[0],), book.plan(bond_a=1e6, bond_b=1e6, bond_c=1e6, bond_d=1e6, bond_e=1e6))


PROBLEMS: tuple[Published, ...] = (
    Published(
        "portfolio_welte",
        "Anderson, Sweeney, Williams, An Introduction to Management Science: Welte Mutual Funds",
        ("portfolio", "shares"),
        "net_return",
        (8000,),
        welte,
        {"atlantic_oil": 20000, "pacific_oil": 30000, "midwest_steel": 0, "huber_steel": 40000}
        | {"government_bonds": 10000},
        "spend",
    ),
    Published(
        "portfolio_bank_loans",
        "Taha, Operations Research: An Introduction, investment applications: Bank Loan Policy",
        ("loan policy", "ratios"),
        "net_return",
        (996480,),
        bank_loans,
        {"personal": 0, "car": 0, "home": 7.2e6, "farm": 0, "commercial": 4.8e6},
        "spend",
    ),
    Published(
        "portfolio_city_trust",
        f"{RENDER}, linear programming applications: International City Trust",
        ("portfolio", "shares"),
        "net_return",
        (712000,),
        city_trust,
        {"trade_credits": 750000, "corporate_bonds": 950000, "gold_stocks": 1.5e6}
        | {"construction_loans": 1.8e6},
        "spend",
    ),
    Published(
        "portfolio_heinlein",
        f"{RENDER}, problem of the chapter on applications: Heinlein and Krampf Brokerage",
        ("portfolio", "ratios"),
        "net_return",
        (20300,),
        heinlein,
        {"la_bonds": 50000, "thompson": 0, "aerospace": 0, "palmer_drugs": 175000, "homes": 25000},
        "spend",
    ),
    Published(
        "portfolio_allen",
        "Taylor, Introduction to Management Science, linear programming: an investment example (Allen)",
        ("portfolio", "ratios"),
        "net_return",
        (6618.18,),
        allen,
        {"bonds": 0, "deposits": 0, "bills": 420000 / 11, "stock_fund": 350000 / 11},
        "spend",
        optimum_from="direct model",
        rounding=0.005,
    ),
    Published(
        "portfolio_retirement",
        f"{RAGSDALE}, linear programming: Retirement Planning Services, Inc.",
        ("portfolio", "shares"),
        "net_return",
        (68887.50,),
        retirement,
        {"acme": 112500, "dynastar": 75000, "eagle": 187500, "micromodeling": 187500, "optipro": 0}
        | {"sabre": 187500},
        "spend",
    ),
    Published(
        "portfolio_bank_bonds",
        "Bradley, Hax, Magnanti, Applied Mathematical Programming, chapter 1: portfolio selection",
        ("portfolio", "averages"),
        "net_return",
        (298400,),
        bank_bonds,
        {"bond_a": 24e6 / 11, "bond_b": 0, "bond_c": 81e6 / 11, "bond_d": 0, "bond_e": 5e6 / 11},
        "spend",
        rounding=500,
    ),
)
