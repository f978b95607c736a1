"""Mistakes gathered on the way, so that they can be raised together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from allocator.errors import InputError, Mistake


class Gathering:
    """A list of mistakes that ends in one `InputError`, or in nothing."""

    def __init__(self) -> None:
        self._mistakes: list[Mistake] = []

    def add(self, mistake: Mistake) -> None:
        """Take note of a mistake and go on."""
        self._mistakes.append(mistake)

    def stop(self, mistake: Mistake) -> NoReturn:
        """Raise everything gathered so far and this, because going on makes no sense."""
        raise InputError([*self._mistakes, mistake])

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Gather the mistakes of an `InputError` raised inside the block."""
        try:
            yield
        except InputError as error:
            self._mistakes.extend(error.mistakes)

    def settle(self) -> None:
        """Raise what was gathered, if anything."""
        if self._mistakes:
            raise InputError(self._mistakes)
