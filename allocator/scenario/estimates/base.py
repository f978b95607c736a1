"""One estimate, and the part of a scenario in which it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from allocator.errors import InputError
from allocator.scenario.figures import number_of, with_number
from allocator.scenario.nodes import Place, dotted
from allocator.scenario.schema import Scenario

ZERO, ONE = Decimal(0), Decimal(1)
Make = Callable[[Decimal], Scenario]


class Unit(StrEnum):
    """In what an error is told."""

    SHARE = "share"
    """As a share of the number."""
    PERIODS = "periods"
    """In whole periods."""
    NUMBER = "number"
    """As a number, where what is now there is 0."""


@dataclass(frozen=True, slots=True)
class Room:
    """How far inputs may be off that say nothing themselves: a share, and a number of periods."""

    by: Decimal
    periods: int = 1


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that may be off, and the scenario with another one in its place.

    Errors from `down` to `up` are possible, in the `unit`. Where several numbers move together, `now` is 1
    and the number is a factor; otherwise `is_one`. `item` is the item whose money it is, if it is a price;
    `brings` says that it is one of those that a factor on all that an item brings moves as well.
    """

    name: str
    place: Place
    now: Decimal
    down: Decimal
    up: Decimal
    make: Make
    unit: Unit = Unit.SHARE
    is_one: bool = True
    brings: bool = False

    @property
    def path(self) -> str:
        """The dotted place, as `--set` takes it."""
        return dotted(self.place)

    def value(self, error: Decimal) -> Decimal:
        """The number with so much of an error."""
        return self.now * (1 + error) if self.unit is Unit.SHARE else self.now + error

    def off_by(self, error: Decimal) -> Scenario:
        """The scenario with so much of an error; raises InputError where that is none."""
        return self.make(self.value(error))

    def between(self, low: Decimal, high: Decimal) -> Estimate:
        """The estimate with the least and the most that the number may be."""
        unit = Unit.NUMBER if self.unit is Unit.SHARE and not self.now else self.unit
        errors = [(end / self.now - 1) if unit is Unit.SHARE else end - self.now for end in (low, high)]
        return replace(self, unit=unit, down=min(errors), up=max(errors))


@dataclass(frozen=True)
class Block:
    """A part of a scenario's data, whose it is in words, and how far its numbers may be off."""

    scenario: Scenario
    place: Place
    data: Any
    owner: str
    room: Room

    def inside(self, *steps: str | int, owner: str = "", by: Decimal | None = None) -> Block:
        """The block that stands at these steps; they must be there."""
        data = self.data
        for step in steps:
            data = data[step]
        room = self.room if by is None else replace(self.room, by=by)
        return Block(self.scenario, (*self.place, *steps), data, owner or self.owner, room)

    def has(self, key: str) -> bool:
        """Whether something is said there."""
        return key in self.data

    def by_share(self, key: str | int, name: str, *, brings: bool = False) -> Estimate:
        """A number that may be off by a share of itself."""
        by = self.room.by
        return self._number(key, name, -by, by, brings=brings)

    def towards_one(self, key: str | int, name: str) -> Estimate:
        """A number from 0 to 1 that may be off by a share of its way to 0, or to 1."""
        now, by = number_of(self.data[key]), self.room.by
        return self._number(key, name, -by, by * (1 - now) / now if now else ZERO)

    def up_to_one(self, key: str | int, name: str) -> Estimate:
        """A share that may be off by a share of itself, but is never above 1."""
        now, by = number_of(self.data[key]), self.room.by
        return self._number(key, name, -by, min(by, (1 - now) / now) if now else ZERO)

    def in_periods(self, key: str, name: str, least: int, why: str) -> Estimate:
        """A whole number of periods; `why` says why it cannot be below `least`."""
        make = partial(_at_least, partial(with_number, self.scenario, (*self.place, key)), least, why)
        now, off = Decimal(str(self.data.get(key, 0))), Decimal(self.room.periods)
        return Estimate(self._named(name), (*self.place, key), now, -off, off, make, unit=Unit.PERIODS)

    def as_factor(self, name: str, make: Make) -> Estimate:
        """All the numbers of the block moved by one factor."""
        by = self.room.by
        return Estimate(self._named(name), self.place, ONE, -by, by, make, is_one=False)

    def _number(
        self, key: str | int, name: str, down: Decimal, up: Decimal, *, brings: bool = False
    ) -> Estimate:
        place = (*self.place, key)
        make = partial(with_number, self.scenario, place)
        now = number_of(self.data[key])
        return Estimate(self._named(name), place, now, down, up, make, brings=brings)

    def _named(self, name: str) -> str:
        return f"{name} of {self.owner}" if self.owner else name


def _at_least(make: Make, least: int, why: str, value: Decimal) -> Scenario:
    if value < least:
        raise InputError.single(why)
    return make(value)


def ordinal(position: int, of: Sequence[Any]) -> str:
    """` 2` for the second of several, nothing for the only one."""
    return f" {position + 1}" if len(of) > 1 else ""
