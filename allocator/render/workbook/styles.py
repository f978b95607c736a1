"""How cells look: real numbers with number formats, negatives in parentheses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_INK, _ACCENT, _PALE, _INPUT = "#1F2933", "#0B5394", "#E8EEF5", "#FFF8E1"


class Styles:
    """The workbook's formats by name; those of the total row start with `total_`."""

    def __init__(self, book: Any, digits: int) -> None:
        self._book = book
        decimals = "." + "0" * digits if digits else ""
        money = f"#,##0{decimals}_);(#,##0{decimals});0{decimals}_)"
        kinds: Mapping[str, Mapping[str, Any]] = {
            "text": {"valign": "top"},
            "money": {"num_format": money},
            "input": {"num_format": money, "bg_color": _INPUT, "font_color": "#0000FF", "locked": False},
            "share": {"num_format": "0.0%"},
            "rate": {"num_format": "0.00"},
            "exact": {"num_format": "0.000000"},
            "count": {"num_format": "#,##0.##"},
        }
        total = {"bold": True, "top": 1, "bottom": 6}
        self._found = {name: book.add_format(kind) for name, kind in kinds.items()}
        self._found |= {f"total_{name}": book.add_format({**kind, **total}) for name, kind in kinds.items()}
        for name, kind in {
            "title": {"bold": True, "font_size": 16, "font_color": _ACCENT},
            "heading": {"bold": True, "font_size": 12, "font_color": _ACCENT},
            "header": {
                "bold": True,
                "bg_color": _PALE,
                "font_color": _INK,
                "bottom": 1,
                "text_wrap": True,
                "valign": "top",
            },
            "note": {"italic": True, "font_color": _INK},
            "wrong": {"bg_color": "#F8C9C4", "font_color": "#9C0006"},
        }.items():
            self._found[name] = book.add_format(kind)

    def __getitem__(self, name: str) -> Any:
        """The format of that name."""
        return self._found[name]
