"""What comes back in time for later payments, and what can be begun or sold in one of several years."""

from __future__ import annotations

from typing import Any

from tests.published.by_hand import Answer, ByHand, Published, Solve

GUERET = "Guéret, Prins, Sevaux, Applications of Optimization with Xpress-MP"
BREALEY = "Brealey, Myers, Principles of Corporate Finance, chapter on capital rationing"
BEASLEY = "Beasley, OR-Notes, integer programming, project selection tutorial question"
TAYLOR = "Taylor, Introduction to Management Science, chapter on integer programming, Globex Investment"
OFFICES = "Mathematics Stack Exchange, question on a binary program for three office blocks"
TAGS = ("projects", "money of each year")


def rationed(solve: Solve) -> Answer:
    return _rationed(solve, whole=False)


def rationed_whole(solve: Solve) -> Answer:
    return _rationed(solve, whole=True)


def _rationed(solve: Solve, *, whole: bool) -> Answer:
    """In the second period 10 come in, and what the first projects bring by then pays for the last one."""
    book = ByHand(solve)
    make = book.either if whole else lambda name: book.number(name, most=1)
    a, b, c, d = (make(name) for name in "abcd")
    book.rows(10 * a + 5 * b + 5 * c <= 10, -30 * a - 5 * b - 5 * c + 40 * d <= 10)
    return Answer(book.maximise(21 * a + 16 * b + 12 * c + 13 * d), book.plan(a=10e6, b=5e6, c=5e6, d=40e6))


def tutorial(solve: Solve) -> Answer:
    """What project 4 brings is money of the third year."""
    book = ByHand(solve)
    x1, x2, x3, x4 = book.eithers("project_1 project_2 project_3 project_4")
    book.rows(
        0.5 * x1 + 1.5 * x3 + 0.1 * x4 <= 3.1,
        0.3 * x1 + 0.8 * x2 + 1.5 * x3 + 0.4 * x4 <= 2.5,
        0.2 * x1 + 0.2 * x2 + 0.3 * x3 <= 0.4 + 0.1 * x4,
        x1 + x2 <= 1,
    )
    value = book.maximise(0.2 * x1 + 0.3 * x2 + 0.5 * x3 + 0.1 * x4)
    return Answer(value, book.plan(project_1=1e6, project_2=1e6, project_3=3.3e6, project_4=5e5))


def family_budget(solve: Solve) -> Answer:
    book = ByHand(solve)
    due = {1: 550 + 630 + 340, 2: 135, 6: 850, 4: 100}  # every so many months
    saved: Any = 0.0
    leisure = [book.number(f"leisure_{month}", least=165) for month in range(1, 13)]
    for month, spent in enumerate(leisure, 1):
        kept = book.number(f"saved_{month}")
        bills = sum(amount for months, amount in due.items() if month % months == 0)
        book.rows(kept == saved + 1900 + 150 - bills - spent)
        saved = kept
    return Answer(book.maximise(sum(leisure)), {"hobbies": sum(each.varValue for each in leisure)})


def globex(solve: Solve) -> Answer:
    """Each company is sold in one of three years, at another price in each."""
    prices = ((14, 18, 23), (9, 11, 15), (18, 23, 27), (16, 21, 25), (12, 16, 22), (21, 23, 28))
    book = ByHand(solve)
    sold = [[book.either(f"sold_{company}_{year}") for year in range(3)] for company in range(6)]
    book.rows(*(sum(years) <= 1 for years in sold))
    earned = [sum(prices[j][year] * sold[j][year] for j in range(6)) for year in range(3)]
    book.rows(earned[0] >= 20, earned[1] >= 25, earned[2] >= 35)
    return Answer(book.maximise(sum(earned)), {})


def offices(solve: Solve) -> Answer:
    """Rents in thousands; a block begun in year s is let from the year after its last building year."""
    blocks = {"alpha": (2, 50, 50), "beta": (2, 20, 30), "gamma": (3, 30, 50)}  # years, workers, rent
    book = ByHand(solve)
    busy: list[Any] = [0.0] * 5
    rent: Any = 0.0
    for name, (years, workers, yearly) in blocks.items():
        begun = [book.either(f"{name}_{year}") for year in range(6 - years)]
        book.rows(sum(begun) == 1)
        for year, start in enumerate(begun):
            rent += yearly * (5 - year - years) * start
            for at in range(year, year + years):
                busy[at] += workers * start
    book.rows(*(workers <= 60 for workers in busy))
    return Answer(book.maximise(1000 * rent), {})


PROBLEMS = (
    Published(
        "cash_rationed",
        f"{BREALEY}: four projects, in part",
        (*TAGS, "divisible", "reinvested"),
        "outcome npv",
        (36.25,),
        rationed,
        {"a": 5e6, "b": 5e6, "c": 0.0, "d": 30e6},
        measure="spend",
        optimum_from="direct model",
    ),
    Published(
        "cash_rationed_whole",
        f"{BREALEY}: four projects, whole or not at all",
        (*TAGS, "all or nothing", "reinvested"),
        "outcome npv",
        (34.0,),
        rationed_whole,
        {"a": 10e6, "b": 0.0, "c": 0.0, "d": 40e6},
        measure="spend",
        optimum_from="direct model",
    ),
    Published(
        "cash_tutorial",
        BEASLEY,
        (*TAGS, "all or nothing", "reinvested"),
        "outcome npv",
        (0.8,),
        tutorial,
        measure="spend",
        optimum_from="direct model",
    ),
    Published(
        "cash_family_budget",
        f"{GUERET}, part on economics, planning the family budget",
        ("cash", "carry over"),
        "outcome leisure",
        (3550.0,),
        family_budget,
        measure="spend",
        optimum_from="direct model",
    ),
    Published(
        "cash_globex",
        TAYLOR,
        ("projects", "start in one of several years"),
        "outcome proceeds",
        (125.0,),
        globex,
        measure="spend",
        optimum_from="direct model",
    ),
    Published(
        "cash_offices",
        OFFICES,
        ("projects", "start in one of several years", "capacity"),
        "closing_cash",
        (190000.0,),
        offices,
        measure="spend",
        optimum_from="direct model",
    ),
)
