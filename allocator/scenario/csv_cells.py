"""The cells of a sheet: from text to values, with a cure for numbers written the local way."""

from __future__ import annotations

import re

from allocator.scenario.csv_columns import Cells
from allocator.scenario.nodes import Scalar
from allocator.scenario.scalars import ScalarError, number

_GAPS = r" '’_\u00a0\u2009\u202f"  # what stands between thousands, besides points and commas
_LOCAL = re.compile(rf"(?P<number>[-+]?\d[\d.,{_GAPS}]*?)\s*(?P<percent>%?)")
_FLAGS = {"true": True, "false": False}


def cell_value(text: str, cells: Cells) -> Scalar | list[Scalar]:
    """The value of a cell that is not empty; raises `ScalarError` with the cure."""
    word = text.strip()
    match cells:
        case Cells.NUMBER:
            return _number(word)
        case Cells.FLAG:
            return _FLAGS.get(word.lower(), word)
        case Cells.WORDS:
            return [part.strip() for part in word.split(";") if part.strip()]
        case Cells.NOTE:
            return text
        case Cells.TEXT:
            return word


def _number(word: str) -> Scalar:
    value = number(word)
    if value is not None:
        return value
    local = _LOCAL.fullmatch(word)
    if local and number(local["number"]) is None:
        raise ScalarError(f"a number with separators: {_cure(local['number'], local['percent'])}")
    return word


def _cure(text: str, percent: str) -> str:
    digits = re.sub(f"[{_GAPS}]", "", text)
    if re.fullmatch(r"[-+]?\d{1,3},\d{3}", digits) and digits == text:
        thousand, part = digits.replace(",", ""), digits.replace(",", ".")
        return f'write "{thousand}{percent}" or "{part}{percent}"'
    return f'write "{_with_a_point(digits)}{percent}"'


def _with_a_point(digits: str) -> str:
    last = max(digits.rfind(","), digits.rfind("."))
    if last < 0 or digits.count(digits[last]) > 1:
        return re.sub("[.,]", "", digits)
    return f"{re.sub('[.,]', '', digits[:last])}.{digits[last + 1 :]}"
