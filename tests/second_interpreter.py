"""Runs what meets the solver under a second Python, for which pip chooses the other major version of PuLP.

pip gives PuLP 3.3 on Python 3.11 and PuLP 4 on 3.12 and later. From 3.11 this looks for a later one, from a
later one for 3.11. Where the machine has none, it says so and succeeds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MINORS = range(11, 14)  # those that are tested
PARTS = ("model", "oracle", "plan", "limits", "curves", "published", "cli", "test_scenarios.py")
"""Documents, reports and studies stand on `solve` alone, and would double the time."""
PROBE = (
    "import sys, venv, ensurepip; "
    "assert sys.version_info.releaselevel == 'final' and sys.prefix == sys.base_prefix; "
    "print(*sys.version_info[:2])"
)


@dataclass(frozen=True, slots=True, order=True)
class Interpreter:
    """A Python that runs here and can make environments."""

    minor: int
    path: str

    @property
    def old_pulp(self) -> bool:
        return self.minor <= 11


def candidates() -> Iterator[Path]:
    """Every place where another Python may stand: the search path first, then pyenv's own folder."""
    names = [f"python3.{minor}" for minor in MINORS] + ["python3"]
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        yield from (Path(folder, name) for name in names)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob("versions/3.*/bin/python"))


def probed(path: Path) -> Interpreter | None:
    """The interpreter at `path`, or None where it is missing, broken, too old or itself an environment's."""
    if not path.is_file():
        return None
    try:
        answer = subprocess.run(
            [path, "-c", PROBE], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = answer.stdout.split()
    if answer.returncode or len(words) != 2 or words[0] != "3" or int(words[1]) not in MINORS:
        return None
    return Interpreter(int(words[1]), str(path))


def other_interpreter() -> Interpreter | None:
    """The newest interpreter on the other side of the line between PuLP 3 and 4."""
    here_is_old = sys.version_info < (3, 12)
    found = [interpreter for interpreter in map(probed, candidates()) if interpreter]
    others = [interpreter for interpreter in found if interpreter.old_pulp != here_is_old]
    return max(others, key=lambda other: other.minor, default=None)


def environment(interpreter: Interpreter) -> Path:
    """The Python of that interpreter's environment, installed anew whenever pyproject.toml has changed."""
    folder = ROOT / f".venv-3.{interpreter.minor}"
    python, stamp = folder / "bin" / "python", folder / ".installed"
    wanted = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"Installing allocator and its checks into {folder.name} ...", file=sys.stderr, flush=True)
        subprocess.run([interpreter.path, "-m", "venv", "--clear", folder], check=True)
        install = "-m pip --disable-pip-version-check install -qq --editable .[dev]"
        subprocess.run([str(python), *install.split()], check=True, cwd=ROOT)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def main() -> int:
    """Run the suite there; the exit status is that of pytest."""
    side = "3.12 or later (PuLP 4)" if sys.version_info < (3, 12) else "3.11 (PuLP 3.3)"
    interpreter = other_interpreter()
    if interpreter is None:
        print(f"NOTE: no Python {side} on this machine: NOTHING was run on a second interpreter.")
        return 0
    print(f"Second interpreter: Python 3.{interpreter.minor}", flush=True)
    try:
        python = environment(interpreter)
    except subprocess.CalledProcessError as failure:
        print(f"The environment of the second interpreter could not be made: {failure}", file=sys.stderr)
        return 1
    parts = [str(ROOT / "tests" / part) for part in PARTS]
    return subprocess.run([python, "-m", "pytest", "-q", *parts], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
