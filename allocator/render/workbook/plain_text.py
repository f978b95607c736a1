"""Text as a cell can hold it: no character that XML cannot hold, and no more than fits."""

from __future__ import annotations

import re

LONGEST = 32_767
"""Characters in a cell, by the format."""
CUT = " […: cut here, the rest does not fit into a cell]"
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def held(text: str) -> str:
    """The text, with a blank for each character that steers or cannot be held, cut where it is too long.

    Lengths count in UTF-16, as the format does.
    """
    shown = _UNSEEN.sub(" ", text.replace("\r\n", "\n"))
    if _length(shown) <= LONGEST:
        return shown
    kept = shown[: LONGEST - len(CUT)]
    while _length(kept) > LONGEST - len(CUT):
        kept = kept[: len(kept) - max(1, (_length(kept) - LONGEST + len(CUT)) // 2)]
    return kept + CUT


def _length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
