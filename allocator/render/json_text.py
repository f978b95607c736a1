"""Reports as JSON: the one place that decides how it is laid out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def json_text(data: Mapping[str, Any]) -> str:
    """JSON text with two spaces of indent and a newline at its end; never localised."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
