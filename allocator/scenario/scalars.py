"""What a plain word of a scenario means: YAML 1.2 core rules, with numbers read exactly, never as floats."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from allocator.scenario.decoding import CONTROL
from allocator.scenario.nodes import Scalar

MOST_DIGITS = 100
_FIXED: dict[str, Scalar] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_FIXED |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_NUMBER = re.compile(r"[-+]?(?P<whole>[0-9]+)|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASES = ((re.compile(r"0x[0-9a-fA-F]+"), 16), (re.compile(r"0o[0-7]+"), 8))
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class ScalarError(ValueError):
    """A number or a text that nothing can be done with; says what is wrong."""


def scalar(text: str) -> Scalar:
    """The value of an unquoted word; raises `ScalarError`."""
    if text in _FIXED:
        return _FIXED[text]
    if text[0] not in "+-.0123456789":
        return text
    if _NOT_FINITE.fullmatch(text):
        raise ScalarError("not a finite number")
    value = number(text)
    return text if value is None else value


def number(text: str) -> int | Decimal | None:
    """The number that `text` writes, or None where it writes none; raises `ScalarError`.

    An int where only digits are written, otherwise a Decimal with the digits as they stand.
    """
    match = _NUMBER.fullmatch(text)
    if match:
        _refuse_long(text)
        return int(text) if match["whole"] else _decimal(text)
    for pattern, base in _BASES:
        if pattern.fullmatch(text):
            _refuse_long(text)
            return int(text, base)
    return None


def unescaped(text: str) -> str:
    """The text of a double-quoted word whose escapes were read; raises `ScalarError`."""
    if text.isprintable():
        return text
    try:
        # JSON writes a character past U+FFFF as two escapes; together they are one character.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise ScalarError("half a character (a lone surrogate) in the text") from None
    if found := CONTROL.search(text):
        raise ScalarError(f"a control character (U+{ord(found[0]):04X}) in the text")
    return text


def checked(value: Decimal) -> Decimal:
    """The number itself; raises `ScalarError` where nothing can be computed with it."""
    if not value.is_finite():
        raise ScalarError("not a finite number")
    if abs(value.adjusted()) > MOST_DIGITS:
        raise ScalarError("a number out of range")
    return value


def _decimal(text: str) -> Decimal:
    try:
        return checked(Decimal(text))
    except InvalidOperation:  # an exponent past what Decimal can hold
        raise ScalarError("a number out of range") from None


def _refuse_long(text: str) -> None:
    if len(text) > MOST_DIGITS:
        raise ScalarError(f"a number of more than {MOST_DIGITS} digits")
