"""The page: its sections through a template that escapes whatever stands in a scenario."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from allocator.render.values import for_people, one_line
from allocator.render.web_page.drawing import WIDTH, bars_drawn, chart_drawn
from allocator.render.web_page.folding import folded
from allocator.reports.page import Page, Slider


def page_text(page: Page) -> str:
    """The page as HTML in one piece; the same page gives the same text."""
    style, script = _part("style.css"), _part("slider.js")
    template = _environment().get_template("page.html.jinja")
    return template.render(
        page=page,
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        has_slider=any(isinstance(block, Slider) for section in page.sections for block in section.blocks),
    )


def _environment() -> Environment:
    made = Environment(
        autoescape=True,
        loader=PackageLoader(__package__, "template"),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "read": for_people,
        "line": one_line,
        "drawn": chart_drawn,
        "bars": bars_drawn,
        "folded": folded,
        "positions": _positions,
    }
    made.globals |= {"chart_width": WIDTH}
    made.tests |= {"a": lambda block, name: type(block).__name__ == name}
    return made


def _part(name: str) -> str:
    return (files(__package__) / "template" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """What the browser allows the page: its own style and script, known by digests, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _positions(slider: Slider) -> list[dict[str, Any]]:
    """What the script shows at each position, all of it as text."""
    return [
        {
            "at": round(position.at, 6),
            "budget": for_people(position.budget),
            "said": " ".join(map(for_people, position.sentence)),
            "rows": [[for_people(cell) for cell in row] for row in position.rows],
        }
        for position in slider.positions
    ]
