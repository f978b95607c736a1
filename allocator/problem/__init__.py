"""The scenario with everything settled: levers, effects, rules and stages.

The model and the checker both read this, and nothing else, of a scenario.
"""

from allocator.problem.answering import End, Options, Solution, StageResult
from allocator.problem.ceilings import Ceiling, Part, Pool, pools_of, touched
from allocator.problem.effects import Effect, Input, factor_of, root_of
from allocator.problem.frame import ScenarioFrame
from allocator.problem.levers import Lever, Pull
from allocator.problem.lines import Line
from allocator.problem.more_budget import at_budget, settled_again, with_more_budget
from allocator.problem.moving import Moving, moving_with_budget
from allocator.problem.reach import Reach, reach_in_period, reach_over_life
from allocator.problem.settle import Problem, lines_of, settle
from allocator.problem.sources import Source
from allocator.problem.stages import Aim, Stage
from allocator.problem.straightening import (
    Extent,
    extents_of,
    roughly_straight,
    smooth_effects,
    straightened,
)
from allocator.problem.targets import Target

__all__ = [
    "Aim",
    "Ceiling",
    "Effect",
    "End",
    "Extent",
    "Input",
    "Lever",
    "Line",
    "Moving",
    "Options",
    "Part",
    "Pool",
    "Problem",
    "Pull",
    "Reach",
    "ScenarioFrame",
    "Solution",
    "Source",
    "Stage",
    "StageResult",
    "Target",
    "at_budget",
    "extents_of",
    "factor_of",
    "lines_of",
    "moving_with_budget",
    "pools_of",
    "reach_in_period",
    "reach_over_life",
    "root_of",
    "roughly_straight",
    "settle",
    "settled_again",
    "smooth_effects",
    "straightened",
    "touched",
    "with_more_budget",
]
