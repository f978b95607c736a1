"""Ceilings that items share: what is wrong with one is told at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.problem import settle
from allocator.scenario import load

FILE = """\
budget: 1000
horizon: {{periods: 3, every: month}}
metrics:
  lead:
    ceilings:
      searchers: {{on: [a, b], max_per_period: 30}}
      other: {given}
items:
  a: {{kind: ad, spend: {{max_total: 500}}, returns: {{lead: {{cost_per: 5}}}}}}
  b: {{kind: ad, spend: {{max_total: 500}}, returns: {{lead: {{cost_per: 4}}}}}}
  c: {{kind: ad, spend: {{max_total: 500}}, returns: {{lead: {{cost_per: 4}}}}}}
  crm: {{kind: tool, price: 10, time_frame: long, uplift: {{a: 5%}}}}
"""


def mistakes(given: str, tmp_path: Path) -> list[str]:
    file = tmp_path / "plan.yaml"
    file.write_text(FILE.format(given=given))
    with pytest.raises(InputError) as caught:
        settle(load(file))
    return [str(mistake).replace(f"{tmp_path}/", "") for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("given", "place", "said"),
    [
        ("{on: [d], max_total: 3}", "plan.yaml:7:", 'unknown item (expected a, b, c, crm, found "d")'),
        ("{on: {tag: x}, max_total: 3}", "plan.yaml:7:", "unknown tag"),
        ("{on: crm, max_total: 3}", "plan.yaml:7:", "a ceiling of nothing (expected items that bring lead"),
        ("{on: {kind: tool}, max_total: 3}", "plan.yaml:7:", "a ceiling of nothing"),
        ("{on: [], max_total: 3}", "plan.yaml:7:", "a selection of nothing"),
        ("{on: a}", "plan.yaml:7:", "a ceiling says one number"),
        ("{on: a, max_total: 3, max_per_period: 1}", "plan.yaml:7:", 'found "max_total and max_per_period"'),
        ("{max_total: 3}", "plan.yaml:7:", "missing"),
        ("{on: a, max_total: -3}", "plan.yaml:7:", ""),
        ("{on: a, max: 3}", "plan.yaml:7:", "unknown key"),
        (
            "{on: [a, c], max_total: 3}",
            "plan.yaml:7:",
            "(expected b in it as well, none of its items, or both ceilings on one basis, found a)",
        ),
    ],
)
def test_what_is_wrong_with_a_ceiling_is_told_at_its_place(given: str, place: str, said: str, tmp_path: Path):
    found = mistakes(given, tmp_path)
    assert any(text.startswith(place) and said in text for text in found), found


def test_time_frames_that_are_derived_are_looked_at_once_they_are_known(tmp_path: Path):
    (found,) = mistakes("{on: {time_frame: fast}, max_total: 3}", tmp_path)
    assert found.startswith("metrics.lead.ceilings.other.on: a ceiling of nothing")


def test_a_metric_that_items_value_differently_has_no_ceiling(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    text = FILE.format(given="{on: [b, c], max_per_period: 3}").replace("  lead:", "  lead:\n    value: 2")
    file.write_text(text.replace("{lead: {cost_per: 5}}", "{roas: 2, lead: {cost_per: 5}}"))
    said = r"metrics\.lead\.ceilings\.searchers: a ceiling on a metric that items value differently"
    with pytest.raises(InputError, match=said):
        settle(load(file))


def test_ceilings_of_which_nobody_can_tell_what_they_allow_are_refused(tmp_path: Path):
    names = [f"i{k}" for k in range(30)]
    items = "".join(f"  {n}: {{kind: ad, spend: {{}}, returns: {{lead: {{cost_per: 4}}}}}}\n" for n in names)
    groups = [[n for k, n in enumerate(names) if (k + 1) >> bit & 1] for bit in range(5)]
    shared = "".join(f"      g{k}: {{on: {group}, max_total: 9}}\n" for k, group in enumerate(groups))
    file = tmp_path / "many.yaml"
    file.write_text(f"budget: 9\nmetrics:\n  lead:\n    ceilings:\n{shared}items:\n{items}".replace("'", ""))
    with pytest.raises(InputError, match=r"many.yaml:5:.*too many ceilings that cross .*g0, g1, g2, g3, g4"):
        load(file)
