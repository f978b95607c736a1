"""What the fields of a scenario mean: the sentences that stand under them in the code.

They are read from the source where somebody asks, because a solve should not wait for them.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel


@cache
def documentation_of(model: type[BaseModel]) -> Mapping[str, str]:
    """The documentation of each field of a model, by the field's name."""
    found: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if owner is not BaseModel and issubclass(owner, BaseModel):
            found |= dict(_documented(owner))
    return found


def models_within(model: type[BaseModel]) -> Mapping[str, type[BaseModel]]:
    """A model and every model that its fields hold, by class name."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[Any] = [model]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if kind.__name__ not in found:
                found[kind.__name__] = kind
                waiting += [field.annotation for field in kind.model_fields.values()]
                waiting += [get_type_hints(kind).get("__pydantic_extra__")]
        else:
            waiting += get_args(kind)
    return found


def _documented(owner: type[BaseModel]) -> Iterator[tuple[str, str]]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    for statement, following in pairwise(body):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            text = following.value if isinstance(following, ast.Expr) else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield statement.target.id, inspect.cleandoc(text.value)
