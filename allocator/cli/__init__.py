"""The command line: `main` runs it. One file per command; options and wiring only."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.stdout is None:  # closed by the caller, who wants the exit code alone
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until the end
    gc.set_threshold(200_000, 50, 100)  # one command, then the end: collecting often only costs time
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # a search reads the metadata of all packages
    try:
        from allocator.cli.app import app
        from allocator.cli.ending import exit_code_of

        try:
            app(prog_name="allocator")
        except Exception as error:  # noqa: BLE001 - the one place where every failure becomes a text and a code
            sys.exit(exit_code_of(error))
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        gc.freeze()  # nor does the interpreter look for cycles once more while it ends
