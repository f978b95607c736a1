"""What is varied: `PATH=values`, which are words, ranges `FROM..TO..STEP` and percentages of the base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from allocator.errors import InputError, Mark
from allocator.fields import plain

MOST = 100_000
"""So many cases at most."""
_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})(%?)\.\.({_NUMBER})(%?)\.\.({_NUMBER})(%?)")
_PERCENT = re.compile(rf"({_NUMBER})%")
_OPENING, _CLOSING = "[{", "]}"


@dataclass(frozen=True, slots=True)
class Value:
    """One value as written, and where; `change` is the share by which it changes the base's own value."""

    text: str
    mark: Mark
    change: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """A path with the values that it takes, one after the other."""

    path: str
    values: tuple[Value, ...]


def axis_of(text: str) -> Axis:
    """What `--vary` takes; raises InputError."""
    shown = f"--vary {text}"
    path, equals, words = text.partition("=")
    if not equals or not path.strip():
        expected = "PATH=values, as in budget.total=200000,250000"
        raise InputError.single("nothing to vary", mark=Mark(shown, 1, 1), expected=expected)
    values: list[Value] = []
    for start, word in _words(words):
        mark = Mark(shown, 1, len(path) + 2 + start)
        if not word:
            problem = "no value; null would remove what is there"
            raise InputError.single(problem, path=path.strip(), mark=mark)
        values += [Value(one, mark) for one in _listed(word, path.strip(), mark)]
    return Axis(path.strip(), with_changes(values))


def with_changes(values: Sequence[Value]) -> tuple[Value, ...]:
    """Percentages of one list, read as changes of the base where any of them has a sign."""
    found = [_PERCENT.fullmatch(value.text) for value in values]
    if not any(match and match[1][0] in "+-" for match in found):
        return tuple(values)
    return tuple(
        Value(value.text, value.mark, Decimal(match[1]) / 100) if match else value
        for value, match in zip(values, found, strict=True)
    )


def _words(text: str) -> Iterator[tuple[int, str]]:
    """The words between commas, with where each starts; brackets and quotes keep theirs together."""
    start, depth, quote = 0, 0, ""
    for place, sign in enumerate(f"{text},"):
        if quote or sign in "\"'":
            quote = "" if sign == quote else quote or sign
        elif sign in _OPENING + _CLOSING:
            depth += 1 if sign in _OPENING else -1
        if place == len(text) or (sign == "," and not depth and not quote):
            word = text[start:place]
            yield start + len(word) - len(word.lstrip()), word.strip()
            start = place + 1


def _listed(word: str, path: str, mark: Mark) -> list[str]:
    """The word itself, or each value of the range that it writes."""
    if ".." not in word or word[0] in "[{\"'":
        return [word]
    match = _RANGE.fullmatch(word)
    if match is None or len({match[2], match[4], match[6]}) > 1:
        expected = "FROM..TO..STEP, as in 100000..200000..25000 or -20%..20%..10%"
        raise InputError.single("not a range", path=path, mark=mark, expected=expected, found=f'"{word}"')
    first, last, step = Decimal(match[1]), Decimal(match[3]), Decimal(match[5])
    if step <= 0 or first > last:
        raise InputError.single(
            "a range that goes nowhere",
            path=path,
            mark=mark,
            expected="a step above 0, and an end that is not below the start",
            found=f'"{word}"',
        )
    count = int((last - first) / step) + 1
    if count > MOST:
        raise InputError.single(
            "too many values", path=path, mark=mark, expected=f"at most {MOST:,}", found=f"{count:,}"
        )
    signed = bool(match[2]) and any(match[k][0] in "+-" for k in (1, 3))
    return [_numbered(first + k * step, match[2], signed=signed) for k in range(count)]


def _numbered(number: Decimal, percent: str, *, signed: bool) -> str:
    return f"{'+' * (signed and number > 0)}{plain(number)}{percent}"
