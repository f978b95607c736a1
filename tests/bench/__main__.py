"""`make bench`: cold starts against what must be imported, large plans, a sweep, and curves."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from allocator import Scenario, scenario_of, solve
from allocator.studies.explain import explain
from tests.bench.curves.compare import compared
from tests.bench.processes import Run, measured, paired
from tests.bench.scenarios import mixed_channels, scenario

ROOT = Path(__file__).parents[2]
PYTHON = sys.executable
FOR_HELP = "import typer, rich"
FOR_SOLVE = "import pulp, highspy, numpy, typer, rich, ruamel.yaml; from pydantic import BaseModel"
ROUNDS = 9


def main(arguments: Sequence[str]) -> None:
    """Measure and print; exits 0 whatever the figures are.

    With `curves` response curves are compared with other ways alone; with `--heavy` those that take long, of
    which some need the extra `bench`, are compared as well.
    """
    heavy = "--heavy" in arguments
    if "curves" in arguments:
        compared(heavy=heavy)
        return
    print(f"{'command':<44}{'median s':>10}{'peak MB':>10}{'ratio':>8}{'target':>8}")
    starter = str(ROOT / "scenarios" / "starter.yaml")
    _against_imports(["--help"], FOR_HELP, 1.5)
    _against_imports(["solve", starter], FOR_SOLVE, 2.0)
    with tempfile.TemporaryDirectory() as folder:
        _plan(Path(folder), scenario(30, 12, "month", tranches=False, goals=True))
        _explained(scenario(30, 12, "month", tranches=False, goals=True), 40.0)
        _plan(Path(folder), scenario(300, 52, "week", tranches=True, goals=False))
        _plan(Path(folder), mixed_channels(20, 12))
        _workbook(Path(folder), scenario(500, 52, "week", tranches=False, goals=False))
        _sweep(Path(folder), scenario(10, 4, "month", tranches=False, goals=False))
    _budgets(scenario(100, 1, "month", tranches=True, goals=False), 200, 20.0)
    compared(heavy=heavy)


def _against_imports(arguments: list[str], imports: str, target: float) -> None:
    ours = [PYTHON, "-m", "allocator", *arguments]
    mine, bare, ratio = paired(ours, [PYTHON, "-c", imports], ROUNDS)
    _line(f"bare {imports.replace('import ', '')}"[:42], bare)
    _line(f"allocator {' '.join(Path(word).name for word in arguments)}", mine, f"{ratio:8.2f}{target:8.1f}")


def _plan(folder: Path, data: dict[str, object]) -> None:
    path = folder / "scenario.json"
    path.write_text(json.dumps(data))
    command = [PYTHON, "-m", "allocator", "solve", str(path), "--format", "json"]
    _line(f"allocator solve, {data['name']}", [measured(command) for _ in range(3)])


def _workbook(folder: Path, data: dict[str, object]) -> None:
    """A saved plan as a workbook: verified, then written; to stay under 20 s and 500 MB."""
    path, plan, book = folder / "large.json", folder / "plan.json", folder / "plan.xlsx"
    path.write_text(json.dumps(data))
    ours = [PYTHON, "-m", "allocator"]
    measured([*ours, "solve", str(path), "--format", "json", "-o", str(plan)])
    runs = [measured([*ours, "report", str(plan), "-o", str(book), "--force"]) for _ in range(3)]
    _line(f"allocator report .xlsx, {data['name']}", runs, f"{'':8}{20.0:8.1f}")


def _sweep(folder: Path, data: dict[str, object]) -> None:
    """1,000 small cases on two cores against one; the ratio is how many times faster."""
    path = folder / "swept.json"
    path.write_text(json.dumps(data))
    command = [PYTHON, "-m", "allocator", "sweep", str(path), "--vary", "budget.total=10000..109900..100"]
    one, two, ratio = paired([*command, "--jobs", "1"], [*command, "--jobs", "2"], 1)
    _line("allocator sweep, 1,000 cases, one core", one)
    _line("allocator sweep, 1,000 cases, two cores", two, f"{ratio:8.2f}{1.7:8.1f}")


def _budgets(data: dict[str, object], count: int, target: float) -> None:
    """The best plans at many budgets from one live model, against solving each from scratch."""
    from allocator import scenario_of, solve
    from allocator.scenario.edit import with_budget
    from allocator.studies.frontier import frontier

    given = scenario_of(data)
    begin = time.perf_counter()
    points = [point for point in frontier(given, points=count).points if point.asked]
    between = time.perf_counter()
    for point in points:
        solve(with_budget(given, point.budget))
    one, each = between - begin, time.perf_counter() - between
    name = f"frontier, {count} budgets of {data['name']}"
    print(f"{name:<44}{one:10.3f}{'':>10}{each / one:8.1f}{target:8.1f}", flush=True)


def _explained(data: dict[str, object], target: float) -> None:
    """`explain` against one `solve`, both in this process after a warm-up, pair by pair."""
    told = scenario_of(data)
    solve(told), explain(told)
    pairs = [(_seconds(explain, told), _seconds(solve, told)) for _ in range(3)]
    ratio = median(one / other for one, other in pairs)
    seconds = median(one for one, _ in pairs)
    print(f"{'explain, ' + told.name:<44}{seconds:10.3f}{'':10}{ratio:8.2f}{target:8.1f}", flush=True)


def _seconds(verb: Callable[[Scenario], object], told: Scenario) -> float:
    begin = time.perf_counter()
    verb(told)
    return time.perf_counter() - begin


def _line(name: str, runs: Sequence[Run], rest: str = "") -> None:
    seconds, megabytes = median(run.seconds for run in runs), max(run.megabytes for run in runs)
    print(f"{name:<44}{seconds:10.3f}{megabytes:10.0f}{rest}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
