"""What `stress` answers."""

from __future__ import annotations

from allocator.studies.base import Answer, Money


class Moved(Answer):
    """The plan with one input moved to one side."""

    by: float
    """How far it moved, in the input's `unit`; negative for down."""
    to: float | None
    """The number it becomes; null where several numbers move together."""
    left_out: str | None
    """Why it cannot be moved so far; null where it can. Then the rest is null or empty."""
    kept: Money | None
    """The net return of today's plan, kept as it is; null where it would break a rule."""
    best: Money | None
    """The net return of the best plan then; null where there is none, or nothing would bound it."""
    within: Money
    """So much better a plan may exist that was not found, under curves by a formula; otherwise 0."""
    changed: tuple[str, ...]
    """The items that are bought or dropped, or whose money moves by more than 1 % of the plan's spend; with
    another budget only those that are bought or dropped. All items where no plan is left."""


class StressedInput(Answer):
    """One input, moved both ways."""

    name: str
    """The input in words."""
    place: str
    """Its path in the scenario, as `--set` takes it; what holds them where several numbers move together."""
    unit: str
    """What errors are told in: `share` of the input, whole `periods`, or `number` where the input is 0."""
    now: float | None
    """What it is; null where several numbers move together."""
    down: Moved
    """A smaller one, or an earlier."""
    up: Moved
    """A larger one, or a later."""
    swing: Money
    """The distance between the lowest and the highest net return: of today's plan or, where that breaks a
    rule or stays the same, of the best."""
    flips_at: float | None
    """The smallest error that changes the plan, found by solving, negative for down; null for none within
    the range. Smaller errors are taken to change nothing where this one does."""
    holds_at: float | None
    """The largest error in that direction that was seen to change nothing. It lies far from `flips_at` where
    there were not solves enough to look between them."""


class StressAnswer(Answer):
    """What the answer hangs on."""

    net_return: Money
    """The plan's net return."""
    inputs: tuple[StressedInput, ...]
    """The inputs, the one with the largest swing first."""
    not_moved: tuple[str, ...]
    """The paths of inputs for which there were not solves enough."""
    solves: int
    """How often a best plan was looked for."""
