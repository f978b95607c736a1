"""What was assumed: every input of the scenario with its unit and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from allocator.reports.cells import text
from allocator.reports.document import Table
from allocator.reports.finance.dossier import Dossier

_SKIPPED = ("info", "source", "as_of", "notes", "report", "format")
_MONEY = ("budget", "spend", "price", "schedule", "amount", "baseline", "extra", "loans", "min_cash")
_UNITS = {
    "roas": "revenue per unit of money",
    "roi": "share",
    "cpl": "money per lead",
    "cpa": "money per order",
    "cpo": "money per order",
    "cpm": "money per thousand impressions",
    "cost_per": "money per outcome",
    "per_money": "outcomes per unit of money",
    "per_unit": "outcomes per unit bought",
    "value": "money per outcome",
    "margin": "share of revenue",
    "delay": "periods",
    "payback_months": "months",
    "spread": "share",
    "season": "weight",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One value of the scenario: where it stands, what it says, in which unit, who says so, and when."""

    path: str
    value: str
    unit: str
    source: str
    as_of: str


def assumptions(dossier: Dossier) -> Table:
    """One row per value that the scenario states; what it leaves out has the documented defaults."""
    found = list(inputs(dossier))
    dated = any(one.as_of for one in found)
    columns = (text("input"), text("value"), text("unit"), text("source", folds=True))
    rows = (
        (one.path, one.value, one.unit or None, one.source or None, *[one.as_of or None] * dated)
        for one in found
    )
    return Table("Assumptions", (*columns, *[text("as of")] * dated), tuple(rows))


def inputs(dossier: Dossier) -> Iterator[Input]:
    """Every value in the scenario's data, in its order."""
    data = dossier.plan.scenario.to_data()
    yield from _within(data, (), _Said("", ""), dossier.plan.currency)


class _Said(NamedTuple):
    """Who says so, and when; what stands nearest counts."""

    source: str
    as_of: str


def _within(data: Any, place: tuple[str, ...], said: _Said, currency: str) -> Iterator[Input]:
    if isinstance(data, Mapping):
        own = _Said(str(data.get("source") or said.source), str(data.get("as_of") or said.as_of))
        for key, value in data.items():
            if key not in _SKIPPED:
                yield from _within(value, (*place, str(key)), own, currency)
    elif isinstance(data, list) and any(isinstance(entry, (Mapping, list)) for entry in data):
        for number, entry in enumerate(data, 1):
            yield from _within(entry, (*place, str(number)), said, currency)
    elif data is not None:
        shown = ", ".join(map(str, data)) if isinstance(data, list) else str(data)
        yield Input(".".join(place), shown, _unit(place, shown, currency), *said)


def _unit(place: tuple[str, ...], shown: str, currency: str) -> str:
    """The unit of a value, from where it stands; empty where it is a word or a count of its own."""
    if shown.endswith("%"):
        return "share"
    known = next((_UNITS[part] for part in reversed(place) if part in _UNITS), "")
    if known or not any(character.isdigit() for character in shown):
        return known
    if "units" in place and "price" not in place[-1]:
        return "units"
    is_money = any(part in _MONEY or part.startswith("fee_") for part in place)
    return currency if is_money and place[0] in ("budget", "items") else ""
