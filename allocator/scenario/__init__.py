"""Scenarios: what they can say, how they are read, checked and changed."""

from allocator.scenario.edit import edited
from allocator.scenario.loading import Loaded, load, load_with_source, scenario_of
from allocator.scenario.schema import Scenario
from allocator.scenario.warnings import warnings_of

__all__ = ["Loaded", "Scenario", "edited", "load", "load_with_source", "scenario_of", "warnings_of"]
