"""YAML fragments in documents: each must fit a small base scenario."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML

BASE = """\
format: 1
name: Base of the documents
currency: EUR
horizon: {start: 2027-01, periods: 12, every: month}
budget: {total: 100000}
items:
  crm: {kind: tool, channel: email, time_frame: medium, price: {amount: 100, every: month}}
  graphic_design: {kind: service, channel: youtube, time_frame: medium, spend: {max_total: 20000}}
  video: {kind: service, channel: youtube, time_frame: long, spend: {max_total: 20000}, returns: {roas: 1.5}}
  paid_search: {kind: ad, channel: search, time_frame: fast, spend: {max_total: 40000}, returns: {roas: 3}}
  paid_social: {kind: ad, channel: facebook, time_frame: fast, spend: {max_total: 40000}, returns: {roas: 2}}
"""


def parsed(text: str) -> Any:
    """Plain values; a repeated key is an error."""
    return YAML(typ="safe", pure=True).load(text)


def merged(base: Any, fragment: Any) -> Any:
    """The base with the fragment's values laid over it, mapping by mapping; items are replaced whole."""
    if not isinstance(base, dict) or not isinstance(fragment, dict):
        return fragment
    return base | {key: merged(base.get(key), value) for key, value in fragment.items()}


def with_base(text: str) -> dict[str, Any]:
    """The base scenario's data with a fragment in it."""
    base, fragment = parsed(BASE), parsed(text)
    if not isinstance(fragment, dict):
        raise TypeError("a fragment must be a mapping, as it stands in a scenario")
    items = {**base["items"], **fragment.get("items", {})}
    return {**merged(base, fragment), "items": items}


def check_fragment(text: str) -> None:
    """Raise what is wrong with a fragment when it stands in a scenario."""
    from allocator.scenario import scenario_of  # the runner's own tests need no scenario

    scenario_of(with_base(text))
