"""Reference pages: a template in `templates/`, with its marks replaced by tables made from the code.

`{{fields Horizon}}` becomes the docstring of that model and a table of its fields; other tables link to the
heading that stands above the mark. `{{columns}}` and `{{metrics}}` become tables of their own.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel

from allocator.scenario.csv_columns import COLUMNS, Cells
from allocator.scenario.documentation import documentation_of, models_within
from allocator.scenario.metrics import BUILT_IN, evidence_of
from tests.docs.hints import default_words, field_hints, type_words

TEMPLATES = Path(__file__).parent / "templates"
MARK = re.compile(r"\{\{(?P<what>\w+)(?: (?P<name>\w+))?\}\}")
_CELLS = {
    Cells.TEXT: "text",
    Cells.NUMBER: "number or percentage",
    Cells.FLAG: "`true` or `false`",
    Cells.WORDS: "words separated by `;`",
}
_SHORTHANDS = {"revenue": "`roas`", "order": "`cpa`, `cpo`", "lead": "`cpl`", "impression": "`cpm`"}


def page(name: str, root: type[BaseModel], *, defaults: bool) -> str:
    """A template with its marks replaced; `root` is the model of the whole file that the page is about."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    models = models_within(root)
    links = dict(_headings(text))

    def link(model: type[BaseModel]) -> str:
        return links[model.__name__]

    def written(mark: re.Match[str]) -> str:
        if mark["what"] == "fields":
            return _fields(models[mark["name"]], link, defaults=defaults)
        return {"columns": _columns, "metrics": _metrics}[mark["what"]]()

    return MARK.sub(written, text)


def models_shown(name: str) -> list[str]:
    """The names of the models that a template shows."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return [mark["name"] for mark in MARK.finditer(text) if mark["what"] == "fields"]


def _headings(text: str) -> Iterator[tuple[str, str]]:
    heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line[3:]
        if (mark := MARK.fullmatch(line)) and mark["what"] == "fields":
            yield mark["name"], f"[{heading}](#{_anchor(heading)})"


def _anchor(heading: str) -> str:
    return "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c in "-_")


def _fields(model: type[BaseModel], link: Callable[[type[BaseModel]], str], *, defaults: bool) -> str:
    told, hints = documentation_of(model), field_hints(model)
    head = ("key", "value", "default", "meaning") if defaults else ("field", "value", "meaning")
    rows = []
    for name, field in model.model_fields.items():
        row = [f"`{field.alias or name}`", type_words(hints[name], link)]
        row += [default_words(field)] if defaults else []
        rows.append((*row, " ".join(told.get(name, "").split())))
    return f"{inspect.getdoc(model)}\n\n{_table(head, rows)}"


def _columns() -> str:
    rows = ((f"`{c.name}`", f"`{'.'.join(c.place)}`", _CELLS[c.cells]) for c in COLUMNS)
    return _table(("column", "place in the item", "cells"), rows)


def _metrics() -> str:
    values: Mapping[str, str] = {"revenue": "its `margin`, otherwise 1"}
    rows = (
        (
            f"`{name}`",
            _SHORTHANDS[name],
            evidence_of(name, metric).value,
            values.get(name, "none until you give one"),
        )
        for name, metric in BUILT_IN.items()
    )
    return _table(("metric", "shorthand", "evidence", "value"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
