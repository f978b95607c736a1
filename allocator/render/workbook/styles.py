"""How cells look: real numbers with number formats, negatives in parentheses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INK, ACCENT, PALE, INPUT, LINE = "#1F2933", "#0B5394", "#E8EEF5", "#FFF8E1", "#D5DDE6"
_ROW = {"valign": "top", "bottom": 1, "bottom_color": LINE}


class Styles:
    """The workbook's formats by name; those of a total row start with `total_`."""

    def __init__(self, book: Any, digits: int) -> None:
        amount = _signed("#,##0" + ("." + "0" * digits if digits else ""))
        kinds: Mapping[str, Mapping[str, Any]] = {
            "text": {"text_wrap": True, "indent": 2},
            "label": {"text_wrap": True, "font_color": INK},
            "end": {"align": "right", "indent": 1},
            "fact": {"text_wrap": True},
            "money": {"num_format": amount},
            "input": {"num_format": amount, "bg_color": INPUT, "font_color": "#0000FF"},
            "input_share": {"num_format": _signed("0.0%"), "bg_color": INPUT, "font_color": "#0000FF"},
            "share": {"num_format": _signed("0.0%")},
            "rate": {"num_format": _signed("#,##0.00")},
            "exact": {"num_format": _signed("0.000000")},
            "count": {"num_format": _signed("#,##0")},
        }
        total = {"bold": True, "top": 1, "bottom": 6}
        self._found = {name: book.add_format(_ROW | dict(kind)) for name, kind in kinds.items()}
        self._found |= {
            f"total_{name}": book.add_format({"valign": "top", **kind, **total})
            for name, kind in kinds.items()
        }
        header = {"bold": True, "bg_color": PALE, "font_color": INK, "bottom": 1, "text_wrap": True}
        for name, kind in {
            "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
            "heading": {"bold": True, "font_size": 12, "font_color": ACCENT},
            "header": {**header, "valign": "bottom", "indent": 2},
            "header_first": {**header, "valign": "bottom"},
            "header_number": {**header, "valign": "bottom", "align": "right", "indent": 1},
            "note": {"italic": True, "font_color": INK, "text_wrap": True, "valign": "top"},
            "wide": _ROW | {"text_wrap": True},
            "wrong": {"bg_color": "#F8C9C4", "font_color": "#9C0006"},
            "right": {"bg_color": "#DDF0D8", "font_color": "#215C1B"},
            **_COVER,
        }.items():
            self._found[name] = book.add_format(kind)

    def __getitem__(self, name: str) -> Any:
        """The format of that name."""
        return self._found[name]


def _signed(positive: str) -> str:
    return f"{positive}_);({positive});{positive}_)"


_COVER: Mapping[str, Mapping[str, Any]] = {
    "cover_title": {
        "bold": True,
        "font_size": 26,
        "font_color": ACCENT,
        "text_wrap": True,
        "valign": "bottom",
    },
    "cover_rule": {"top": 5, "top_color": ACCENT},
    "cover_under": {"font_size": 14, "font_color": INK, "text_wrap": True, "valign": "top"},
    "cover_verdict": {
        "font_size": 13,
        "bg_color": PALE,
        "font_color": INK,
        "text_wrap": True,
        "valign": "vcenter",
        "indent": 1,
        "left": 5,
        "left_color": ACCENT,
    },
    "cover_label": {"font_color": "#52606D", "valign": "bottom"},
    "cover_value": {"bold": True, "text_wrap": True, "valign": "bottom"},
    "cover_line": {"bottom": 1, "valign": "bottom", "text_wrap": True},
    "cover_link": {"font_color": ACCENT, "underline": 1, "valign": "top"},
    "cover_says": {"font_color": INK, "text_wrap": True, "valign": "top"},
}
