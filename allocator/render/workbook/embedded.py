"""The plan itself inside the workbook, on a hidden sheet, so that it can be verified from the file alone."""

from __future__ import annotations

import json
from typing import Any

from allocator.plan import Plan

_MOST = 30_000
"""Characters in a cell; the format allows 32,767."""


def embed(book_sheet: Any, plan: Plan) -> None:
    """The plan's JSON, cut into cells of one column.

    ASCII only, and nothing that looks like the format's own escapes (`_x005F_`), of which readers make
    different things: every reader finds the same text.
    """
    text = json.dumps(plan.to_data(), separators=(",", ":"))
    text = text.replace("x005F_", "\\u0078005F_").replace("_x", "\\u005fx")
    for row, start in enumerate(range(0, len(text), _MOST)):
        book_sheet.write_string(row, 0, text[start : start + _MOST])
    book_sheet.very_hidden()
