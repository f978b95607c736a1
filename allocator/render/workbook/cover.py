"""The sheet Cover: what this is, the verdict, who stands for it, and what is inside."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from allocator.fields import plain
from allocator.money import exact
from allocator.render.workbook.parts import Parts
from allocator.render.workbook.plain_text import held
from allocator.render.workbook.sheets import WORDS, Sheet
from allocator.render.workbook.sizes import height_of
from allocator.render.workbook.styles import Styles
from allocator.reports.cells import span
from allocator.reports.finance.cover import SIGNATURES, sentence

_WIDTHS = (3, 18, 22, 26, 20)
_FIRST, _LAST = 1, len(_WIDTHS) - 1
_INNER = sum(_WIDTHS[_FIRST:])
_A4 = 9


def cover(parts: Parts, sheet: Any, styles: Styles) -> None:
    """Title, version, currency, the verdict, names with lines for signature and date, and the contents."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = _headline(parts, sheet, styles)
    row = _facts(parts, sheet, styles, row)
    row = _signatures(parts, sheet, styles, row)
    row = _contents(parts, sheet, styles, row)
    sheet.hide_gridlines(2)
    sheet.set_paper(_A4)
    sheet.print_area(0, 0, row, _LAST)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()


def _headline(parts: Parts, sheet: Any, styles: Styles) -> int:
    dossier = parts.dossier
    title, name = held(dossier.title), held(dossier.plan.scenario.name)
    _wide(sheet, 1, title, styles["cover_title"], height_of([(title, _INNER * 0.42)]) * 2.3)
    _wide(sheet, 2, name if name != title else "", styles["cover_under"], 22)
    with exact():
        verdict = sentence(dossier)
    _wide(sheet, 4, verdict, styles["cover_verdict"], height_of([(verdict, _INNER * 0.82)]) * 1.2 + 14)
    return 6


def _facts(parts: Parts, sheet: Any, styles: Styles, row: int) -> int:
    scenario = parts.dossier.plan.scenario
    entries = (
        ("version", scenario.report.version or ""),
        ("currency", scenario.currency),
        ("horizon", span(scenario.horizon.calendar)),
        ("discount rate", f"{plain(scenario.report.discount_rate * 100)}% a year"),
    )
    for label, value in entries:
        sheet.write_string(row, _FIRST, label, styles["cover_label"])
        text = held(value)
        _merged(sheet, row, (_FIRST + 1, _LAST), text, styles["cover_value"])
        sheet.set_row(row, max(18, height_of([(text, _INNER - _WIDTHS[_FIRST])])))
        row += 1
    sheet.write_string(row, _FIRST, "checks", styles["cover_label"])
    area = parts.areas["checks"]
    wrong = f"SUMPRODUCT(({area.column('difference')}<>0)*1)"
    count = len(range(area.first, area.last + 1))
    good = f"all {count} differences are nil"
    formula = f'=IF({wrong}=0,"{good}",{wrong}&" of {count} do not tie out: see Checks")'
    sheet.merge_range(row, _FIRST + 1, row, _LAST, "", styles["cover_value"])
    sheet.write_formula(row, _FIRST + 1, formula, styles["cover_value"], good)
    rule = {"type": "formula", "criteria": f"={wrong}>0", "format": styles["wrong"]}
    sheet.conditional_format(row, _FIRST + 1, row, _FIRST + 1, rule)
    return row + 2


def _signatures(parts: Parts, sheet: Any, styles: Styles, row: int) -> int:
    said = parts.dossier.plan.scenario.report
    for k, title in enumerate(("", "name", "signature", "date")):
        sheet.write_string(row, _FIRST + k, title, styles["cover_label"])
    for word in SIGNATURES:
        row += 1
        name = held(getattr(said, f"{word}_by") or "")
        sheet.set_row(row, max(34, height_of([(name, _WIDTHS[_FIRST + 1])])))
        sheet.write_string(row, _FIRST, f"{word} by", styles["cover_label"])
        sheet.write_string(row, _FIRST + 1, name, styles["cover_line"])
        for column in (_FIRST + 2, _FIRST + 3):
            sheet.write_blank(row, column, None, styles["cover_line"])
    return row + 3


def _contents(parts: Parts, sheet: Any, styles: Styles, row: int) -> int:
    for group, members in _groups(parts):
        sheet.write_string(row, _FIRST, group, styles["cover_label"])
        for member in members:
            target = f"internal:'{member.name}'!A1"
            sheet.write_url(row, _FIRST + 1, target, styles["cover_link"], member.name)
            _merged(sheet, row, (_FIRST + 2, _LAST), member.says, styles["cover_says"])
            row += 1
    return row


def _groups(parts: Parts) -> Iterator[tuple[str, list[Sheet]]]:
    for kind, members in groupby(parts.sheets[1:], lambda sheet: sheet.kind):
        yield WORDS[kind], list(members)


def _wide(sheet: Any, row: int, text: str, style: Any, height: float) -> None:
    _merged(sheet, row, (_FIRST, _LAST), text, style)
    sheet.set_row(row, height)


def _merged(sheet: Any, row: int, columns: tuple[int, int], text: str, style: Any) -> None:
    sheet.merge_range(row, columns[0], row, columns[1], "", style)
    sheet.write_string(row, columns[0], text, style)
