"""All published problems: every module of `direct` that has `PROBLEMS` is a family."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.published import direct
from tests.published.by_hand import Published

FAMILIES = {
    found.name: import_module(f"{direct.__name__}.{found.name}") for found in iter_modules(direct.__path__)
}
PROBLEMS: tuple[Published, ...] = tuple(
    problem for family in FAMILIES.values() for problem in getattr(family, "PROBLEMS", ())
)
