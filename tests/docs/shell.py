"""A shell for documents: bash in one folder, with surroundings that are the same everywhere."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.blocks import stripped

WIDTH = 100
SECONDS = 300
KEPT_VARIABLES = ("LD_LIBRARY_PATH", "PYTHONPATH", "TMPDIR")
SCRIPT = """trap 'pwd >"$STATE_FILE"' EXIT
(exit {status})
{command}
"""
BAR = re.compile(r"\x1b\[\?25l.*?\x1b\[\?25h\s*\x1b\[1A\x1b\[2K", re.DOTALL)
"""A progress bar, which a slow machine draws and takes away: from hiding the cursor to clearing the line."""


@dataclass
class Shell:
    """Runs commands one by one; the current folder and `$?` live on from one to the next."""

    folder: Path
    here: Path = field(init=False)
    status: int = 0

    def __post_init__(self) -> None:
        self.here = self.folder

    def run(self, command: str) -> tuple[str, ...]:
        """What the command prints, standard output and error together, without trailing spaces."""
        state = self.folder.with_name(self.folder.name + ".state")
        script = SCRIPT.format(status=self.status, command=command)
        status, output = in_terminal(script, self.here, self._environment() | {"STATE_FILE": str(state)})
        if state.is_file():
            self.here = Path(state.read_text(encoding="utf-8").rstrip("\n"))
        self.status = status
        return stripped(output.splitlines())

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        return kept | {
            "PATH": path,
            "HOME": str(self.folder),
            "COLUMNS": str(WIDTH),
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "TERM": "xterm",
        }


def in_terminal(script: str, folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a bash script as in a terminal of `WIDTH` columns: its exit status, and all that stays there."""
    screen, inside = pty.openpty()
    try:
        mode = termios.tcgetattr(inside)
        mode[1] &= ~termios.OPOST  # lines end as they were written
        termios.tcsetattr(inside, termios.TCSANOW, mode)
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("4H", 50, WIDTH, 0, 0))
        process = subprocess.Popen(
            ["bash", "-c", script],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=inside,
            stderr=inside,
        )
    finally:
        os.close(inside)
    with process:
        output = b"".join(_shown(screen))
        return process.wait(SECONDS), BAR.sub("", output.decode("utf-8"))


def _shown(screen: int) -> Iterator[bytes]:
    """What appears on a screen until all programs have left it."""
    try:
        with suppress(OSError):  # Linux tells the end as an error
            while part := os.read(screen, 65536):
                yield part
    finally:
        os.close(screen)
