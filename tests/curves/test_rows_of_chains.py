"""Rows above what the months of an item bring together: every plan keeps them where they hold."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from allocator.model.build import Model
from allocator.model.pulp_bridge import INFINITY
from allocator.model.running import Settings
from allocator.model.smooth.chains.chained import Chained, Duals
from allocator.model.smooth.chains.responding import Prices
from allocator.model.smooth.hulls.spanned import Spanned
from allocator.model.smooth.hulls.spans import Leaf, Span
from allocator.model.smooth.hulls.tree import Tree
from allocator.model.stages import signed
from tests.curves.test_chains import model_of, year

Data = dict[str, Any]


def laid_on(data: Data) -> tuple[Spanned, Model]:
    model = model_of(data)
    laid = Spanned.on(model, Settings(gap=1e-4))
    laid.measure()
    laid.lay_above()
    return laid, model


def plan_of(laid: Spanned, c: int, rng: random.Random, span: Span) -> dict[int, float]:
    """The columns of one chain in some plan on a span: its money, its uses, and what its curves bring.

    Nothing where it would take more money than there is.
    """
    chained = laid.chained
    chain, room = chained.chains[c], chained.rooms.of(c, span)
    chosen = [rng.choice(choices) for choices in room.choices]
    amounts = [rng.choice([one.least, one.most, rng.uniform(one.least, one.most)]) for one in chosen]
    z, values = 0.0, dict[int, float]()
    for link, amount, choice, most in zip(chain.links, amounts, chosen, room.high, strict=True):
        z = link.step.kept * z + link.step.given + link.step.weight * amount
        if z > most:
            return {}
        values |= {link.column: amount, link.flag: float(choice.is_use)}
        for k in link.step.curves.tolist():
            curve = laid._shapes.stack.take(np.array([k]))
            brought = float(curve.value(np.array([[max(z, 1e-12)]]))[0, 0])
            values[int(chained.brought[k])] = brought / float(chained.units[k])
    values.pop(-1, None)
    return values


def entries_of(laid: Spanned, row: int) -> dict[int, float]:
    _, columns, values = laid.session._live.getRowEntries(row)
    return dict(zip(np.asarray(columns).tolist(), np.asarray(values).tolist(), strict=True))


def most_of(laid: Spanned, row: int) -> float:
    return float(laid.session.bounds_of_rows()[row][1])


def answered(chained: Chained, c: int, prices: Prices, span: Span, laid: Spanned) -> None:
    values = laid.session.values
    chained.lay(c, chained.answer(c, prices, chained.rooms.of(c, span), values), laid.session.prices)


@pytest.mark.parametrize("way", ["least", "fee"])
def test_every_plan_keeps_the_rows_of_chains_at_any_prices(way: str):
    """Also where an outcome is worth less than nothing: then the row says nothing of it."""
    laid, model = laid_on(year(2, way, count=2, periods=4))
    laid.session.minimise(signed(model.wishes[0]))
    rng, numbers = random.Random(5), np.random.default_rng(5)
    chained = laid.chained
    assert len(chained.chains) == 2
    for c, chain in enumerate(chained.chains):
        for _ in range(8):
            worth = numbers.uniform(-0.3, 1, len(chain.curves))
            asked = numbers.uniform(-0.2, 0.6, len(chain.columns)) * (chain.columns >= 0)
            asked[len(chain.links) :] *= 1000
            answered(chained, c, Prices(worth, asked), laid.whole, laid)
        plans = [plan_of(laid, c, rng, laid.whole) for _ in range(300)]
        closest = np.inf
        for row in (row for row in chained._rows[c] if row.answer is not None):
            entries, most = entries_of(laid, row.number), most_of(laid, row.number)
            reached = max(sum(entries.get(k, 0.0) * v for k, v in plan.items()) for plan in plans)
            assert reached <= most
            closest = min(closest, (most - reached) / abs(most))
        assert closest < 0.5


def narrowed(laid: Spanned, c: int, used: int) -> Span:
    """The whole span, but a month of a chain is used, or not."""
    lower, upper = laid.whole.lower.copy(), laid.whole.upper.copy()
    place = laid.chained.rooms.flags[c][1]
    lower[place] = upper[place] = used
    return laid.whole._replace(lower=lower, upper=upper)


def test_a_row_holds_on_the_span_of_its_answer_and_within_alone():
    laid, model = laid_on(year(2, "least", count=2, periods=4))
    laid.session.minimise(signed(model.wishes[0]))
    chained, unused, used = laid.chained, narrowed(laid, 0, 0), narrowed(laid, 0, 1)
    chain = chained.chains[0]
    prices = Prices(np.ones(len(chain.curves)), np.zeros(len(chain.columns)))
    chained.confine(unused)
    answered(chained, 0, prices, unused, laid)
    (row,) = (row for row in chained._rows[0] if row.answer is not None)
    assert row.answer is not None
    most = row.answer.response.bound / row.size
    assert most_of(laid, row.number) == pytest.approx(most)
    for other in (laid.whole, used):
        chained.confine(other)
        assert most_of(laid, row.number) >= INFINITY
        chained.confine(unused)
        assert most_of(laid, row.number) == pytest.approx(most)
    chained.rest()
    assert most_of(laid, row.number) >= INFINITY
    chained.confine(unused)
    assert most_of(laid, row.number) == pytest.approx(most)
    chained.rest()
    chained.forget()
    chained.confine(unused)
    assert most_of(laid, row.number) >= INFINITY


@pytest.mark.parametrize("way", ["least", "fee"])
def test_a_bound_by_chains_is_below_every_plan_and_the_rows_say_as_much(way: str):
    """A solve with the rows that its answers ask for reaches no less than the bound that these proved."""
    laid, model = laid_on(year(4, way, count=2, periods=4))
    tree = Tree(laid, model.wishes[0], [Leaf(laid.whole)])
    tree.search(1e-4, solves=400)
    assert tree.best is not None
    laid.lay_above()
    laid.confine(laid.whole)
    bounds = list[float]()
    for _ in range(8):
        value = laid.session.minimise(signed(model.wishes[0])).value
        stand = laid.answered(laid.stand(value), laid.whole, 0.0)
        bounds.append(stand.bound)
        assert stand.bound <= tree.best.value + 1e-6 * abs(tree.best.value)
        duals = Duals(laid.session.values, laid.session.prices, laid.session.reduced_costs)
        if not laid.chained.tighten(stand.answers, duals.rows, 0.0):
            break
    assert bounds[-1] > bounds[0] - 1e-9
