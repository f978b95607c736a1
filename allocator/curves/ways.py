"""The ways in which each shape of a curve can be said: which parameters it takes, and in their place what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from allocator.curves.tranches import Basis


class Shape(StrEnum):
    """The formula that a curve follows."""

    HILL = "hill"
    EXPONENTIAL = "exponential"
    LOGISTIC = "logistic"
    TANH = "tanh"
    SIGMOID = "sigmoid"
    LOGARITHMIC = "logarithmic"
    POWER = "power"
    POINTS = "points"


_AT = {"at", "spend_"}
_DOUBLING = frozenset({"doubling_adds", *_AT})
_SCALED = (frozenset({"limit", "scale_"}), frozenset({"limit", *_AT}), _DOUBLING)
_WAYS: Mapping[Shape, tuple[frozenset[str], ...]] = {
    Shape.HILL: (
        frozenset({"limit", "half_at_"}),
        frozenset({"limit", *_AT}),
        frozenset({"limit", *_DOUBLING}),
        _DOUBLING,
    ),
    Shape.EXPONENTIAL: _SCALED,
    Shape.LOGISTIC: _SCALED,
    Shape.TANH: _SCALED,
    Shape.SIGMOID: (
        frozenset({"limit", "middle_", "scale_"}),
        frozenset({"limit", "middle_", *_AT}),
        frozenset({"limit", "scale_", *_AT}),
        frozenset({"limit", *_DOUBLING}),
    ),
    Shape.LOGARITHMIC: (frozenset({"factor", "scale_"}), frozenset({"scale_", *_AT}), _DOUBLING),
    Shape.POWER: (
        frozenset({"factor_", "exponent"}),
        frozenset({"exponent", *_AT}),
        _DOUBLING,
    ),
    Shape.POINTS: (frozenset({"points_"}),),
}
"""The ways in which each shape can be said."""
_FREE: Mapping[Shape, frozenset[str]] = {
    shape: frozenset({"cap", "steepness"} if shape is Shape.HILL else {"cap"})
    if shape is not Shape.POINTS
    else frozenset()
    for shape in Shape
}
"""What may stand beside them."""


def basis_of(name: str) -> Basis | None:
    """The basis that a field says in its name."""
    ends = {"_per_period": Basis.PER_PERIOD, "_total": Basis.TOTAL}
    return next((basis for end, basis in ends.items() if name.endswith(end)), None)


def is_said(shape: Shape, given: set[str]) -> bool:
    """Whether the fields given say the shape in one of its ways, with nothing that does not belong to it."""
    names = _parameters(given)
    return names - _FREE[shape] in _WAYS[shape]


def may_stand(name: str, shape: Shape) -> bool:
    """Whether any way of saying the shape has this field."""
    (bare,) = _parameters({name})
    return bare in _FREE[shape].union(*_WAYS[shape])


def ways_in_words(shape: Shape, fields: Iterable[str]) -> str:
    """The ways to say a shape, with their fields as they are written; those of money on either basis."""
    return "; or ".join(_in_words(way, fields) for way in _WAYS[shape])


def _in_words(way: frozenset[str], known: Iterable[str]) -> str:
    fields = [field for field in known if _parameters({field}) <= way]
    based = {name: [f for f in fields if _parameters({f}) == {name}] for name in _parameters(set(fields))}
    named = {name: " or ".join(said) for name, said in based.items()}
    if "at" in way:
        named["at"] = "at with a spend and what it brings"
    return ", ".join(named[name] for name in sorted(named, key=lambda n: fields.index(based[n][0])))


def _parameters(given: set[str]) -> frozenset[str]:
    """The names without their basis: `half_at_` for either of its two fields."""
    return frozenset(name.removesuffix("per_period").removesuffix("total") for name in given)
