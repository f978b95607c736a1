"""Figures as a language and country write them, by the data of Unicode's CLDR through Babel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.errors import InputError
from allocator.render.values import written_as

if TYPE_CHECKING:
    from babel import Locale


@contextmanager
def localised(name: str | None) -> Iterator[None]:
    """Whatever is written for people inside follows the locale of that name, such as nb_NO; None is plain.

    Raises:
        InputError: there is no such locale, or Babel is not installed.
    """
    if name is None:
        yield
        return
    with written_as(_Local(_locale(name))):
        yield


def _locale(name: str) -> Locale:
    try:
        from babel import Locale, UnknownLocaleError
    except ModuleNotFoundError as error:
        raise InputError.single(
            f"--locale needs the package {error.name}", expected="pip install allocator[locale]"
        ) from None
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise InputError.single(
            "no known locale", path="--locale", expected="a language and a country, such as nb_NO", found=name
        ) from None


class _Local:
    """The figures of one locale."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._whole = locale.decimal_formats[None].pattern.partition(".")[0]
        self._percent = re.sub(r"0(?=[^0]*$)", "0.0", locale.percent_formats[None].pattern.partition(";")[0])

    def number(self, value: Decimal, digits: int, *, fixed: bool) -> str:
        decimals = ("0" if fixed else "#") * digits
        return self._written(value, f"{self._whole}.{decimals}" if digits else self._whole)

    def percent(self, share: float) -> str:
        return self._written(Decimal(repr(share)), self._percent)

    def _written(self, value: Decimal, pattern: str) -> str:
        from babel.numbers import format_decimal, get_minus_sign_symbol

        # Patterns write every minus as a hyphen.
        shown = format_decimal(value, format=pattern, locale=self._locale)
        return shown.replace("-", get_minus_sign_symbol(self._locale))
