"""The cases of a sweep: every combination of what is varied, for every row of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import product
from math import prod
from typing import Any

from allocator.errors import InputError, Mark, Mistake
from allocator.fields import plain
from allocator.money import digits_of, exact, rounded
from allocator.scenario import Scenario, scenario_of
from allocator.scenario.csv_cases import CaseRow
from allocator.scenario.gathering import Gathering
from allocator.scenario.matching import Match, has_wildcard, matching
from allocator.studies.sweep.values import MOST, Axis, Value, axis_of, with_changes

_NOTHING = CaseRow("", {}, {})


@dataclass(frozen=True, slots=True)
class Setting:
    """A path, what it is set to as asked, and the same as `--set` takes it, for each place that it names."""

    path: str
    text: str
    edits: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its number from 1, its name, and what is set in it."""

    number: int
    label: str
    settings: tuple[Setting, ...]

    @property
    def edits(self) -> tuple[str, ...]:
        """All edits, as `--set` takes them."""
        return tuple(edit for setting in self.settings for edit in setting.edits)


def cases_of(scenario: Scenario, vary: Sequence[str], table: Sequence[CaseRow]) -> tuple[Case, ...]:
    """The cases, the last `vary` changing fastest; raises InputError with every mistake in their form."""
    axes = _axes(vary)
    columns = _columns(table)
    gathering = Gathering()
    for axis in axes:
        if axis.path in columns or [one.path for one in axes].count(axis.path) > 1:
            problem = "varied twice"
            gathering.add(Mistake(problem, axis.path, axis.values[0].mark))
    count = max(len(table), 1) * prod(len(axis.values) for axis in axes)
    if not axes and not table:
        gathering.add(Mistake("nothing to vary", expected="--vary PATH=values, or --cases FILE"))
    if count > MOST:
        gathering.add(Mistake("too many cases", expected=f"at most {MOST:,}", found=f"{count:,}"))
    gathering.settle()
    known = _Known(scenario)
    with gathering.catching():
        settled = [[known.setting(axis.path, value) for value in axis.values] for axis in axes]
        told = [[known.setting(path, value) for path, value in row] for row in _valued(table, columns)]
    gathering.settle()
    known.settle()
    labels = [row.label for row in table or (_NOTHING,)]
    rows = zip(labels, told or [[]], strict=True)
    combined = ((label, (*own, *rest)) for label, own in rows for rest in product(*settled))
    return tuple(
        Case(number, label, tuple(filter(None, settings)))
        for number, (label, settings) in enumerate(combined, 1)
    )


def _axes(vary: Sequence[str]) -> list[Axis]:
    gathering, found = Gathering(), []
    for text in vary:
        with gathering.catching():
            axis = axis_of(text)
            found.append(replace(axis, values=with_changes(axis.values)))
    gathering.settle()
    return found


def _columns(table: Sequence[CaseRow]) -> Mapping[str, Mapping[str, Value]]:
    """Each column's values, by the text of the cell: a sign anywhere makes its percentages changes."""
    names = dict.fromkeys(path for row in table for path in row.cells)
    found = {}
    for name in names:
        cells = [Value(row.cells[name], row.marks[name]) for row in table if name in row.cells]
        found[name] = {value.text: value for value in with_changes(cells)}
    return found


def _valued(
    table: Sequence[CaseRow], columns: Mapping[str, Mapping[str, Value]]
) -> Iterator[list[tuple[str, Value]]]:
    for row in table:
        yield [(path, replace(columns[path][text], mark=row.marks[path])) for path, text in row.cells.items()]


class _Known:
    """What paths name in the base, and the mistakes made on the way."""

    def __init__(self, scenario: Scenario) -> None:
        self._data: Mapping[str, Any] = scenario.to_data()
        self._digits = digits_of(scenario.currency)
        self._places: dict[str, tuple[Match, ...]] = {}
        self._edits: dict[tuple[str, str, Decimal | None], tuple[str, ...]] = {}
        self._gathering = Gathering()

    def settle(self) -> None:
        self._gathering.settle()

    def setting(self, path: str, value: Value) -> Setting | None:
        """The setting with its edits; None, with the mistake kept, where it names nothing."""
        key = (path, value.text, value.change)
        if key not in self._edits:
            self._edits[key] = self._made(path, value)
        return Setting(path, value.text, self._edits[key], value.mark) if self._edits[key] else None

    def _made(self, path: str, value: Value) -> tuple[str, ...]:
        if value.change is None and not has_wildcard(path):
            return (f"{path}={value.text}",)
        if path not in self._places:
            self._places[path] = matching(self._data, path)
            if not self._places[path]:
                self._gathering.add(Mistake("nothing of this name is in the scenario", path, value.mark))
        matches = self._places[path]
        if value.change is None:
            return tuple(f"{match.path}={value.text}" for match in matches)
        with self._gathering.catching():
            return self._changed(matches, value.change, value.mark)
        return ()

    def _changed(self, matches: Sequence[Match], change: Decimal, mark: Mark) -> tuple[str, ...]:
        """The base's values changed by a share; to the smallest unit where no finer amount is taken."""
        with exact():
            found = [(match.path, *_number(match, mark)) for match in matches]
            values = [(path, number * (1 + change), sign) for path, number, sign in found]
            edits = tuple(f"{path}={plain(value)}{sign}" for path, value, sign in values)
            whole = tuple(f"{path}={rounded(v, self._digits)}{sign}" for path, v, sign in values)
        if all(value == rounded(value, self._digits) for _, value, _ in values):
            return edits
        refused = self._refused(edits) - self._refused(whole)
        return whole if refused & {path for path, _, _ in values} else edits

    def _refused(self, edits: Sequence[str]) -> set[str]:
        try:
            scenario_of(self._data, settings=edits)
        except InputError as error:
            return {mistake.path for mistake in error.mistakes}
        return set()


def _number(match: Match, mark: Mark) -> tuple[Decimal, str]:
    """A value of the base as a number, and its percent sign."""
    text = "" if isinstance(match.value, bool) else str(match.value).strip()
    sign = "%" * text.endswith("%")
    try:
        return Decimal(text.removesuffix("%")), sign
    except InvalidOperation:
        found = "a mapping or a list" if match.value is None else f'"{match.value}"'
        raise InputError.single(
            "a change by a percentage of what is no number",
            path=match.path,
            mark=mark,
            expected="a number in the scenario",
            found=found,
        ) from None
