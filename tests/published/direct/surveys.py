"""Marketing research: the cheapest sample that meets its quotas."""

from __future__ import annotations

from tests.published.by_hand import Answer, ByHand, Published, Solve


def msa(solve: Solve) -> Answer:
    book = ByHand(solve)
    b1, b2, b3 = book.numbers("border_young border_middle border_old")
    n1, n2, n3 = book.numbers("inland_young inland_middle inland_old")
    book.rows(b1 + b2 + b3 + n1 + n2 + n3 >= 2300, b1 + n1 >= 1000, b2 + n2 >= 600)
    book.rows(b1 + b2 + b3 >= 0.15 * (b1 + b2 + b3 + n1 + n2 + n3), b3 <= 0.2 * (b3 + n3))
    cost = 7.5 * b1 + 6.8 * b2 + 5.5 * b3 + 6.9 * n1 + 7.25 * n2 + 6.1 * n3
    return Answer(book.minimise(cost), book.plan())


def market_survey(solve: Solve) -> Answer:
    book = ByHand(solve)
    dc, ec, dnc, enc = book.numbers("day_children evening_children day_none evening_none")
    book.rows(dc + ec + dnc + enc == 1000, dc + ec >= 400, dnc + enc >= 400, ec + enc >= dc + dnc)
    book.rows(ec >= 0.4 * (dc + ec), enc >= 0.6 * (dnc + enc))
    return Answer(book.minimise(20 * dc + 25 * ec + 18 * dnc + 20 * enc), book.plan())


PROBLEMS: tuple[Published, ...] = (
    Published(
        "survey_msa",
        "Render, Stair, Hanna, Quantitative Analysis for Management: Management Sciences Associates",
        ("survey", "least cost", "shares of a number of units"),
        "spend",
        (15166,),
        msa,
        {"border_young": 0, "border_middle": 600, "border_old": 140}
        | {"inland_young": 1000, "inland_middle": 0, "inland_old": 560},
    ),
    Published(
        "survey_market_survey",
        "Anderson, Sweeney, Williams, An Introduction to Management Science: Market Survey, Inc.",
        ("survey", "least cost", "ratios"),
        "spend",
        (20320,),
        market_survey,
        {"day_children": 240, "evening_children": 160, "day_none": 240, "evening_none": 360},
    ),
)
