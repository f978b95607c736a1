"""`allocator check`: is a scenario valid, and what would all of it cost?"""

from __future__ import annotations

from allocator.cli.emitting import Destination
from allocator.cli.options import Force, FormatOption, Output, ScenarioFile, Settings, examples

EXAMPLES = examples(
    "allocator check scenario.yaml",
    "allocator check scenario.yaml --set budget.total=200000",
    "allocator check scenario.yaml -o inventory.csv",
)


def check(
    file: ScenarioFile,
    settings: Settings = None,
    format: FormatOption = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Validate a scenario and add up its costs.

    Lists every tool, service and tactic with its cost over the horizon, and the totals against the budget.
    """
    from allocator.cli.interrupting import interruptible
    from allocator.errors import InputError
    from allocator.problem import settle
    from allocator.reports.costs import Costs
    from allocator.reports.inventory import Inventory
    from allocator.scenario import load_with_source, warnings_of

    destination = Destination.asked(format, output, force).ready()
    with interruptible():
        loaded = load_with_source(file, settings=settings or ())
        try:
            problem = settle(loaded.scenario)
        except InputError as error:
            raise loaded.source.located(error) from None
        costs = Costs.of(problem, tuple(warnings_of(loaded.scenario)))
    destination.emit(Inventory(costs), costs.warnings)
